import { variable, type Host } from '../../host.ts';

/** Where an administrator's settings lie. */
export function managedPaths({ platform, home, env }: Host): readonly string[] {
  if (platform === 'win32') {
    return [`${variable(env, 'CODEX_HOME', platform) ?? `${home}\\.codex`}\\managed_config.toml`];
  }
  const files = ['/etc/codex/managed_config.toml', '/etc/codex/requirements.toml'];
  if (platform !== 'darwin') return files;
  const preferences = '/Library/Managed Preferences';
  return [
    ...files,
    `${preferences}/com.openai.codex.plist`,
    `${preferences}/${home.split('/').at(-1) ?? ''}/com.openai.codex.plist`,
  ];
}
