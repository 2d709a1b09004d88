import { describe, expect, it } from 'vitest';
import { sample } from '../support/bodies.ts';
import { exitCodes } from '../../src/failure.ts';
import { startGateway, type Gateway, type GatewayOptions } from '../support/gateway.ts';
import type { Misbehaviour } from '../support/misbehaviour.ts';
import { jetway } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const json = { 'content-type': 'application/json' };
const answer = (status: number, body: unknown): Misbehaviour => ({ status, headers: json, body: JSON.stringify(body) });
const text = (status: number, body: string): Misbehaviour => ({ status, headers: {}, body });
const model = 'openai/gpt-5';
/** Without the path of the list, as claude-code-router 2.0.0 and MLflow 3.17.2 are. */
const listless = { '/v1/models': answer(404, { message: 'Route GET:/v1/models not found', statusCode: 404 }) };

const gatewayOf = (kind: string, { url }: Gateway, ...more: readonly string[]): readonly string[] => [
  '--gateway',
  kind,
  '--base-url',
  url,
  ...more,
];
const compatible = (gateway: Gateway): readonly string[] =>
  gatewayOf('compatible', gateway, '--set', 'protocols=openai-responses');

/** Kinds of gateways that can do without a key, and how each says that here it can't. */
const needing: readonly (readonly [kind: string, options: GatewayOptions])[] = [
  ['bifrost', { misbehave: { '/v1/models': answer(401, sample('bifrost-error-vk-required').body) } }],
  [
    'litellm',
    {
      misbehave: {
        '/health/liveliness': text(200, "I'm alive!"),
        '/model/info': answer(401, { error: { message: 'No api key passed in.' } }),
        '/v1/models': answer(401, { error: { message: 'No api key passed in.' } }),
      },
    },
  ],
  ['vllm', { misbehave: { '/v1/models': answer(401, { error: 'Unauthorized' }) } }],
  ['compatible', { misbehave: { '/v1/models': text(401, 'APIKEY is missing') } }],
];

describe.each(needing)('%s that can do without a key and does not here', (kind, options) => {
  const flags = (gateway: Gateway): readonly string[] =>
    kind === 'compatible' ? compatible(gateway) : gatewayOf(kind, gateway);

  it('is one answer to the launch, list-models, login and the doctor: it needs a key', async () => {
    await using gateway = await startGateway(options);
    await using here = await jetway();
    const agent = here.install('codex');
    const launched = await here.run([...flags(gateway), '--model', model, 'codex']);
    const listed = await here.run(['list-models', ...flags(gateway)]);
    const examined = await here.run(['doctor', 'codex', ...flags(gateway), '--model', model, '--json']);
    for (const { code, stderr } of [launched, listed]) {
      expect(stderr).toContain('needs a key (401');
      expect(stderr).not.toMatch(/came from none|does not accept/);
      expect(code).toBe(exitCodes.credential);
    }
    expect(agent.given()).toBeUndefined();
    expect(examined.code).toBe(exitCodes.doctor);
    const { checks } = examined.json as {
      readonly checks: readonly { readonly id: string; readonly detail: string }[];
    };
    expect(checks.find(({ id }) => id === 'credential')).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('needs a key'),
    });
    expect(checks.find(({ id }) => id === 'key')?.detail).not.toContain('can do without');
  });

  it('leads to no free question for a model, and leaves no profile', async () => {
    await using gateway = await startGateway(options);
    await using here = await jetway();
    here.install('codex');
    const outcome = await here.run([...flags(gateway), 'codex'], { prompts: scripted() });
    expect(outcome.code).toBe(exitCodes.credential);
    expect(outcome.stderr).toContain('needs a key');
    expect(here.config()).toBeUndefined();
  });
});

