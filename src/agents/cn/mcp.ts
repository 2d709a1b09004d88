import { listAt, parseJson } from '../../json-path.ts';
import { headerVariables, referring, settingOf, type Attach } from '../agent-mcp.ts';

/** In the settings of the session, which are ours, beside the user's own (1.5.47). */
export const attach: Attach = (plan, server) => {
  const variables = headerVariables(server);
  const entry = {
    name: server.name,
    type: 'streamable-http',
    url: server.url.replaceAll('$', '%24'),
    // A blank behind it has the value quoted: see models.ts.
    requestOptions: { headers: referring(variables, (name) => `\${{ secrets.${name} }} `) },
  };
  const files = (plan.files ?? []).map((file) => {
    if (!file.path.endsWith('/config.yaml')) return file;
    const content = (): string => {
      const settings = parseJson(file.content());
      const mcpServers = [...listAt(settings, 'mcpServers'), entry];
      return `${JSON.stringify({ ...Object(settings), mcpServers }, undefined, 2)}\n`;
    };
    return { ...file, content };
  });
  return { ...plan, files, set: { ...plan.set, ...settingOf(variables) } };
};
