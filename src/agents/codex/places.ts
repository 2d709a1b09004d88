import { variable, type Host } from '../../host.ts';

/** Where an administrator's settings lie. */
export function managedPaths(host: Host): readonly string[] {
  const { platform, login } = host;
  // The registry's value holds a path; that of the user's own part is not asked for (0.171.0, driven under Wine).
  if (platform === 'win32') {
    return [`${machineFolder(host)}\\requirements.toml`, 'HKLM\\SOFTWARE\\Policies\\OpenAI\\Codex\\RequirementsPath'];
  }
  const files = ['/etc/codex/managed_config.toml', '/etc/codex/requirements.toml'];
  if (platform !== 'darwin') return files;
  const preferences = '/Library/Managed Preferences';
  return [
    ...files,
    `${preferences}/com.openai.codex.plist`,
    ...(login === undefined ? [] : [`${preferences}/${login}/com.openai.codex.plist`]),
  ];
}

/** The lowest layer, for every user of the machine (0.171.0; on Windows driven under Wine). */
export function machineSettings(host: Host): string {
  return host.platform === 'win32' ? `${machineFolder(host)}\\config.toml` : '/etc/codex/config.toml';
}

const machineFolder = ({ env, platform }: Host): string =>
  `${variable(env, 'ProgramData', platform) ?? 'C:\\ProgramData'}\\OpenAI\\Codex`;
