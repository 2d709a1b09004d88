import { parseSettings } from '../../config-layers/commented-json.ts';
import { variable } from '../../host.ts';
import type { Managed } from '../agent.ts';
import { loginsIn } from './settings.ts';

/** System settings rank above every other file (https://geminicli.com/docs/reference/configuration/, 0.61.0). */
export const managed: Managed = {
  paths({ platform, env }) {
    const named = variable(env, 'GEMINI_CLI_SYSTEM_SETTINGS_PATH', platform) ?? '';
    if (named !== '') return [named];
    if (platform === 'darwin') return ['/Library/Application Support/GeminiCli/settings.json'];
    return [platform === 'win32' ? 'C:\\ProgramData\\gemini-cli\\settings.json' : '/etc/gemini-cli/settings.json'];
  },
  obstacles(text, { main }) {
    if (text.trim() === '') return [];
    const settings = parseSettings(text);
    if (settings === undefined) {
      return [
        { key: '(unreadable)', why: 'It is no JSON object, so what it asks for is unknown.', overridable: false },
      ];
    }
    return loginsIn(settings, main).map((key) => ({
      key,
      why: 'It says how Gemini CLI logs in.',
      overridable: false,
    }));
  },
};
