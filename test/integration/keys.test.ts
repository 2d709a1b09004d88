import { describe, expect, it } from 'vitest';
import { systemIn } from '../support/system-in.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { expectMode } from '../support/modes.ts';
import { noPosix } from '../support/posix.ts';
import { scripted } from '../support/scripted.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };
const demand = { authorization: `Bearer ${key}` };
const cloud = (url: string): readonly string[] => ['--gateway', 'cloudflare', '--base-url', url];

/** A profile `work` with a stored key. */
async function loggedIn(here: Jetway, gateway: Gateway, flags: readonly string[] = []): Promise<void> {
  const argv = ['login', '--profile', 'work', ...cloud(gateway.url), '--key-stdin', ...flags];
  expect((await here.run(argv, { stdin: `${key}\n` })).code).toBe(0);
}

describe('login', () => {
  it('stores a key from standard input and saves the profile', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    expect([...here.keys]).toEqual([[gateway.url, key]]);
    expect(here.config()).toMatchObject({
      current: 'work',
      profiles: { work: { gateway: 'cloudflare' } },
      credentials: { [gateway.url]: 'keyring' },
    });
    expect(here.home.filesContaining(key)).toEqual([]);
  });

  it('stores a key that was typed', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    const prompts = scripted(['Key of', key]);
    const { code, stdout } = await here.run(['login', ...cloud(gateway.url)], { prompts });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect([...here.keys.values()]).toEqual([key]);
  });

  it('stores in a file of mode 0600 where that is asked for', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway, ['--store', 'file']);
    expect(here.keys.size).toBe(0);
    expect(here.home.filesContaining(key)).toEqual(['.config/jetway/credentials.json']);
    expectMode(here.home.at('.config/jetway/credentials.json'), 0o600);
    expect((await here.run(['list-models'])).code).toBe(0);
  });

  it('saves a key command, and no key', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    here.program('vault', `console.log(${JSON.stringify(key)})`);
    const argv = ['login', '--profile', 'work', ...cloud(gateway.url), '--key-command', 'vault read "my key"'];
    expect((await here.run(argv)).code).toBe(0);
    expect(here.keys.size).toBe(0);
    expect(here.config()).toMatchObject({ profiles: { work: { keyCommand: ['vault', 'read', 'my key'] } } });
    expect((await here.run(['list-models'])).code).toBe(0);
    expect(gateway.to('/models').at(-1)?.headers['authorization']).toBe(`Bearer ${key}`);
  });

  it('does not store a key that the gateway refuses', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    const argv = ['login', ...cloud(gateway.url), '--key-stdin'];
    expect((await here.run(argv, { stdin: 'wrong' })).code).toBe(4);
    expect(here.keys.size).toBe(0);
    expect(here.config()).toBeUndefined();
    expect((await here.run([...argv, '--no-check'], { stdin: 'wrong' })).code).toBe(0);
    expect([...here.keys.values()]).toEqual(['wrong']);
  });

  it('does not store a key where a web page answers', async () => {
    await using gateway = await startGateway({ mount, misbehave: { '*': 'html' } });
    await using here = await jetway();
    const { code } = await here.run(['login', ...cloud(gateway.url), '--key-stdin'], { stdin: `${key}\n` });
    expect(code).toBe(5);
    expect(here.config()).toBeUndefined();
    expect(here.keys.size).toBe(0);
  });

  it('stores a key while the gateway is ill for a moment, and says so', async () => {
    await using gateway = await startGateway({ mount, misbehave: { '*': '503' } });
    await using here = await jetway();
    const { code, stderr } = await here.run(['login', ...cloud(gateway.url), '--key-stdin'], { stdin: `${key}\n` });
    expect(stderr).toContain('could not be tried');
    expect(code).toBe(0);
    expect([...here.keys.values()]).toContain(key);
  });

  it('stores a key that could not be tried, and says so', async () => {
    await using gateway = await startGateway({ mount, misbehave: { '*': 'reset' } });
    await using here = await jetway();
    const argv = ['login', ...cloud(gateway.url), '--key-stdin'];
    const { code, stderr } = await here.run(argv, { stdin: key });
    expect(code).toBe(0);
    expect(stderr).toContain('could not be tried');
    expect([...here.keys.values()]).toEqual([key]);
  });

  it('keeps a provider’s key beside the gateway’s', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const argv = ['login', '--provider', 'openai', '--provider-key-stdin'];
    expect((await here.run(argv, { stdin: 'sk-provider' })).code).toBe(0);
    expect(Object.fromEntries(here.keys)).toEqual({ [gateway.url]: key, [`${gateway.url}#openai`]: 'sk-provider' });
  });

  it('wants a key from somewhere', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const { code, stderr } = await here.run(['login', ...cloud(gateway.url)]);
    expect(code).toBe(2);
    expect(stderr).toContain('--key-stdin');
  });
});

