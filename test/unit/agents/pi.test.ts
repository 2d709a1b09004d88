import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { pi } from '../../../src/agents/pi.ts';
import { at, listAt, parseJson } from '../../../src/json-path.ts';
import { revealJson } from '../../../src/keys/secret.ts';
import { gatewayKey, launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const bearer = { authorization: 'Bearer <key>' };
const keys = new Map([[gatewayKey.account, 'the-key']]);

type Main = AgentCase['target']['main'];

function given(credentials: Readonly<Record<string, string>>, main: Partial<Main> = {}): Main {
  return { protocol: 'openai-responses', baseUrl: 'https://gate.test/a', model: 'gpt-5', credentials, ...main };
}

function planned(main: Main, launch: AgentCase['launch'] = {}, target: Partial<AgentCase['target']> = {}): LaunchPlan {
  const one: AgentCase = { target: { main, ...target }, launch };
  return pi.plan(targetOf(one), launchOf(one));
}

const contentOf = ({ files = [] }: LaunchPlan, index: number): string => files[index]?.content() ?? '';
const providerOf = (plan: LaunchPlan): unknown => parseJson(contentOf(plan, 1));
const firstModel = (plan: LaunchPlan): unknown => at(providerOf(plan), 'models', 0);

describe('the key', () => {
  test('is in no variable where a pipe reaches the program', () => {
    const { set, pipes } = planned(given(bearer));
    expect(set).toEqual({ JETWAY_PI_FD: '3' });
    expect(pipes).toHaveLength(1);
  });

  test('is in one otherwise', () => {
    const { set, pipes } = planned(given(bearer), { pipes: false });
    expect(Object.keys(set)).toEqual(['JETWAY_PI']);
    expect(pipes).toBeUndefined();
  });

  test('is in no file, and the same files serve the next session', () => {
    const [first, second] = ['1', '2'].map((session) =>
      planned(given(bearer), {}, { headers: { 'x-session': session } }),
    );
    expect(first?.files?.map(({ path }) => path)).toEqual(second?.files?.map(({ path }) => path));
    expect(first?.files?.map(({ content }) => content()).join('')).not.toContain('x-session');
  });
});

describe('models', () => {
  test('come with what is known of them', () => {
    const about = {
      name: 'GPT',
      contextWindow: 400_000,
      maxOutputTokens: 128_000,
      reasoning: true,
      modalities: ['text'],
      prices: { input: 1, output: 2 },
    } as const;
    expect(firstModel(planned(given(bearer, { about })))).toEqual({
      id: 'gpt-5',
      name: 'GPT',
      api: 'openai-responses',
      baseUrl: 'https://gate.test/a',
      headers: { 'x-jetway-endpoint': '0' },
      reasoning: true,
      input: ['text'],
      cost: { input: 1, output: 2, cacheRead: 1, cacheWrite: 1 },
      contextWindow: 400_000,
      maxTokens: 128_000,
    });
  });

  test('leave room in a small window', () => {
    const about = { contextWindow: 32_768 };
    expect(firstModel(planned(given(bearer, { about })))).toMatchObject({ contextWindow: 32_768, maxTokens: 8192 });
  });

  test('of others than OpenAI are not asked over chat for what only that knows', () => {
    const compat = (model: string): unknown =>
      at(firstModel(planned(given(bearer, { protocol: 'openai-chat', model }))), 'compat', 'maxTokensField');
    expect(compat('team-model')).toBe('max_tokens');
    expect(compat('openai/gpt-5')).toBeUndefined();
  });

  test('share an endpoint where their credentials are the same, and are listed once', () => {
    const others = [given(bearer, { model: 'gpt-5-mini' }), given({}, { model: 'free' }), given({})];
    const models = listAt(providerOf(planned(given(bearer), {}, { others })), 'models');
    expect(models.map((model) => at(model, 'headers', 'x-jetway-endpoint'))).toEqual(['0', '0', '1']);
  });
});

describe('arguments', () => {
  test('name the model, unless those of the user do', () => {
    const { args } = planned(given(bearer), { args: ['-p', 'hi'] });
    expect(args.slice(2)).toEqual(['--provider', 'jetway', '--model', 'gpt-5', '-p', 'hi']);
    for (const model of ['gpt-5', 'gpt-5:high']) {
      const own = planned(given(bearer), { args: ['--model', model] });
      expect(own.args.slice(2)).toEqual(['--provider', 'jetway', '--model', model]);
    }
  });

  test.each(['other', 'gpt-5:other', 'openai/gpt-5'])('with the model %s, which is not there, are refused', (model) => {
    const main = given(bearer, { about: { id: 'openai/gpt-5' } });
    expect(failure(() => planned(main, { args: ['--model', model] }))).toMatchObject({
      code: 'model',
      hint: expect.stringContaining('jetway --model openai/gpt-5 pi'),
    });
  });

  test.each(['--provider', '--api-key'])('with %s are refused', (flag) => {
    expect(failure(() => planned(given(bearer), { args: [flag, 'x'] }))).toMatchObject({ code: 'usage' });
    expect(() => planned(given(bearer), { args: ['--', flag] })).not.toThrow();
  });

  test('of a subcommand stay alone', () => {
    const { args, set, files } = planned(given(bearer), { args: ['install', 'npm:x'] });
    expect({ args, set, files }).toEqual({ args: ['install', 'npm:x'], set: {}, files: undefined });
  });

  test('are of no use without a folder', () => {
    const one: AgentCase = { target: { main: given(bearer) } };
    const { folder: _folder, ...launch } = launchOf(one);
    expect(failure(() => pi.plan(targetOf(one), launch))).toMatchObject({ code: 'configuration' });
  });
});

describe('the extension', () => {
  const place = Symbol.for('jetway.pi');
  let folder = '';
  afterEach(() => {
    Reflect.deleteProperty(globalThis, place);
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  type Headers = Record<string, string | null>;

  /** Starts it as Pi does, and gives what it registers and does. */
  async function started(plan: LaunchPlan, deliver = true): Promise<(headers: Headers) => Headers> {
    folder = mkdtempSync(join(tmpdir(), 'jetway-pi-'));
    const [program, provider] = ['extension.mjs', 'provider.json'].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    writeFileSync(program, contentOf(plan, 0));
    writeFileSync(provider, contentOf(plan, 1));
    const setting = plan.set['JETWAY_PI'];
    const over = typeof setting === 'object' && 'over' in setting ? revealJson(setting.over, keys) : {};
    if (deliver) vi.stubEnv('JETWAY_PI', JSON.stringify({ ...(over as object), file: provider }));
    const module = (await import(`${pathToFileURL(program).href}?${Math.random()}`)) as { default(api: object): void };
    let handler = (_event: { headers: Headers }): void => undefined;
    const registered: unknown[] = [];
    const api = {
      registerProvider: (...all: readonly unknown[]) => void registered.push(all),
      on: (_event: string, heard: typeof handler) => void (handler = heard),
    };
    module.default(api);
    module.default(api);
    expect(registered).toEqual([
      ['jetway', providerOf(plan)],
      ['jetway', providerOf(plan)],
    ]);
    expect(process.env['JETWAY_PI']).toBeUndefined();
    return (headers) => {
      handler({ headers });
      return headers;
    };
  }

  test('puts the credentials on requests of its own models alone', async () => {
    const send = await started(
      planned(given({ 'x-bf-vk': '<key>' }), { pipes: false }, { headers: { 'x-meta': 'm' } }),
    );
    expect(send({ 'X-Jetway-Endpoint': '0', Authorization: 'Bearer other', accept: 'a' })).toEqual({
      'X-Jetway-Endpoint': null,
      accept: 'a',
      authorization: null,
      'x-bf-vk': 'the-key',
      'x-meta': 'm',
    });
    expect(send({ authorization: 'Bearer other' })).toEqual({ authorization: 'Bearer other' });
  });

  test('says so where no key came', async () => {
    await expect(started(planned(given(bearer)), false)).rejects.toThrow('Start it again with: jetway pi');
  });
});

function failure(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
