import { describe, expect, it, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { openclaw } from '../../../src/agents/openclaw.ts';
import { requests } from '../../../src/agents/openclaw/requests.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { Failure } from '../../../src/failure.ts';
import { at, parseJson } from '../../../src/json-path.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const main = {
  protocol: 'anthropic-messages',
  baseUrl: 'https://gateway.test/anthropic',
  model: 'claude-sonnet-4-5',
  credentials: { authorization: 'Bearer <key>' },
} as const;
const gpt = {
  ...main,
  protocol: 'openai-responses',
  baseUrl: 'https://gateway.test/openai',
  model: 'gpt-5.5',
} as const;
const user = '/home/dev/.openclaw/openclaw.json';

function planned(launch: AgentCase['launch'] = {}, target: Partial<AgentCase['target']> = {}): LaunchPlan {
  const given: AgentCase = { target: { main, ...target }, launch: { version: '2026.9.6', ...launch } };
  return openclaw.plan(targetOf(given), launchOf(given));
}

const written = (plan: LaunchPlan): unknown => parseJson(plan.files?.[0]?.content() ?? '');
const first = ['jetway', 'claude-sonnet-4-5'].join('/');

describe('the arguments', () => {
  test.each([
    [['--help']],
    [['agent', '-h']],
    [['-v']],
    [['config', 'get', 'agents']],
    [['--no-color', 'models', 'list']],
  ])('%j open no session', (args) => {
    expect(planned({ args })).toMatchObject({ args, set: {}, apart: true });
  });

  test.each<readonly [readonly string[], readonly string[]]>([
    [[], ['chat']],
    [['--no-color'], ['chat', '--no-color']],
    [
      ['--new-flag', 'a b'],
      ['chat', '--new-flag', 'a b'],
    ],
    [
      ['voicecall', 'a'],
      ['voicecall', 'a'],
    ],
    [
      ['chat', '--message', 'agent'],
      ['chat', '--message', 'agent'],
    ],
    [['terminal'], ['terminal']],
    [
      ['tui', '--session', 'a'],
      ['tui', '--local', '--session', 'a'],
    ],
    [
      ['agent', 'exec', 'hello'],
      ['agent', 'exec', '--model', first, 'hello'],
    ],
    [
      ['agent', '--local', '-m', 'hello'],
      ['agent', '--model', first, '--local', '-m', 'hello'],
    ],
    [
      ['agent', '-m', 'exec'],
      ['agent', '--local', '--model', first, '-m', 'exec'],
    ],
    [
      ['--log-level', 'warn', 'agent', 'exec', 'a'],
      ['--log-level', 'warn', 'agent', 'exec', '--model', first, 'a'],
    ],
    [
      ['agent', 'exec', '--model', 'gpt-5.5', '--fallback=claude-sonnet-4-5', 'a'],
      ['agent', 'exec', '--model', 'jetway/gpt-5.5', `--fallback=${first}`, 'a'],
    ],
    [
      ['agent', 'exec', '--model', 'jetway/gpt-5.5', 'a'],
      ['agent', 'exec', '--model', 'jetway/gpt-5.5', 'a'],
    ],
  ])('%j open one by %j', (args, given) => {
    expect(planned({ args }, { others: [gpt] }).args).toEqual(given);
  });

  it('that have it stay here are told of', () => {
    expect(planned({ args: ['agent', '-m', 'a'] }).notes).toMatchObject([expect.stringContaining('--local')]);
    expect(planned({ args: ['agent', '--local', '-m', 'a'] }).notes).toEqual([]);
    expect(planned({ args: ['tui'] }).notes).toHaveLength(1);
  });

  test.each([
    [['gateway', 'run'], 'openclaw gateway runs on after this launch'],
    [['daemon', 'install'], 'openclaw daemon runs on'],
    [['acp'], 'openclaw acp has a Gateway'],
    [['onboard'], 'openclaw onboard sets models of your own up'],
    [['infer', 'model', 'run'], 'openclaw infer asks a model of your own settings'],
    [['https://gateway.test/dashboard/main/a'], 'openclaw https://gateway.test/dashboard/main/a speaks to a Gateway'],
    [['--profile', 'work', 'chat'], 'OPENCLAW_PROFILE=work jetway openclaw'],
    [['--dev', 'chat'], 'OPENCLAW_PROFILE=dev jetway openclaw'],
    [['--container', 'a', 'chat'], '--container runs OpenClaw in a container'],
    [['agent', 'exec', '--isolated', 'a'], '--isolated has OpenClaw leave the settings'],
    [['agent', 'exec', '--config=a.json', 'a'], '--config has OpenClaw leave the settings'],
    [['agent', 'exec', '--auth-env-only', 'a'], '--auth-env-only has OpenClaw leave the settings'],
    [['tui', '--url', 'ws://127.0.0.1:1'], "--url is for a Gateway of OpenClaw's"],
    [['agent', '--model', 'mine/other', '-m', 'a'], 'OpenClaw would not ask the gateway for "mine/other"'],
  ])('%j are refused', (args, says) => {
    const thrown = failureOf(() => planned({ args }));
    expect(`${thrown?.message} ${thrown?.hint}`).toContain(says);
  });
});