describe('logout', () => {
  it('forgets the key and the provider’s, and keeps the profile', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    await here.run(['login', '--provider', 'openai', '--provider-key-stdin'], { stdin: 'sk-provider' });
    expect((await here.run(['logout'])).code).toBe(0);
    expect(here.keys.size).toBe(0);
    expect(here.config()).toMatchObject({ credentials: {}, profiles: { work: {} } });
    expect((await here.run(['logout'])).code).toBe(4);
  });

  it('forgets one provider’s key alone', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    await here.run(['login', '--provider', 'openai', '--provider-key-stdin'], { stdin: 'sk-provider' });
    expect((await here.run(['logout', '--provider', 'openai'])).code).toBe(0);
    expect([...here.keys.keys()]).toEqual([gateway.url]);
  });
});

describe('auth', () => {
  it('says where the key lives, without opening the store', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const closed = async (): Promise<never> => {
      throw new Error('The keyring was opened.');
    };
    const store = { kind: 'keyring' as const, place: 'Secret Service', get: closed, set: closed, remove: closed };
    const parts = () => ({ credentials: () => store });
    const { code, stdout } = await here.run(['auth'], { parts });
    expect(code).toBe(0);
    expect(stdout).toContain('Secret Service');
    expect(stdout).toContain('work');
    const { json } = await here.run(['auth', '--json'], { parts, env });
    expect(json).toEqual({
      schemaVersion: 1,
      keys: [{ account: gateway.url, profiles: ['work'], kind: 'environment', from: 'JETWAY_API_KEY' }],
    });
  });

  it('says that there is none', async () => {
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['auth']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('jetway login');
    expect((await here.run(['auth', '--json'])).json).toEqual({ schemaVersion: 1, keys: [] });
  });
});

describe('token', () => {
  it('prints a stored key and nothing else', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const { code, stdout, stderr } = await here.run(['token', gateway.url]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${key}\n`, stderr: '' });
  });

  // On Windows nothing is handed over.
  it.skipIf(noPosix)('is what the launch hands over, once; then what is stored', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const place = `${here.home.path}/jetway-1/key`;
    const end = await systemIn(here.home.env).handovers.give(place, 'sk-handed-over-1', 10_000);
    const handed = await here.run(['token', gateway.url, place]);
    expect(handed).toMatchObject({ code: 0, stdout: 'sk-handed-over-1\n', stderr: '' });
    expect(await here.run(['token', gateway.url, place])).toMatchObject({ code: 0, stdout: `${key}\n` });
    end();
  });

  it('has none of another account', async () => {
    await using here = await jetway();
    for (const name of ['https://elsewhere.example', '__proto__', 'toString']) {
      const { code, stdout } = await here.run(['token', name]);
      expect.soft({ code, stdout }).toEqual({ code: 4, stdout: '' });
    }
  });
});

describe('where no certificate would be looked at', () => {
  it.each([
    ['a launch', ['--no-check', 'claude', '-p', 'hi']],
    ['a list', ['list-models']],
    ['a question', ['ask', 'hi']],
  ])('%s is refused before anything is sent, and nothing is started', async (_, words) => {
    await using here = await jetway();
    const agent = here.install('claude');
    const [first = '', ...rest] = words;
    const flags = ['--gateway', 'compatible', '--base-url', 'https://gateway.invalid', '--model', 'm'];
    const chosen = [...flags, '--set', 'protocols=anthropic-messages'];
    const argv = first.startsWith('-')
      ? [...chosen, ...words]
      : [first, ...chosen.filter((_word, index) => first !== 'list-models' || ![4, 5].includes(index)), ...rest];
    const { code, stderr } = await here.run(argv, { env: { ...env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
    expect(stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0 is set');
    expect(code).toBe(3);
    expect(agent.given()).toBeUndefined();
  });
});
