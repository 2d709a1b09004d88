import { describe, expect, it, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { vibe } from '../../../src/agents/vibe.ts';
import { obstacles } from '../../../src/agents/vibe/managed.ts';
import { requests } from '../../../src/agents/vibe/requests.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { Failure } from '../../../src/failure.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const main = {
  protocol: 'anthropic-messages',
  baseUrl: 'https://gateway.test/anthropic',
  model: 'claude-sonnet-4-5',
  credentials: { 'x-api-key': '<key>' },
} as const;

function planned(launch: AgentCase['launch'] = {}, target: Partial<AgentCase['target']> = {}): LaunchPlan {
  const given: AgentCase = { target: { main, ...target }, launch: { version: '3.0.3', ...launch } };
  return vibe.plan(targetOf(given), launchOf(given));
}

describe('the arguments', () => {
  test.each([[['mcp', 'list']], [['config', 'schema']], [['--setup']], [['-v']], [['help']], [['update']]])(
    '%j open no session',
    (args) => {
      expect(planned({ args })).toMatchObject({ args, set: {}, apart: true });
    },
  );

  test.each([[['-p', 'mcp']], [['say', 'mcp']], [['--resume', 'config']], [['--continue']], [[]]])(
    '%j are those of a session',
    (args) => {
      const { args: given, apart } = planned({ args });
      expect([given, apart]).toEqual([args, undefined]);
    },
  );

  it('do not lead to another folder', () => {
    expect(() => planned({ args: ['--workdir', '/tmp'] })).toThrow('--workdir has Vibe look');
  });
});

describe('a profile', () => {
  const settings = '/home/dev/.vibe/config.toml';
  const own = '/home/dev/.vibe/agents/mine.toml';
  const project = '/home/dev/project/.vibe/config.toml';
  const foreign = '/home/dev/project/.vibe/agents/mine.toml';

  test.each<readonly [string, NonNullable<AgentCase['launch']>]>([
    ['that a flag names', { args: ['--agent', 'mine'], texts: { [own]: 'active_model = "a"' } }],
    ['that a flag names, behind =', { args: ['--agent=mine'], texts: { [own]: '[[ models ]]\nname = "a"' } }],
    ['that a variable names', { env: { VIBE_DEFAULT_AGENT: 'mine' }, texts: { [own]: '"providers" = []' } }],
    ["of the user's settings", { texts: { [settings]: 'default_agent = "mine"', [own]: 'allowed_models = ["a"]' } }],
    [
      "of a repository's",
      { texts: { [project]: "default_agent = 'mine'", [foreign]: '[models."jetway/a"]\nname = "b"' } },
    ],
    ['of Mistral', { args: ['--agent', 'lean'] }],
  ])('%s is refused where it would lead elsewhere', (_, launch) => {
    expect(() => planned(launch)).toThrow(Failure);
  });

  test.each<readonly [string, NonNullable<AgentCase['launch']>]>([
    ['without a model', { args: ['--agent', 'mine'], texts: { [own]: 'safety = "yolo"\n[tools.bash]\nmodels = 1' } }],
    ['that nobody chose', { texts: { [own]: 'active_model = "a"', [settings]: '[x]\ndefault_agent = "mine"' } }],
    ['of Vibe', { args: ['--agent', 'auto-approve'] }],
  ])('%s is as good as any', (_, launch) => {
    expect(planned(launch).set).toHaveProperty('VIBE_ACTIVE_MODEL', 'jetway/claude-sonnet-4-5');
  });
});

describe('the models', () => {
  const others = Array.from({ length: 700 }, (_, index) => ({
    ...main,
    model: `vendor/some-model-with-a-name-of-${index}`,
    about: { name: 'Some Model', contextWindow: 200_000, maxOutputTokens: 64_000 },
  }));

  test.each([
    ['linux', 120_000],
    ['win32', 30_000],
  ] as const)('are as many as a variable holds on %s', (platform, most) => {
    const { notes, set } = planned({ platform }, { others });
    const models = set['VIBE_MODELS'];
    expect(typeof models === 'string' && models.length < most + 100).toBe(true);
    expect(notes?.[0]).toMatch(/^\d+ models of Some Gateway are left out/);
    expect(planned({ platform }).notes).toEqual([]);
  });
});

describe('what an organization enforces', () => {
  const target = targetOf({ target: { main } });
  const kept = (payload: string): string => JSON.stringify({ abc: { stored_at_timestamp: 1, payload } });

  test.each([
    ['active_model = "mistral-medium-3.5"', ['active_model']],
    ['active_model = "jetway/claude-sonnet-4-5"', []],
    ['allowed_models = ["mistral-*"]', ['allowed_models']],
    ['allowed_models = ["Claude-*"]', []],
    ['allowed_models = ["re:claude-.*"]', []],
    ['allowed_models = ["re:("]', ['allowed_models']],
    ['[[providers]]\nname = "a"', ['providers']],
    ['enable_mcp = false', []],
    ['', []],
    ['{', []],
  ])('is told of: %j', (payload, keys) => {
    expect(obstacles(kept(payload), target).map(({ key }) => key)).toEqual(keys);
  });

  test.each(['', '{', '[]', '{"a":1}', '{"a":{"payload":1}}'])('is nothing in %j', (text) => {
    expect(obstacles(text, target)).toEqual([]);
  });
});

// What the program itself sent in the first turn of a session, texts and numbers apart.
test.each<readonly [ProtocolId, string, readonly string[]]>([
  ['anthropic-messages', 'claude-haiku-x', ['model', 'messages', 'max_tokens', 'system', 'tools', 'stream']],
  ['openai-responses', 'gpt-5.5', ['model', 'input', 'store', 'include', 'reasoning', 'tools', 'stream']],
  ['openai-responses', 'gpt-4.1', ['model', 'input', 'store', 'include', 'temperature', 'tools', 'stream']],
  ['openai-responses', 'o3', ['model', 'input', 'store', 'include', 'tools', 'stream']],
  [
    'openai-chat',
    'gpt-5.5',
    ['model', 'messages', 'temperature', 'reasoning_effort', 'tools', 'stream', 'stream_options'],
  ],
  ['openai-chat', 'llama-3.3-70b', ['model', 'messages', 'temperature', 'tools', 'stream', 'stream_options']],
])('over %s, Mistral Vibe asks %s for what it really asks', (protocol, model, keys) => {
  const made = requests(targetOf({ target: { main: { protocol, baseUrl: 'https://gateway.test/v1', model } } }));
  const [request] = made;
  if (request === undefined) throw new Error('It asks for nothing.');
  const { body } = assemble(
    request,
    request.features.filter(({ ours }) => ours !== true),
  );
  expect(Object.keys(body).toSorted()).toEqual(keys.toSorted());
});
