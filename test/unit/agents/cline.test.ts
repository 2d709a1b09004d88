import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { cline } from '../../../src/agents/cline.ts';
import { at, parseJson } from '../../../src/json-path.ts';
import { gatewayKey, launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const bearer = { authorization: 'Bearer <key>' };

type Main = AgentCase['target']['main'];

function given(credentials: Readonly<Record<string, string>>, main: Partial<Main> = {}): Main {
  return { protocol: 'anthropic-messages', baseUrl: 'https://gate.test/a', model: 'claude-x', credentials, ...main };
}

function planned(main: Main, launch: AgentCase['launch'] = {}, target: Partial<AgentCase['target']> = {}): LaunchPlan {
  const one: AgentCase = { target: { main, ...target }, launch };
  return cline.plan(targetOf(one), launchOf(one));
}

const textOf = ({ files = [] }: LaunchPlan, index: number): string => files[index]?.content() ?? '';
const providersOf = (plan: LaunchPlan): unknown => parseJson(textOf(plan, 1));
const modelsOf = (plan: LaunchPlan): unknown => parseJson(textOf(plan, 2));

describe('the key', () => {
  test('is in no variable where a pipe reaches the program', () => {
    const { set, pipes } = planned(given(bearer));
    expect(set['JETWAY_CLINE']).toBe('3');
    expect(pipes).toHaveLength(1);
  });

  test('is in one otherwise, which the options of Bun stand beside', () => {
    const { set, pipes } = planned(given(bearer), { pipes: false, env: { BUN_OPTIONS: '--smol' } });
    expect(JSON.stringify(set['JETWAY_CLINE'])).toContain(String(gatewayKey));
    expect(set['BUN_OPTIONS']).toMatch(/^"--preload=[^"]+\.mjs" --smol$/);
    expect(pipes).toBeUndefined();
  });

  test('is in no file, and the same files serve the next session', () => {
    const [first, second] = ['1', '2'].map((session) =>
      planned(given(bearer), {}, { headers: { 'x-session': session } }),
    );
    expect(first?.files?.map(({ path }) => path)).toEqual(second?.files?.map(({ path }) => path));
    expect(first?.files?.map(({ content }) => content()).join('')).not.toContain('x-session');
  });

  test('needs a folder for what it travels with', () => {
    const { folder: _none, ...rest } = launchOf({ target: { main: given(bearer) }, launch: {} });
    const target = targetOf({ target: { main: given(bearer) }, launch: {} });
    expect(failure(() => cline.plan(target, rest))).toMatchObject({ code: 'configuration' });
  });
});

test('an editor that starts it by --acp is told of the provider by variables', () => {
  expect(planned(given(bearer), { args: ['--acp'] }).set).toMatchObject({
    CLINE_PROVIDER: 'anthropic',
    CLINE_MODEL: 'claude-x',
    CLINE_API_KEY: 'none',
  });
});

describe('the providers', () => {
  test('are those that Cline knows, one for each protocol, with what is known of their models', () => {
    const about = {
      name: 'X',
      contextWindow: 200_000,
      maxOutputTokens: 8192,
      reasoning: true,
      modalities: ['text'],
      prices: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 1.25 },
    } as const;
    const others = [
      given(bearer, { model: 'claude-y' }),
      given(bearer, { model: 'claude-y' }),
      given({}, { model: 'of-another-key' }),
      given(bearer, { protocol: 'gemini', model: 'gemini-x' }),
      given(bearer, { protocol: 'openai-chat', model: 'team', baseUrl: 'https://gate.test/c' }),
    ];
    const plan = planned(given(bearer, { about }), {}, { others });
    expect(at(providersOf(plan), 'lastUsedProvider')).toBe('anthropic');
    expect(at(providersOf(plan), 'providers', 'anthropic', 'settings')).toEqual({
      provider: 'anthropic',
      apiKey: 'none',
      model: 'claude-x',
      baseUrl: 'https://gate.test/a/v1',
      contextWindow: 200_000,
      maxTokens: 8192,
    });
    expect(at(providersOf(plan), 'providers', 'openai-compatible', 'settings', 'baseUrl')).toBe('https://gate.test/c');
    expect(Object.keys(Object(at(modelsOf(plan), 'providers')))).toEqual(['anthropic', 'openai-compatible']);
    expect(at(modelsOf(plan), 'providers', 'anthropic', 'models')).toEqual({
      'claude-x': {
        name: 'X',
        contextWindow: 200_000,
        maxTokens: 8192,
        supportsVision: false,
        supportsReasoning: true,
        inputPrice: 1,
        outputPrice: 2,
        cacheReadsPrice: 0.1,
        cacheWritesPrice: 1.25,
      },
      'claude-y': { name: 'claude-y', supportsVision: true },
    });
  });

  test('have a file for each main model', () => {
    const [one, other] = ['claude-x', 'claude-y'].map((model) => planned(given(bearer, { model })).files?.[1]?.path);
    expect(one).not.toBe(other);
  });
});

