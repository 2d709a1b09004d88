import { cacheKey } from '../../cache-key.ts';
import { objectAt, parseSettings } from '../../config-layers/commented-json.ts';
import { headerVariables, referring, settingOf, type Attach } from '../agent-mcp.ts';

/** In the settings of ours: variables are read there, and not in what `--mcp-config` takes (0.24.4). */
export const attach: Attach = (plan, server) => {
  const variables = headerVariables(server);
  const headers = referring(variables, (name) => `$${name}`);
  const [file, ...others] = plan.files ?? [];
  if (file === undefined) return plan;
  const path = file.path.replace(/\.json$/, `-${cacheKey(server.name)}.json`);
  const content = (): string => {
    const settings = parseSettings(file.content()) ?? {};
    const mcpServers = { ...objectAt(settings, 'mcpServers'), [server.name]: { httpUrl: server.url, headers } };
    return `${JSON.stringify({ ...settings, mcpServers }, undefined, 2)}\n`;
  };
  return {
    ...plan,
    set: { ...plan.set, QWEN_CODE_SYSTEM_SETTINGS_PATH: path, ...settingOf(variables) },
    files: [{ path, content }, ...others],
  };
};
