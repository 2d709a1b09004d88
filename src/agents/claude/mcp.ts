import { headerVariables, referring, settingOf, type Attach } from '../agent-mcp.ts';

/**
 * `--mcp-config` takes JSON, and variables in it are read; the user's own servers stay beside it (2.1.332). It stands first: a
 * subcommand that is given none of ours in front gets no server. It takes every word up to the next flag, so a flag follows.
 */
export const attach: Attach = (plan, server) => {
  const [first] = plan.args;
  if (first?.startsWith('--') !== true) return plan;
  const variables = headerVariables(server);
  const headers = referring(variables, (name) => `\${${name}}`);
  const json = JSON.stringify({ mcpServers: { [server.name]: { type: 'http', url: server.url, headers } } });
  return { ...plan, args: ['--mcp-config', json, ...plan.args], set: { ...plan.set, ...settingOf(variables) } };
};
