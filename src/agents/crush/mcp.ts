import { parseJson } from '../../json-path.ts';
import { headerVariables, referring, settingOf, type Attach } from '../agent-mcp.ts';

/** In the file of ours, beside those of the user's settings; a `$NAME` there is that variable's value (0.90.0). */
export const attach: Attach = (plan, server) => {
  const variables = headerVariables(server);
  const url = server.url.replaceAll('$', '%24').replaceAll("'", '%27');
  const mcp = { [server.name]: { type: 'http', url, headers: referring(variables, (name) => `$${name}`) } };
  const files = (plan.files ?? []).map((file) => ({
    ...file,
    content: () => `${JSON.stringify({ ...Object(parseJson(file.content())), mcp }, undefined, 2)}\n`,
  }));
  return { ...plan, files, set: { ...plan.set, ...settingOf(variables) } };
};