describe("the user's settings", () => {
  const others = "{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['a/c'] }, pdfModel: 'a/d' } } }";

  it('are included, and said over where they name models', () => {
    const texts = { [user]: others };
    expect(written(planned({ texts }))).toMatchObject({
      $include: user,
      // As texts, so that nothing is left to fall back on.
      agents: {
        defaults: { model: first, utilityModel: first, pdfModel: first, modelPolicy: { allow: ['jetway/*'] } },
      },
    });
    expect(written(planned({ texts }))).not.toHaveProperty('agents.defaults.imageModel');
    expect(written(planned())).not.toHaveProperty('$include');
  });

  it('of an agent are said over for that one, and no agent is made', () => {
    const entries = "{ ops: { model: 'a/b', subagents: { model: 'a/c' } }, quiet: { name: 'Q' }, }";
    const found = written(planned({ texts: { [user]: `{ agents: { entries: ${entries} } }` } }));
    expect(at(found, 'agents', 'entries')).toEqual({ ops: { model: first, subagents: { model: first } } });
    expect(written(planned({ texts: { [user]: '{}' } }))).not.toHaveProperty('agents.entries');
  });

  it('may include files from beside them', () => {
    const texts = {
      [user]: "{ agents: { $include: ['./agents.json5'], defaults: {} } }",
      '/home/dev/.openclaw/agents.json5': "{ entries: { main: { model: 'a/b' } } }",
    };
    expect(at(written(planned({ texts })), 'agents', 'entries')).toEqual({ main: { model: first } });
  });

  test.each([
    ['{', 'is no JSON5'],
    ["{ agents: { $include: '/elsewhere/a.json' } }", 'includes /elsewhere/a.json, where Jetway does not look'],
    ["{ $include: './openclaw.json' }", 'where Jetway does not look'],
  ])('%j stop the launch', (text, says) => {
    const thrown = failureOf(() => planned({ texts: { [user]: text } }));
    expect([thrown?.code, thrown?.message]).toEqual(['configuration', expect.stringContaining(says)]);
  });

  test.each<readonly [Readonly<Record<string, string>>, string]>([
    [{ OPENCLAW_CONFIG_PATH: '~/c.json' }, '/home/dev/c.json'],
    [{ OPENCLAW_STATE_DIR: 'state' }, '/home/dev/project/state/openclaw.json'],
    [{ OPENCLAW_PROFILE: 'work' }, '/home/dev/.openclaw-work/openclaw.json'],
    [{ OPENCLAW_PROFILE: 'default' }, user],
    [{ OPENCLAW_HOME: '/srv/o' }, '/srv/o/.openclaw/openclaw.json'],
  ])('lie elsewhere by %j', (env, path) => {
    const plan = planned({ env, texts: { [path]: '{}' } });
    expect(written(plan)).toMatchObject({ $include: path });
    const folder = path.replace(/\/[^/]*$/, '');
    expect(plan.set['OPENCLAW_INCLUDE_ROOTS']).toBe(`${folder}:/home/dev`);
    expect(plan.links).toEqual([{ path: expect.stringMatching(/\/openclaw-\w+\/\.env$/), to: `${folder}/.env` }]);
  });

  it('keep their own folders to include from', () => {
    const { set } = planned({ env: { OPENCLAW_INCLUDE_ROOTS: '/srv/shared' } });
    expect(set['OPENCLAW_INCLUDE_ROOTS']).toBe('/home/dev/.openclaw:/home/dev:/srv/shared');
  });
});

