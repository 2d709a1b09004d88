import { variable, type Host } from '../../host.ts';

/** KIMI_CODE_HOME (2.1.0). */
export function userFolder({ env, home, platform }: Host): string {
  const named = variable(env, 'KIMI_CODE_HOME', platform) ?? '';
  return named === '' ? `${home}/.kimi-code` : named;
}

export function userSettings(host: Host): string {
  return `${userFolder(host)}/config.toml`;
}

/** Of MCP. */
export function userServers(host: Host): string {
  return `${userFolder(host)}/mcp.json`;
}