it('a login without a key is refused where one is needed, and asks again where somebody types', async () => {
  await using gateway = await startGateway({ demand: { authorization: 'Bearer sk-good-one' } });
  await using here = await jetway();
  const unasked = await here.run(['login', ...gatewayOf('ollama', gateway)]);
  expect(unasked.code).toBe(exitCodes.credential);
  expect(unasked.stderr).toContain('needs a key');
  expect(here.config()).toBeUndefined();
  const prompts = scripted(['Key of', ''], ['Key of', 'sk-good-one']);
  const { code, stderr } = await here.run(['login', ...compatible(gateway)], { prompts });
  expect(prompts.asked[0]?.complaints[0]).toContain('needs a key');
  expect(stderr).toContain('is kept in memory');
  expect(code).toBe(0);
  expect(prompts.left).toEqual([]);
});

it.each<readonly [string, readonly string[], Readonly<Record<string, string>>, string]>([
  ['compatible', [], {}, 'needs a key'],
  ['compatible', [], { JETWAY_API_KEY: 'sk-wrong-one' }, 'does not accept the key'],
  ['compatible', ['--set', 'protocols=openai-chat'], {}, 'No key was given'],
  ['ollama', [], {}, 'needs a key'],
])('a login at %s %j with %j tells how a key is given, and not to log in', async (kind, more, env, said) => {
  await using gateway = await startGateway({ misbehave: { '*': text(401, 'Unauthorized') } });
  await using here = await jetway();
  const { code, stderr } = await here.run(['login', ...gatewayOf(kind, gateway), ...more], { env });
  expect(code).toBe(said.startsWith('No') ? exitCodes.usage : exitCodes.credential);
  expect(stderr).toContain(said);
  expect(stderr).not.toMatch(/jetway login(?! --key-stdin)/);
  for (const way of ['--key-stdin', 'JETWAY_API_KEY', '--from-env', '--key-command']) expect(stderr).toContain(way);
  expect(here.config()).toBeUndefined();
});

describe('compatible', () => {
  it('says that the key is wrong, or lacking, where no path tells what it speaks', async () => {
    await using gateway = await startGateway({ misbehave: { '*': text(401, 'Invalid API key') } });
    await using here = await jetway();
    const argv = ['list-models', '--gateway', 'compatible', '--base-url', gateway.url];
    const keyless = await here.run(argv);
    const wrong = await here.run(argv, { env: { JETWAY_API_KEY: 'sk-wrong-one' } });
    expect([keyless.code, wrong.code]).toEqual([exitCodes.credential, exitCodes.credential]);
    expect(keyless.stderr).toContain('needs a key');
    expect(wrong.stderr).toContain('does not accept the key');
  });

  it('without a list launches, and is said to have no list', async () => {
    await using gateway = await startGateway({ misbehave: listless });
    await using here = await jetway();
    const agent = here.install('codex');
    const listed = await here.run(['list-models', ...compatible(gateway)]);
    expect(listed.code).toBe(exitCodes.gateway);
    expect(listed.stderr).toContain('has no list of models (404)');
    expect(listed.stderr).toContain('--model');
    expect(listed.stderr).not.toContain('nothing at this address');
    expect((await here.run([...compatible(gateway), '--model', 'a,b', 'codex'])).code).toBe(0);
    expect(agent.given()).toBeDefined();
    const examined = await here.run(['doctor', ...compatible(gateway)]);
    expect(examined.code).toBe(0);
  });
});

it('compatible at an address that has neither a list nor what it is said to speak is at the wrong one', async () => {
  const nowhere = answer(404, { message: 'Route not found', statusCode: 404 });
  await using gateway = await startGateway({ misbehave: { '/v1/models': nowhere, '/v1/responses': nowhere } });
  await using here = await jetway();
  const agent = here.install('codex');
  const { code, stderr } = await here.run([...compatible(gateway), '--model', model, 'codex']);
  expect(stderr).toContain('has nothing at this address');
  expect(code).toBe(exitCodes.gateway);
  expect(agent.given()).toBeUndefined();
});

