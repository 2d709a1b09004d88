import type { Host } from '../../host.ts';

/** Where an administrator's settings lie. */
export function managedPaths({ platform, home }: Host): readonly string[] {
  if (platform === 'win32') return inFolder('C:\\Program Files\\ClaudeCode', '\\');
  if (platform !== 'darwin') return inFolder('/etc/claude-code', '/');
  const preferences = '/Library/Managed Preferences';
  return [
    ...inFolder('/Library/Application Support/ClaudeCode', '/'),
    `${preferences}/com.anthropic.claudecode.plist`,
    `${preferences}/${home.split('/').at(-1) ?? ''}/com.anthropic.claudecode.plist`,
  ];
}

function inFolder(folder: string, separator: string): readonly string[] {
  return [`${folder}${separator}managed-settings.json`, `${folder}${separator}managed-settings.d${separator}*.json`];
}
