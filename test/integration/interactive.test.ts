import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { Failure } from '../../src/failure.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { memoryCredentials } from '../support/memory-credentials.ts';
import { interrupt, scripted, type Exchange } from '../support/scripted.ts';

const account = '0123456789abcdef0123456789abcdef';
const key = 'sk-bf-9f8e7d6c';
const demand = { 'x-bf-vk': key };
const models = ['openai/gpt-5', 'anthropic/claude-sonnet-4-5'];
const refusal = { status: 401, body: { type: 'virtual_key_not_found', error: { message: 'virtual key not found' } } };

/** The questions of a first launch through a server that says nothing without a key: with it, it tells what it speaks. */
const first = (url: string, more: Partial<Record<'agent' | 'key' | 'model', string>> = {}): readonly Exchange[] => [
  ['Which agent', more.agent ?? 'codex'],
  ['Which gateway', 'compatible'],
  ['Base URL', url],
  ['Key of', more.key ?? key],
  ['Which model', more.model ?? 'openai/gpt-5'],
];

const bearer = { authorization: `Bearer ${key}` };

describe('the questions of a first launch', () => {
  it('come in the order agent, gateway, settings, key, model, and all is saved', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    const agent = here.install('codex');
    const prompts = scripted(...first(gateway.url));
    const { code, stderr } = await here.run([], { prompts });
    expect(code).toBe(0);
    expect(prompts.asked.map((one) => one.kind)).toEqual(['select', 'select', 'text', 'password', 'search']);
    expect(prompts.left).toEqual([]);
    expect(agent.given()?.argv).toContain('model="openai/gpt-5"');
    expect([...here.keys.values()]).toEqual([key]);
    expect(stderr).toContain('The key is kept in memory.');
    expect(stderr).toContain('Saved as profile compatible');
    expect(here.config()).toMatchObject({
      current: 'compatible',
      profiles: { compatible: { gateway: 'compatible', agent: 'codex', models: { codex: 'openai/gpt-5' } } },
      credentials: { [gateway.url]: 'keyring' },
    });
    expect(here.home.filesContaining(key).filter((path) => !path.endsWith('given'))).toEqual([]);
  });

  it('are not asked a second time', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    const agent = here.install('codex');
    await here.run([], { prompts: scripted(...first(gateway.url)) });
    agent.reset();
    const prompts = scripted();
    expect((await here.run([], { prompts })).code).toBe(0);
    expect(prompts.asked).toEqual([]);
    expect(agent.given()).toBeDefined();
    agent.reset();
    expect((await here.run(['codex', 'exec'])).code).toBe(0);
    expect(agent.given()?.argv.at(-1)).toBe('exec');
  });

  it('are asked again with --ask, with the saved answers as presets', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    here.install('codex');
    await here.run([], { prompts: scripted(...first(gateway.url)) });
    const questions = first(gateway.url, { model: 'anthropic/claude-sonnet-4-5' });
    const answers = questions.map((one): Exchange => (one[0] === 'Key of' ? ['Protocols', 'openai-responses'] : one));
    const prompts = scripted(...answers);
    const { code } = await here.run(['--ask'], { prompts });
    expect(code).toBe(0);
    expect(prompts.asked.map((one) => one.preset)).toEqual([
      'codex',
      'compatible',
      gateway.url,
      'anthropic-messages,openai-responses,openai-chat,gemini',
      undefined,
    ]);
    expect(here.config()).toMatchObject({
      profiles: { compatible: { models: { codex: 'anthropic/claude-sonnet-4-5' } } },
    });
    expect(prompts.asked.at(-1)?.choices?.[0]).toBe('openai/gpt-5');
  });

  it('are asked again with --ask for what has a default too: the key goes nowhere else', async () => {
    await using gateway = await startGateway({ models, demand: { 'x-bf-vk': key } });
    await using here = await jetway();
    here.install('codex');
    const argv = ['--gateway', 'bifrost', '--base-url', gateway.url, '--set', 'key-header=x-bf-vk', '--ask', 'codex'];
    expect((await here.run(argv, { prompts: scripted(['Key of', key], ['Which model', 'openai/gpt-5']) })).code).toBe(
      0,
    );
    const saved = here.config();
    const prompts = scripted(
      ...([
        ['Which agent', 'codex'],
        ['Which gateway', 'bifrost'],
        ['Address of', gateway.url],
        ['Header', 'x-bf-vk'],
        ['Which model', 'openai/gpt-5'],
      ] as const),
    );
    expect((await here.run(['--ask'], { prompts })).code).toBe(0);
    expect(prompts.asked.map((one) => one.preset)).toEqual(['codex', 'bifrost', gateway.url, 'x-bf-vk', undefined]);
    expect(here.config()).toEqual(saved);
    expect([...here.keys.keys()]).toEqual([gateway.url]);
  });

  it('name the installed agents first', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    here.install('opencode');
    const prompts = scripted(...first(gateway.url, { agent: 'opencode' }));
    await here.run([], { prompts });
    const others = agents.filter(({ id }) => id !== 'opencode').map(({ name }) => name);
    expect(prompts.asked[0]?.choices).toEqual(['OpenCode', ...others]);
    expect(prompts.asked[0]?.groups).toEqual(['installed', ...others.map(() => 'not installed')]);
  });

  it('propose the gateway whose key is in the environment, and do not ask for that key', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(['Which gateway', 'bifrost'], ['Which model', 'openai/gpt-5']);
    const env = { BIFROST_API_KEY: key, BIFROST_BASE_URL: gateway.url };
    expect((await here.run(['codex'], { prompts, env })).code).toBe(0);
    expect(prompts.asked[0]?.preset).toBe('bifrost');
    expect(here.keys.size).toBe(0);
  });

  it('name the gateways that answer on this machine first, then those whose key is in the environment', async () => {
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(['Which gateway', interrupt]);
    const env = { OPENROUTER_API_KEY: key };
    const machine = {
      'http://localhost:11434/api/version': { version: '0.20.1' },
      'http://localhost:8080/v1/models': { status: 'ok' },
      'http://localhost:8787': 'AI Gateway says hey!',
    };
    await here.run(['codex'], { prompts, env, machine });
    const [asked] = prompts.asked;
    expect(asked?.choices?.slice(0, 4)).toEqual([
      'Portkey, on this machine',
      'Ollama, on this machine',
      'OpenRouter',
      'Cloudflare AI Gateway',
    ]);
    expect(asked?.choices?.slice(-2)).toEqual(['Portkey, at another address', 'Ollama, at another address']);
    expect(asked?.preset).toBe('openrouter');
  });

  it.each([
    ['is not asked for its address', 'ollama', []],
    [
      'has one of its kind at another address beside it',
      'ollama elsewhere',
      [['Address of Ollama', interrupt] as const],
    ],
  ])('a gateway that answers on this machine %s', async (_what, choice, questions) => {
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(['Which gateway', choice], ...questions, ['Which model', interrupt]);
    const machine = { 'http://localhost:11434/api/version': { version: '0.20.1' } };
    expect((await here.run(['codex'], { prompts, machine })).code).toBe(130);
    const asked = prompts.asked.map(({ question }) => question);
    expect(asked.some((question) => question.startsWith('Address'))).toBe(questions.length > 0);
  });

  it('are two for a server on this machine, which wants no key', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const agent = here.install('codex');
    const prompts = scripted(['Which gateway', 'ollama'], ['Which model', 'openai/gpt-5']);
    const machine = { 'http://localhost:11434/api/version': { version: '0.20.1' } };
    const env = { OLLAMA_HOST: new URL(gateway.url).host };
    expect((await here.run(['codex'], { prompts, env, machine })).code).toBe(0);
    expect(prompts.left).toEqual([]);
    expect(agent.given()).toBeDefined();
    expect(here.config()).toMatchObject({ profiles: { ollama: { gateway: 'ollama' } } });
  });

  it('ask only for what flags do not say', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(['Key of', key]);
    const argv = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'openai/gpt-5', '--ask', 'codex'];
    expect((await here.run(argv, { prompts })).code).toBe(0);
    expect(prompts.asked).toHaveLength(1);
  });
});