it.each<readonly [string, Misbehaviour]>([
  ['says of every path that it has none', answer(404, { detail: 'Not Found' })],
  ['answers with pages', text(200, '<!doctype html><html><body>Welcome</body></html>')],
  ['takes no such method', text(405, '<html><body>Not Allowed</body></html>')],
])('an address that %s is the wrong one before any protocol is known', async (_, said) => {
  await using gateway = await startGateway({ misbehave: { '*': said } });
  await using here = await jetway();
  here.install('codex');
  const flags = ['--gateway', 'compatible', '--base-url', `${gateway.url}/ui`];
  const launched = await here.run([...flags, '--model', model, 'codex']);
  const listed = await here.run(['list-models', ...flags]);
  for (const { code, stderr } of [launched, listed]) {
    expect(stderr).toContain('has nothing at this address (404)');
    expect(stderr).toContain(`${gateway.url}/ui`);
    expect(code).toBe(exitCodes.gateway);
  }
  const examined = await here.run(['doctor', ...flags, '--json']);
  const { checks } = examined.json as { readonly checks: readonly { readonly status: string }[] };
  expect(checks.filter(({ status }) => status === 'fail')).toEqual([
    expect.objectContaining({
      id: 'gateway',
      code: 'gateway',
      detail: expect.stringContaining('nothing at this address'),
    }),
  ]);
});

it('an address with a list, if no path that is known, still wants its protocols', async () => {
  const nowhere = answer(404, { detail: 'Not Found' });
  await using gateway = await startGateway({ misbehave: { '/v1/models': answer(200, { data: [] }), '*': nowhere } });
  await using here = await jetway();
  const { code, stderr } = await here.run(['list-models', '--gateway', 'compatible', '--base-url', gateway.url]);
  expect(stderr).toContain('--set protocols=');
  expect(code).toBe(exitCodes.usage);
});

describe('a list of models', () => {
  const listed = async (
    body: unknown,
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> => {
    await using gateway = await startGateway({ misbehave: { '/v1/models': answer(200, body) } });
    await using here = await jetway();
    return await here.run(['list-models', ...compatible(gateway)]);
  };

  it.each<readonly [string, unknown]>([
    ['a list by itself', [{ id: 'my model' }, { id: 'provider,model' }]],
    ['a map', { models: { 'my model': {}, 'provider,model': {} } }],
    ['a map by itself', { 'my model': {}, 'provider,model': { owned_by: 'me' } }],
  ])('is taken as %s', async (_name, body) => {
    expect(await listed(body)).toMatchObject({ code: 0, stdout: 'my model\nprovider,model\n' });
  });

  it.each<readonly [string, unknown, string]>([
    ['an error in place of one', { error: {} }, 'error'],
    ['a map of something else', { alice: { id: 1, name: 'Alice' }, bob: {} }, 'alice, bob'],
  ])('is not taken from %s', async (_name, body, fields) => {
    const { code, stderr } = await listed(body);
    expect(code).toBe(exitCodes.gateway);
    expect(stderr).toContain(`a shape that Jetway does not know: an object with ${fields}`);
  });

  it('in a shape that is not known is said to be so, with what came', async () => {
    const { code, stdout, stderr } = await listed({ catalog: { size: 3 }, version: 2 });
    expect({ code, stdout }).toEqual({ code: exitCodes.gateway, stdout: '' });
    expect(stderr).toContain('a shape that Jetway does not know: an object with catalog, version');
    expect(stderr).not.toContain('no models for this key');
  });
});

it('an address that is not the gateway’s is one to the launch, the doctor and list-models', async () => {
  const nowhere = answer(404, { detail: 'Not Found' });
  await using gateway = await startGateway({
    misbehave: { '/ui/health': answer(401, { detail: 'Unauthorized' }), '/ui/v1/models': nowhere },
  });
  await using here = await jetway();
  const agent = here.install('codex');
  const flags = ['--gateway', 'bifrost', '--base-url', `${gateway.url}/ui`];
  const launched = await here.run([...flags, '--model', model, 'codex']);
  const listed = await here.run(['list-models', ...flags]);
  for (const { code, stderr } of [launched, listed]) {
    expect(stderr).toContain('has nothing at this address (404');
    expect(code).toBe(exitCodes.gateway);
  }
  expect(agent.given()).toBeUndefined();
  const { stdout } = await here.run(['doctor', ...flags]);
  expect(stdout).toContain('has nothing at this address');
  expect(stdout).not.toContain('✓ Gateway ');
});

describe('list-models where bundled models would stand in', () => {
  const account = '0123456789abcdef0123456789abcdef';
  const env = { JETWAY_API_KEY: 'cf-token-0123456789' };
  const unreached = ['--gateway', 'cloudflare', '--base-url', `http://127.0.0.1:9/v1/${account}/my-gw`];

  it('tells that nothing was reached, and why; --offline gives the rest', async () => {
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['list-models', ...unreached], { env });
    expect({ code, stdout }).toEqual({ code: exitCodes.gateway, stdout: '' });
    expect(stderr).toContain('Nothing listens at');
    expect(stderr).toContain('jetway list-models --offline');
    const offline = await here.run(['list-models', ...unreached, '--offline'], { env });
    expect(offline.code).toBe(0);
    expect(offline.stdout).toContain('claude-opus-4-5');
  });

  it('prints the preferred models all the same', async () => {
    await using here = await jetway();
    here.home.write(
      '.config/jetway/config.json',
      JSON.stringify({
        schemaVersion: 1,
        current: 'cf',
        credentials: {},
        profiles: {
          cf: {
            gateway: 'cloudflare',
            settings: { 'base-url': `http://127.0.0.1:9/v1/${account}/my-gw` },
            models: {},
            preferredModels: ['claude-sonnet-4-5'],
          },
        },
      }),
    );
    const { code, stdout } = await here.run(['list-models'], { env });
    expect({ code, stdout }).toEqual({ code: exitCodes.gateway, stdout: 'claude-sonnet-4-5\n' });
  });
});

