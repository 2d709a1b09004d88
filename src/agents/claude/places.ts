import type { Host } from '../../host.ts';

/** Where an administrator's settings lie, the lowest first: the user's own part of the registry counts behind the rest. */
export function managedPaths({ platform, login }: Host): readonly string[] {
  if (platform === 'win32') {
    const inRegistry = 'SOFTWARE\\Policies\\ClaudeCode\\Settings';
    return [`HKCU\\${inRegistry}`, ...inFolder('C:\\Program Files\\ClaudeCode', '\\'), `HKLM\\${inRegistry}`];
  }
  if (platform !== 'darwin') return inFolder('/etc/claude-code', '/');
  const preferences = '/Library/Managed Preferences';
  return [
    ...inFolder('/Library/Application Support/ClaudeCode', '/'),
    `${preferences}/com.anthropic.claudecode.plist`,
    ...(login === undefined ? [] : [`${preferences}/${login}/com.anthropic.claudecode.plist`]),
  ];
}

function inFolder(folder: string, separator: string): readonly string[] {
  return [`${folder}${separator}managed-settings.json`, `${folder}${separator}managed-settings.d${separator}*.json`];
}
