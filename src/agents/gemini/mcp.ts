import { objectAt, parseSettings } from '../../config-layers/commented-json.ts';
import { headerVariables, referring, settingOf, type Attach } from '../agent-mcp.ts';

/** In the settings of the session, which are ours; variables in them are read (0.61.0). */
export const attach: Attach = (plan, server) => {
  const variables = headerVariables(server);
  const headers = referring(variables, (name) => `$${name}`);
  return {
    ...plan,
    set: { ...plan.set, ...settingOf(variables) },
    files: (plan.files ?? []).map((file) => {
      if (!file.path.endsWith('/settings.json')) return file;
      const content = (): string => {
        const settings = parseSettings(file.content()) ?? {};
        const mcpServers = { ...objectAt(settings, 'mcpServers'), [server.name]: { httpUrl: server.url, headers } };
        return `${JSON.stringify({ ...settings, mcpServers }, undefined, 2)}\n`;
      };
      return { ...file, content };
    }),
  };
};