it.each([
  ['a wrong key', { JETWAY_API_KEY: 'sk-wrong-1111111111' }, 'does not accept the key'],
  ['no key', {}, 'needs a key'],
])(
  'the doctor tells once of %s where that keeps it from the protocols, and blames nothing else',
  async (_, env, said) => {
    await using gateway = await startGateway({ demand: { authorization: 'Bearer sk-right-1111111111' } });
    await using here = await jetway();
    here.install('codex');
    const examined = await here.run(
      ['doctor', 'codex', ...gatewayOf('compatible', gateway), '--model', model, '--json'],
      { env },
    );
    const checks = (JSON.parse(examined.stdout) as { checks: readonly Record<string, string>[] }).checks;
    expect(examined.code).toBe(exitCodes.doctor);
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([
      expect.objectContaining({ id: 'gateway', code: 'credential', detail: expect.stringContaining(said) }),
    ]);
    for (const id of ['network', 'tls', 'key', 'credential', 'budget', 'protocol']) {
      const detail = 'not known without a gateway: see Gateway';
      expect(checks.find((check) => check['id'] === id)).toMatchObject({ status: 'skip', detail });
    }
    const alone = await here.run(
      ['doctor', 'codex', ...gatewayOf('compatible', gateway), '--only', 'budget', '--json'],
      {
        env,
      },
    );
    expect(alone.stdout).toContain(said);
  },
);

it.each([
  ['with a key', { JETWAY_API_KEY: 'sk-right-1111111111' }, 'lists no models for this key.'],
  ['without one', {}, 'lists no models.'],
])('an empty list, asked for %s', async (_, env, said) => {
  await using gateway = await startGateway({ models: [] });
  await using here = await jetway();
  const { code, stderr } = await here.run(['list-models', ...compatible(gateway)], { env });
  expect(stderr).toContain(said);
  expect(code).toBe(exitCodes.model);
});