describe('the provider', () => {
  const turn = { args: ['agent', 'exec', 'a'] };

  it('has a key that is no bearer by its own header, and every other by reference', () => {
    const own = { ...main, credentials: { 'cf-aig-authorization': 'Bearer <key>', 'x-api-key': '<provider-key>' } };
    const plan = planned(turn, { main: own });
    const provider = at(written(plan), 'models', 'providers', 'jetway');
    expect(provider).toMatchObject({
      apiKey: { id: 'JETWAY_OPENCLAW_1' },
      headers: { 'cf-aig-authorization': { source: 'env', id: 'JETWAY_OPENCLAW_2' } },
    });
    expect(provider).not.toHaveProperty('authHeader');
    expect(provider).not.toHaveProperty('models.0.headers');
    for (const args of [[], ['chat'], ['tui']]) {
      const thrown = failureOf(() => planned({ args }, { main: own }));
      expect([thrown?.code, thrown?.message]).toEqual(['configuration', expect.stringContaining('it takes one key')]);
    }
  });

  it('is one, with every model by its own protocol and address, and no key in the file', () => {
    const gemini = {
      ...main,
      protocol: 'gemini',
      baseUrl: 'https://gateway.test/google',
      model: 'gemini-2.5-pro',
    } as const;
    const plan = planned({}, { others: [gpt, gemini], headers: { 'cf-aig-metadata': '{"user":"${HOME}"}' } });
    const provider = at(written(plan), 'models', 'providers', 'jetway');
    expect(provider).toMatchObject({
      apiKey: { source: 'env', provider: 'default', id: 'JETWAY_OPENCLAW_1' },
      authHeader: true,
      headers: { 'cf-aig-metadata': '${JETWAY_OPENCLAW_2}' },
      models: [
        { id: 'claude-sonnet-4-5', api: 'anthropic-messages', baseUrl: main.baseUrl, headers: { 'x-api-key': '' } },
        { id: 'gpt-5.5', api: 'openai-responses', baseUrl: gpt.baseUrl },
        {
          api: 'google-generative-ai',
          baseUrl: 'https://gateway.test/google/v1beta',
          headers: { 'x-goog-api-key': '' },
        },
      ],
    });
    expect(JSON.stringify(written(plan))).not.toMatch(/<key|HOME/);
    expect(JSON.stringify(plan.set['JETWAY_OPENCLAW_1'])).toBe('"<key of https://gateway.test>"');
    expect(Object.keys(plan.set)).toEqual(
      expect.arrayContaining(['JETWAY_OPENCLAW_1', 'JETWAY_OPENCLAW_2', 'OPENCLAW_CONFIG_PATH']),
    );
  });

  it('is several where the models want other credentials, by names that do not depend on the model', () => {
    const own = { ...main, credentials: { 'cf-aig-authorization': 'Bearer <key>', 'x-api-key': '<provider-key>' } };
    const other = {
      ...gpt,
      credentials: { 'cf-aig-authorization': 'Bearer <key>', authorization: 'Bearer <provider-key>' },
    };
    const names = (target: Partial<AgentCase['target']>): readonly string[] =>
      Object.keys(Object(at(written(planned(turn, target)), 'models', 'providers')) as object).toSorted();
    expect(names({ main: own, others: [other] })).toEqual(['jetway-messages', 'jetway-responses']);
    expect(names({ main: other, others: [own] })).toEqual(['jetway-messages', 'jetway-responses']);
    expect(written(planned(turn, { main: own, others: [other] }))).toMatchObject({
      agents: {
        defaults: {
          model: 'jetway-messages/claude-sonnet-4-5',
          modelPolicy: { allow: ['jetway-messages/*', 'jetway-responses/*'] },
        },
      },
    });
  });

  const alone = { 'cf-aig-authorization': 'Bearer <key>' };

  it('has no model of OpenAI’s protocols where no bearer is to go along', () => {
    const without = { ...gpt, credentials: alone };
    const plan = planned(turn, { main: { ...main, credentials: alone }, others: [without] });
    expect(at(written(plan), 'models', 'providers', 'jetway', 'models')).toMatchObject([{ id: 'claude-sonnet-4-5' }]);
    expect(plan.notes).toEqual(["OpenClaw can't send what 1 model of Some Gateway asks for; it is left out."]);
    const thrown = failureOf(() => planned(turn, { main: without }));
    expect([thrown?.code, thrown?.message]).toEqual(['configuration', expect.stringContaining('a bearer goes along')]);
    expect(planned({}, { main: { ...gpt, credentials: {} } }).notes).toEqual([]);
  });

  it('has the limits, prices and inputs of the catalogue', () => {
    const about = {
      contextWindow: 200_000,
      maxOutputTokens: 64_000,
      modalities: ['text'],
      prices: { input: 3, output: 15 },
      reasoning: true,
    } as const;
    const plan = planned({}, { main: { ...main, about } });
    expect(at(written(plan), 'models', 'providers', 'jetway', 'models', 0)).toMatchObject({
      contextWindow: 200_000,
      maxTokens: 64_000,
      input: ['text'],
      reasoning: true,
      cost: { input: 3, output: 15, cacheRead: 3, cacheWrite: 3 },
    });
  });
});

describe('--deep', () => {
  test.each<readonly [ProtocolId, string, readonly string[]]>([
    ['anthropic-messages', 'claude-sonnet-4-5', ['streaming', 'cache-control', 'thinking', 'tools']],
    [
      'openai-responses',
      'gpt-5.5',
      ['streaming', 'output-limit', 'developer-messages', 'store', 'encrypted-reasoning', 'reasoning', 'tools'],
    ],
    ['openai-chat', 'llama', ['streaming', 'stream-options', 'output-limit', 'tools']],
    ['gemini', 'gemini-2.5-pro', ['system-instruction', 'thinking', 'tools']],
  ])('asks over %s as OpenClaw does', (protocol, model, features) => {
    const given: AgentCase = { target: { main: { ...main, protocol, model, about: { reasoning: true } } } };
    const [request, ...more] = requests(targetOf(given));
    expect(more).toEqual([]);
    expect(request?.features.map(({ id }) => id)).toEqual(features);
    expect(request && assemble(request, request.features).body).toBeDefined();
  });
});

function failureOf(run: () => unknown): Failure | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
