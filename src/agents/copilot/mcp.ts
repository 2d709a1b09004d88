import { headerVariables, referring, settingOf, type Attach } from '../agent-mcp.ts';

/** `--additional-mcp-config` takes JSON, and variables in it are read; the user's own servers stay beside it (1.0.102). */
export const attach: Attach = (plan, server) => {
  const variables = headerVariables(server);
  const headers = referring(variables, (name) => `\${${name}}`);
  const one = { type: 'http', url: server.url, headers, tools: ['*'] };
  const json = JSON.stringify({ mcpServers: { [server.name]: one } });
  return {
    ...plan,
    args: ['--additional-mcp-config', json, ...plan.args],
    set: { ...plan.set, ...settingOf(variables) },
  };
};
