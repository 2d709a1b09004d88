import { variable, type Host } from '../../host.ts';

/** Where an administrator's settings lie. */
export function managedPaths({ platform, env }: Host): readonly string[] {
  const named = variable(env, 'GEMINI_CLI_SYSTEM_SETTINGS_PATH', platform) ?? '';
  if (named !== '') return [named];
  if (platform === 'darwin') return ['/Library/Application Support/GeminiCli/settings.json'];
  return [platform === 'win32' ? 'C:\\ProgramData\\gemini-cli\\settings.json' : '/etc/gemini-cli/settings.json'];
}
