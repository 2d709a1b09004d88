import { describe, expect, it } from 'vitest';
import { exitCodes, type FailureCode } from '../../src/failure.ts';
import { cloudflare, startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Outcome, type RunOptions } from '../support/jetway.ts';
import type { Misbehaviour } from '../support/misbehaviour.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const withKey = { JETWAY_API_KEY: key };

/** A failure of a launch: explained, with this exit code; nothing is stored and nothing launched. */
async function refused(argv: readonly string[], code: FailureCode, options: RunOptions = {}): Promise<Outcome> {
  await using here = await jetway();
  const fakes = ['claude', 'codex', 'opencode'].map((id) => here.install(id));
  const outcome = await here.run(argv, options);
  expect.soft(outcome.stderr).toMatch(/^jetway: \S.*\n {2}→ \S.*\n$/m);
  expect.soft(outcome.code).toBe(exitCodes[code]);
  expect.soft(outcome.stderr).not.toContain('a bug of Jetway');
  expect.soft(here.config()).toBeUndefined();
  expect.soft(here.home.snapshot().has('.config/jetway/credentials.json')).toBe(false);
  expect.soft(here.keys.size).toBe(0);
  expect.soft([...here.home.snapshot().keys()].filter((path) => path.includes('preflight/'))).toEqual([]);
  for (const fake of fakes) expect.soft(fake.given()).toBeUndefined();
  return outcome;
}

const ids = ['--account-id', account, '--gateway-id', 'my-gw'];
const through = (gateway: Pick<Gateway, 'url'>): readonly string[] => [
  ...['--gateway', 'cloudflare', '--base-url', gateway.url, '--model', 'claude-sonnet-4-5'],
];

describe('a gateway that refuses or misbehaves', () => {
  const status = (code: number, body: unknown): Misbehaviour => ({
    status: code,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const page = (code: number): Misbehaviour => ({
    status: code,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><html><body>Nothing here</body></html>',
  });
  it.each<readonly [string, FailureCode, Misbehaviour]>([
    ['401', 'credential', '401'],
    ['403', 'credential', '403'],
    ['a 404 page', 'gateway', page(404)],
    ['429', 'gateway', '429'],
    ['500', 'gateway', '500'],
    ['503', 'gateway', '503'],
    ['a sign-in page', 'gateway', 'html'],
    ['a page with 502', 'gateway', 'html-502'],
    ['no answer in time', 'gateway', 'slow'],
    ['a reset', 'gateway', 'reset'],
    ['half an answer', 'gateway', 'cut'],
    ['a redirect to another origin', 'gateway', 'redirect'],
    ['a redirect in a circle', 'gateway', 'redirect-loop'],
    ['a body without end', 'gateway', 'huge'],
    ['a switch to another protocol', 'gateway', 'switch'],
    ['a status of its own', 'gateway', '799'],
    ['junk', 'gateway', 'junk'],
    ['an empty answer', 'gateway', 'empty'],
    ["Cloudflare's 2009", 'credential', status(401, cloudflare(401, 2009, 'Unauthorized'))],
    ["Cloudflare's 2001", 'configuration', status(400, cloudflare(400, 2001, 'Please configure AI Gateway'))],
  ])('ends the launch: %s', async (name, code, how) => {
    await using gateway = await startGateway({ mount, misbehave: { '*': how } });
    const patience = name === 'no answer in time' ? 200 : 20_000;
    const { stderr } = await refused([...through(gateway), 'claude', '-p', 'hi'], code, { env: withKey, patience });
    expect(stderr).not.toContain(key);
    expect(stderr).not.toContain('\u001b');
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it.each<readonly [FailureCode, Misbehaviour]>([
    ['gateway', '400'],
    ['credential', '401'],
    ['gateway', '402'],
    ['credential', '403'],
    ['gateway', '404'],
    ['gateway', '429'],
    ['gateway', '503'],
    ['gateway', 'reset'],
    ['gateway', 'cut'],
    ['gateway', 'redirect'],
    ['gateway', 'escape'],
    ['gateway', 'switch'],
    ['gateway', '799'],
  ])('ends ask and list-models with %s: %s', async (code, how) => {
    await using gateway = await startGateway({ misbehave: { '*': how } });
    const server = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-chat'];
    for (const argv of [
      ['list-models', ...server],
      ['ask', 'hi', ...server, '--agent', 'opencode', '--model', 'm'],
    ]) {
      const { stderr, stdout } = await refused(argv, code, { env: withKey });
      expect.soft(stdout).toBe('');
      expect.soft(stderr).not.toContain(key);
      expect.soft(stderr).not.toContain('\u001b');
    }
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it('ends the launch where nothing listens', async () => {
    const url = await startGateway({ mount }).then(async (gateway) => {
      await gateway[Symbol.asyncDispose]();
      return gateway.url;
    });
    const { stderr } = await refused([...through({ url }), 'claude'], 'gateway', { env: withKey });
    expect(stderr).toContain(new URL(url).host);
  });

  it.each(
    [
      ['codex', 'exec', 'hi'],
      ['codex', '--dry-run'],
      ['list-models'],
      ['ask', 'hi', '--model', 'm'],
      ['login', '--key-stdin'],
      ['env', 'codex', '--shell', 'bash', '--model', 'm'],
      ['relay', '--', 'codex'],
      ['budget'],
    ].map((argv) => [argv.join(' '), argv] as const),
  )('is unreached where it was to tell its protocols, not a question of them: %s', async (_line, argv) => {
    const url = await startGateway().then(async (gateway) => {
      await gateway[Symbol.asyncDispose]();
      return gateway.url;
    });
    const [first = '', ...rest] = argv;
    const server = ['--gateway', 'compatible', '--base-url', url];
    const line = first === 'codex' ? ['--model', 'm', ...server, ...argv] : [first, ...server, ...rest];
    const { stderr } = await refused(line, 'gateway', { env: withKey, stdin: key });
    expect(stderr).toContain(`Nothing listens at ${url}`);
  });

  it('ends the launch with a key that it does not take', async () => {
    await using gateway = await startGateway({ mount, demand: { authorization: 'Bearer another' } });
    const { stderr } = await refused([...through(gateway), 'claude'], 'credential', { env: withKey });
    expect(stderr).toContain('JETWAY_API_KEY');
  });

  it('ends the launch with a model that it does not offer, and names those near it', async () => {
    await using gateway = await startGateway({ models: ['openai/gpt-5', 'anthropic/claude-sonnet-4-5'] });
    const argv = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'openai/gpt-9', 'codex'];
    const { stderr } = await refused(argv, 'model', { env: withKey });
    expect(stderr).toContain('openai/gpt-5');
  });

  it('ends the launch with a model that the agent can not use', async () => {
    const argv = ['--gateway', 'cloudflare', ...ids, '--model', 'claude-sonnet-4-5'];
    const { stderr } = await refused([...argv, '--relay', 'never', 'codex', 'exec', 'hi'], 'model', { env: withKey });
    expect(stderr).toContain('list-models --agent codex');
  });
});
