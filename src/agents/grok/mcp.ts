import { objectAt } from '../../config-layers/commented-json.ts';
import { headerVariables, referring, settingOf, type Attach } from '../agent-mcp.ts';
import { readSettings, written } from './settings.ts';

/** In the settings of the session, which are ours, beside the user's own; `${NAME}` in them is that variable's value (1.0.41). */
export const attach: Attach = (plan, server) => {
  const variables = headerVariables(server);
  const entry = {
    url: server.url.replaceAll('$', '%24'),
    headers: referring(variables, (name) => `\${${name}}`),
  };
  const files = (plan.files ?? []).map((file) => ({
    ...file,
    content: () => {
      const settings = readSettings(file.path, file.content());
      return written({ ...settings, mcp_servers: { ...objectAt(settings, 'mcp_servers'), [server.name]: entry } });
    },
  }));
  return { ...plan, files, set: { ...plan.set, ...settingOf(variables) } };
};