describe('arguments', () => {
  test.each([
    ['-P', 'x'],
    ['-Px'],
    ['--provider=x'],
    ['-k', 'x'],
    ['-pk', 'x'],
    ['--key', 'x'],
    ['--data-dir', 'x'],
    ['-z', 'do it'],
    ['--zen', 'do it'],
  ])('with %s are refused', (...args) => {
    expect(failure(() => planned(given(bearer), { args }))).toMatchObject({ code: 'usage' });
    expect(() => planned(given(bearer), { args: ['--', ...args] })).not.toThrow();
  });

  test('that are the text behind a flag are not taken for flags', () => {
    expect(() => planned(given(bearer), { args: ['-s', '--zen', 'say hello'] })).not.toThrow();
  });

  test.each([['-m', 'claude-x'], ['-mclaude-x'], ['-pm', 'claude-x'], ['--model=claude-x']])(
    'may name a model that is there: %s',
    (...args) => {
      expect(planned(given(bearer), { args }).args).toEqual(args);
    },
  );

  test.each(['other', 'anthropic/claude-x'])('with the model %s, which is not there, are refused', (model) => {
    const main = given(bearer, { about: { id: 'anthropic/claude-x' } });
    expect(failure(() => planned(main, { args: ['-m', model] }))).toMatchObject({
      code: 'model',
      hint: expect.stringContaining('jetway --model anthropic/claude-x cline'),
    });
  });

  test.each([['history'], ['--config', 'x', 'auth'], ['--update'], ['-v', 'mcp']])(
    'of what opens no session stay alone: %s',
    (...args) => {
      const { set, files, notes } = planned(given(bearer), { args });
      expect({ set, files }).toEqual({ set: {}, files: undefined });
      expect(notes).toHaveLength(1);
    },
  );
});

describe('what Bun loads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-cline-'));
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test('sends the headers of the gateway there alone, and cleans the environment', async () => {
    const sent = vi.fn<typeof fetch>(async () => new Response('ok'));
    vi.stubGlobal('fetch', sent);
    const path = join(folder, 'hook.mjs');
    writeFileSync(path, textOf(planned(given(bearer)), 0));
    const url = 'https://gate.test/a/v1/messages';
    const ours = { authorization: 'Bearer the-key' };
    vi.stubEnv('JETWAY_CLINE', JSON.stringify({ endpoints: [{ url, headers: ours }] }));
    vi.stubEnv('BUN_OPTIONS', '"--preload=/a folder/cline-0a1b.mjs" --smol');
    await import(pathToFileURL(path).href);

    const theirs = { method: 'POST', headers: { 'x-api-key': 'none', 'content-type': 'text/plain' } };
    for (const input of [url, new URL(url), new Request(url, theirs)]) await fetch(input, theirs);
    await fetch('https://elsewhere.test/v1/messages', theirs);

    const headers = sent.mock.calls.map(([, init]) => Object.fromEntries(new Headers(init?.headers)));
    const replaced = { ...ours, 'content-type': 'text/plain' };
    expect(headers).toEqual([replaced, replaced, replaced, theirs.headers]);
    expect(process.env['JETWAY_CLINE']).toBeUndefined();
    expect(process.env['BUN_OPTIONS']).toBe('--smol');
  });
});

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}