describe('a wrong answer', () => {
  it('to the key is asked again, and only the right one is stored', async () => {
    await using gateway = await startGateway({ models, demand, refusal });
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(
      ['Key of', 'wrong-key-1'],
      ['Key of', 'two words'],
      ['Key of', key],
      ['Which model', models[0] ?? ''],
    );
    const argv = ['--gateway', 'bifrost', '--base-url', gateway.url, '--set', 'key-header=x-bf-vk', '--ask', 'codex'];
    const { code, stderr } = await here.run(argv, { prompts });
    expect(code).toBe(0);
    expect([...here.keys.values()]).toEqual([key]);
    expect(prompts.asked[0]?.complaints[0]).toContain('does not know the virtual key');
    expect(prompts.asked[0]?.complaints).toHaveLength(2);
    expect(stderr).not.toContain('wrong-key-1');
    expect(stderr).not.toContain('two words');
  });

  it.each([
    ['is used where that is agreed to', [['Is its field access_token the key?', true]]],
    [
      'is asked again where not',
      [
        ['Is its field access_token the key?', false],
        ['Key of', key],
      ],
    ],
  ] as const)('to the key, JSON with one field that is one, %s', async (_name, answers) => {
    await using gateway = await startGateway({ models, demand, refusal });
    await using here = await jetway();
    here.install('codex');
    const pasted = JSON.stringify({ access_token: key, token_type: 'Bearer', expires_in: 3600 });
    const prompts = scripted(['Key of', pasted], ...answers, ['Which model', models[0] ?? '']);
    const argv = ['--gateway', 'bifrost', '--base-url', gateway.url, '--set', 'key-header=x-bf-vk', '--ask', 'codex'];
    const { code, stderr } = await here.run(argv, { prompts });
    expect(code, stderr).toBe(0);
    expect(prompts.left).toEqual([]);
    expect([...here.keys.values()]).toEqual([key]);
    expect(stderr).not.toContain(key);
  });

  it('to a setting is explained by the prompt and asked again', async () => {
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(
      ['Which gateway', 'cloudflare'],
      ['account id', 'abc'],
      ['account id', account],
      ['Gateway id', 'Not Good'],
      ['Gateway id', 'my-gw'],
      ['Key of', interrupt],
    );
    expect((await here.run(['codex'], { prompts })).code).toBe(130);
    expect(prompts.asked.map((one) => one.complaints.length)).toEqual([0, 1, 1, 0]);
    expect(prompts.asked[1]?.complaints[0]).toContain('32');
  });

  it('that is both of Cloudflare’s ids answers both, so that a first launch asks for five things', async () => {
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(
      ['Which gateway', 'cloudflare'],
      ['account id', `${account}/Not Good`],
      ['account id', `${account}/my-gw`],
      ['Key of', interrupt],
    );
    const { code, stderr } = await here.run(['codex'], { prompts });
    expect(code).toBe(130);
    expect(prompts.asked[1]?.complaints).toHaveLength(1);
    expect(prompts.left).toEqual([]);
    // What stands above the question is broken between words.
    expect(stderr).toMatch(/ https:\/\/dash\.cloudflare\.com\/<account |\nhttps:\/\/dash\.cloudflare\.com\/<account /);
    expect(stderr.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('that is a pasted Cloudflare URL answers both ids', async () => {
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(
      ['Which gateway', 'cloudflare'],
      ['account id', `https://gateway.ai.cloudflare.com/v1/${account}/my-gw/openai`],
      ['Key of', interrupt],
    );
    await here.run(['codex'], { prompts });
    expect(prompts.asked).toHaveLength(3);
    expect(prompts.left).toEqual([]);
  });

  it('that the gateway itself refuses ends the launch, and nothing is stored', async () => {
    await using gateway = await startGateway({ misbehave: { '*': '503' } });
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(...first(gateway.url).slice(0, 3), ['Protocols', 'openai-responses'], ['Key of', key]);
    expect((await here.run([], { prompts })).code).toBe(5);
    expect(here.config()).toBeUndefined();
    expect(here.keys.size).toBe(0);
  });
});

describe('Ctrl-C', () => {
  it.each([1, 2, 3, 4, 5])('at question %i ends with 130, and nothing is saved', async (number) => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    const agent = here.install('codex');
    const before = [...here.home.snapshot().keys()];
    const questions = first(gateway.url);
    const [question = ''] = questions[number - 1] ?? [];
    const prompts = scripted(...questions.slice(0, number - 1), [question, interrupt]);
    expect((await here.run([], { prompts })).code).toBe(130);
    expect(prompts.left).toEqual([]);
    const left = [...here.home.snapshot().keys()].filter((path) => !path.startsWith('.cache/'));
    expect(left).toEqual(before);
    expect(here.keys.size).toBe(0);
    expect(agent.given()).toBeUndefined();
  });

  it('at the offer to install ends with 130, and nothing is saved', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    const prompts = scripted(...first(gateway.url), ['not installed', interrupt]);
    expect((await here.run([], { prompts })).code).toBe(130);
    expect(here.config()).toBeUndefined();
    expect(here.keys.size).toBe(0);
  });
});

describe('what a gateway or a keyring can not do', () => {
  it('a gateway that lists no models has the model typed', async () => {
    await using gateway = await startGateway({ misbehave: { '/models': '404' } });
    await using here = await jetway();
    const agent = here.install('codex');
    const prompts = scripted(...first(gateway.url, { model: 'my-own-model' }));
    expect((await here.run([], { prompts })).code).toBe(0);
    expect(prompts.asked.at(-1)?.kind).toBe('text');
    expect(agent.given()?.argv).toContain('model="my-own-model"');
  });

  it('a keyring that fails costs the storing, not the launch', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    const agent = here.install('codex');
    const broken = {
      ...memoryCredentials(),
      set: async (): Promise<never> => {
        throw new Failure('credential', 'The keyring is locked.', 'Unlock it.');
      },
    };
    const parts = () => ({ credentials: () => broken });
    const { code, stderr } = await here.run([], { prompts: scripted(...first(gateway.url)), parts });
    expect(code).toBe(0);
    expect(agent.given()).toBeDefined();
    expect(stderr).toContain('The key is not kept: The keyring is locked.');
    expect(here.config()).toMatchObject({ current: 'compatible', credentials: {} });
    expect(here.home.filesContaining(key).filter((path) => !path.endsWith('given'))).toEqual([]);
  });

  it('a preflight that fails after the questions saves nothing', async () => {
    await using gateway = await startGateway({ models, demand: bearer });
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(...first(gateway.url, { model: 'a-model-it-lacks' }));
    expect((await here.run([], { prompts })).code).toBe(6);
    expect(here.config()).toBeUndefined();
    expect(here.keys.size).toBe(0);
  });
});
