import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway, type Received } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { type Ended, runIn } from '../support/run-in.ts';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

interface Case {
  readonly refused: string;
  readonly agent: string;
  readonly model: string;
  /** Without it Claude Code has no credential of its own. */
  readonly key?: string;
  /** By which the doctor says the agent leaves it out. */
  readonly setting: string;
  carries(request: Received): boolean;
}

const key = 'sk-deep-71c0e5d29b44';
const beta =
  (name: string) =>
  (request: Received): boolean =>
    request.headers['anthropic-beta']?.includes(name) === true;
const body =
  (text: string) =>
  (request: Received): boolean =>
    JSON.stringify(request.body).includes(text);
const claude = { agent: 'claude', key };

const cases: readonly Case[] = [
  ...['claude-sonnet-4-6', 'claude-haiku-4-5', 'vendor/other'].map((model) => ({
    ...claude,
    model,
    refused: 'thinking',
    setting: 'CLAUDE_CODE_DISABLE_THINKING=1',
    carries: body('"thinking":{'),
  })),
  {
    ...claude,
    model: 'claude-sonnet-4-6',
    refused: 'cache-control',
    setting: 'DISABLE_PROMPT_CACHING=1',
    carries: body('"cache_control":'),
  },
  {
    ...claude,
    model: 'claude-sonnet-4-6',
    refused: 'interleaved-thinking',
    setting: 'DISABLE_INTERLEAVED_THINKING=1',
    carries: beta('interleaved-thinking'),
  },
  {
    ...claude,
    model: 'claude-opus-5-5',
    refused: 'session-betas',
    setting: 'CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1',
    carries: beta('per-turn-control'),
  },
  {
    agent: 'claude',
    model: 'claude-sonnet-4-6',
    refused: 'cache-scope',
    setting: 'CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1',
    carries: body('"scope":"global"'),
  },
  {
    agent: 'codex',
    model: 'gpt-5.5',
    key,
    refused: 'tool-namespace',
    setting: 'jetway codex -c features.multi_agent=false',
    carries: body('"type":"namespace"'),
  },
];

const words = { claude: ['-p', 'say hello'], codex: ['exec', '--skip-git-repo-check', 'say hello'] };

function flags(one: Case, gateway: Gateway): readonly string[] {
  const served = one.agent === 'claude' ? 'anthropic-messages' : 'openai-responses';
  return ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${served}`, '--model', one.model];
}

const keyOf = (one: Case): Readonly<Record<string, string>> =>
  one.key === undefined ? {} : { JETWAY_API_KEY: one.key };

/** `setting`: a variable, or arguments behind the agent's name. */
function launch(one: Case, gateway: Gateway, home: Home, setting = ''): Promise<Ended> {
  const [, name = '', value = ''] = /^([A-Z_]+)=(.*)$/.exec(setting) ?? [];
  const args = setting.startsWith('jetway ') ? setting.split(' ').slice(2) : [];
  const rest = one.agent === 'claude' ? words.claude : words.codex;
  return runIn(home, ['jetway', ...flags(one, gateway), '--no-check', one.agent, ...args, ...rest], {
    env: { ...keyOf(one), CLAUDE_CODE_MAX_RETRIES: '0', ...(name === '' ? {} : { [name]: value }) },
  });
}

it.each(cases)(
  'where $refused is refused $agent with $model fails, the doctor says why, and its setting mends it',
  async (one) => {
    await using gateway = await startGateway({
      refuses: (request) => (one.carries(request) ? { message: 'Bad request' } : undefined),
    });
    await using home = await programs.home();
    expect((await launch(one, gateway, home)).code).not.toBe(0);
    const doctor = ['jetway', 'doctor', one.agent, '--deep', '--only', 'deep', '--json', ...flags(one, gateway)];
    const { stdout, code } = await runIn(home, doctor, { env: keyOf(one) });
    const [found] = listAt(JSON.parse(stdout), 'checks');
    expect({ code, status: at(found, 'status'), without: at(found, 'evidence', 0, 'worksWithout') }).toEqual({
      code: 8,
      status: 'fail',
      without: one.refused,
    });
    expect(textAt(found, 'hint')).toContain(one.setting);
    const { stderr, code: mended } = await launch(one, gateway, home, one.setting);
    expect(mended, stderr).toBe(0);
  },
);
