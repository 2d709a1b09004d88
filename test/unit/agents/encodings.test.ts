import { expect, it } from 'vitest';
import { findAgent } from '../../../src/agents/index.ts';
import { lookAt, type Machine } from '../../support/look.ts';

/** What each program was seen to do with a file that is not in plain UTF-8; `counts`: it takes what is in it. */
interface Case {
  readonly agent: string;
  readonly path: string;
  readonly text: string;
  readonly counts: readonly ('a mark' | 'UTF-16' | 'Latin-1')[];
  readonly env?: Machine['env'];
}

const home = '/home/dev';
const there = 'https://there.test';
const custom = { id: 'custom:a', model: 'm', displayName: 'a', provider: 'openai', baseUrl: there, apiKey: 'k' };
const used = { settings: { provider: 'anthropic', baseUrl: there }, updatedAt: '', tokenSource: 'manual' };
const own = { npm: 'x', options: { baseURL: there }, models: { m: {} } };

const cases: readonly Case[] = [
  {
    agent: 'claude',
    path: `${home}/.claude/settings.json`,
    text: JSON.stringify({ env: { ANTHROPIC_BASE_URL: there } }),
    counts: ['a mark', 'UTF-16', 'Latin-1'],
  },
  {
    agent: 'codex',
    path: `${home}/.codex/config.toml`,
    text: `model_provider = "a"\n[model_providers.a]\nname = "a"\nbase_url = "${there}"\n`,
    counts: ['a mark'],
  },
  {
    agent: 'opencode',
    path: `${home}/.config/opencode/opencode.json`,
    text: JSON.stringify({ model: 'own/m', provider: { own } }),
    counts: ['a mark', 'Latin-1'],
  },
  {
    agent: 'kilo',
    path: `${home}/.config/kilo/kilo.json`,
    text: JSON.stringify({ model: 'own/m', provider: { own } }),
    counts: ['a mark', 'Latin-1'],
  },
  {
    agent: 'gemini',
    path: `${home}/.gemini/settings.json`,
    text: JSON.stringify({ model: { name: there } }),
    counts: ['Latin-1'],
  },
  {
    agent: 'qwen',
    path: `${home}/.qwen/settings.json`,
    text: JSON.stringify({ model: { name: there }, security: { auth: { selectedType: 'openai', baseUrl: there } } }),
    counts: ['a mark', 'Latin-1'],
  },
  {
    agent: 'pi',
    path: `${home}/.pi/agent/models.json`,
    text: JSON.stringify({ providers: { anthropic: { baseUrl: there } } }),
    counts: ['a mark', 'Latin-1'],
  },
  {
    agent: 'droid',
    path: `${home}/.factory/settings.json`,
    text: JSON.stringify({ customModels: [custom], sessionDefaultSettings: { model: 'custom:a' } }),
    counts: ['Latin-1'],
  },
  {
    agent: 'goose',
    path: `${home}/.config/goose/config.yaml`,
    text: `GOOSE_PROVIDER: openai\nGOOSE_MODEL: m\nOPENAI_HOST: ${there}\n`,
    counts: ['a mark'],
  },
  {
    agent: 'copilot',
    path: `${home}/.copilot/providers.json`,
    text: JSON.stringify({ providers: [{ name: 'a', baseUrl: there }], models: [{ id: 'm', provider: 'a' }] }),
    counts: [],
    env: { COPILOT_MODEL: 'a/m' },
  },
  {
    agent: 'cn',
    path: `${home}/.continue/config.yaml`,
    text: `name: a\nversion: 1.0.0\nmodels:\n  - name: a\n    provider: openai\n    model: m\n    apiBase: ${there}\n`,
    counts: ['a mark', 'Latin-1'],
  },
  {
    agent: 'cline',
    path: `${home}/.cline/data/settings/providers.json`,
    text: JSON.stringify({ version: 1, lastUsedProvider: 'anthropic', providers: { anthropic: used } }),
    counts: ['Latin-1'],
  },
];

/** As `Files.read` gives them. */
function encoded(text: string, encoding: Case['counts'][number], path: string): string {
  if (encoding !== 'Latin-1') return (encoding === 'a mark' ? '\uFEFF' : '\uFEFF\uFEFF') + text;
  return path.endsWith('.json') ? text.replace('{', '{"note":"caf\uFFFD",') : `# caf\uFFFD\n${text}`;
}

const encodings = ['a mark', 'UTF-16', 'Latin-1'] as const;

it.each(cases.flatMap((one) => encodings.map((encoding) => ({ ...one, encoding, is: one.counts.includes(encoding) }))))(
  '$agent and settings in $encoding: what is in them counts ($is), or is told of as broken',
  async ({ agent, path, text, env = {}, encoding, is }) => {
    const { origins } = (await findAgent(agent).doctor?.()) ?? {};
    const all = origins?.(lookAt({ env, files: { [path]: encoded(text, encoding, path) } })) ?? [];
    const found = all.filter(({ place }) => place === path);
    expect(found.some(({ sets, value }) => sets !== 'problem' && value === there)).toBe(is);
    const broken = /^(?:is not in UTF-8|begins with a byte-order mark)/;
    expect(found.some(({ problem }) => broken.test(problem?.what ?? ''))).toBe(!is);
  },
);
