import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Home } from '../../support/home.ts';
import { processesOf } from '../../support/processes.ts';
import { byMessages, byResponses, promptsIn, saysIn } from '../launching.ts';
import { inRhyme, stale, submit, type AgentCase, type Left, type There } from './case.ts';

const settings = '.cline/data/settings/global-settings.json';
const providers = '.cline/data/settings/providers.json';
/** At its end it would try for many seconds to send its reports, which get nowhere here. */
const quiet = '{ "telemetryOptOut":\ttrue }';

export const cline: AgentCase = {
  agent: 'cline',
  home: { [settings]: quiet },
  words: ['cline', 'say hello'],
  models: [byMessages, byResponses],
  own: {
    [providers]: stored({ groq: { apiKey: 'sk-own-000000000001', model: 'other' } }),
    [settings]: quiet,
    '.cline/rules/rhyme.md': inRhyme,
  },
  leftovers: (there) => {
    const headers = { authorization: `Bearer ${stale}` };
    const left = { apiKey: stale, baseUrl: there.elsewhere, model: 'other', headers };
    const variables = variablesOf(there);
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    const other = { 'other/settings/providers.json': stored({ anthropic: left }) };
    return [
      { what: 'key or address in the environment', forEachModel: true, env: variables, files: other },
      {
        what: 'key, address or model in its own providers.json, secrets.json and globalState.json',
        forEachModel: true,
        files: {
          [providers]: stored({ anthropic: left, 'openai-native': left }),
          '.cline/data/secrets.json': { apiKey: stale, openAiNativeApiKey: stale },
          '.cline/data/globalState.json': { actModeApiProvider: 'anthropic' },
        },
      },
      {
        what: 'the same in the .env of the project',
        forEachModel: true,
        files: { ...other, 'project/.env': lines.join('') },
      },
    ];
  },
  // The first has it give up its request, and then wait for the answer after all (3.0.65).
  signal: { code: 1, again: true },
  through: [{ gateway: 'litellm', model: 'team-model', path: '/v1/chat/completions' }],
  terminal: {
    ready: 'What can I do for you?',
    also: async ({ home }) => {
      await vi.waitFor(() => expect(sessionsOf(home)).toHaveLength(1), { timeout: 10_000, interval: 100 });
      return undefined;
    },
    quit: submit('/exit'),
    after: goesOn,
  },
};

function variablesOf({ home, elsewhere }: Left): Readonly<Record<string, string>> {
  return {
    OPENAI_API_KEY: stale,
    OPENAI_BASE_URL: elsewhere,
    ANTHROPIC_API_KEY: stale,
    ANTHROPIC_AUTH_TOKEN: stale,
    ANTHROPIC_BASE_URL: elsewhere,
    CLINE_API_KEY: stale,
    CLINE_SANDBOX: '1',
    CLINE_SANDBOX_DATA_DIR: join(home, 'other'),
    CLINE_PROVIDER_SETTINGS_PATH: join(home, 'other', 'settings', 'providers.json'),
    CLINE_SESSION_BACKEND_MODE: 'hub',
    CLINE_VCR: 'playback',
    CLINE_VCR_CASSETTE: join(home, 'tape.json'),
  };
}

/** The last of them was used last. */
function stored(settingsOf: Readonly<Record<string, object>>): string {
  const entries = Object.entries(settingsOf).map(([provider, own]) => [
    provider,
    { settings: { provider, ...own }, updatedAt: '2026-01-01T00:00:00.000Z', tokenSource: 'manual' },
  ]);
  const lastUsedProvider = Object.keys(settingsOf).at(-1);
  return `${JSON.stringify({ version: 1, lastUsedProvider, providers: Object.fromEntries(entries) as object })}\n`;
}

/** It leaves no service behind, and a session that the next start takes up. */
async function goesOn({ terminal, gateway, home, line }: There): Promise<void> {
  expect(processesOf(home.path).filter(({ argv }) => argv.some((word) => word.includes('hub')))).toEqual([]);
  expect(existing(home, '.cline/data/locks')).toEqual([]);
  terminal.type(`${line} --id ${sessionsOf(home)[0]}; echo "ended again $?"`);
  await terminal.until('say hello');
  await terminal.submit('say more');
  await terminal.until(/answer is\s+canned\. You wrote: say more/);
  await terminal.submit('/exit');
  await terminal.until('ended again 0');
  expect(promptsIn(gateway, 'say more').map((request) => saysIn(request, 'say hello'))).toEqual([true]);
}

export function sessionsOf(home: Home): readonly string[] {
  return existing(home, '.cline/data/sessions');
}

function existing(home: Home, folder: string): readonly string[] {
  try {
    return readdirSync(join(home.path, folder));
  } catch {
    return [];
  }
}
