import { describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../src/json-path.ts';
import { Failure } from '../../src/failure.ts';
import type { System } from '../../src/system/system.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway, type Outcome, type RunOptions } from '../support/jetway.ts';
import { startIssuer, type Issuer, type Visit } from '../support/oidc.ts';

/** A gateway that takes the issuer's tokens, and says whom it trusts. */
async function gatewayOf(issuer: Issuer): Promise<Gateway> {
  const gateway: Gateway = await startGateway({
    models: ['openai/gpt-5'],
    answers: ({ path, headers }) => {
      const json = (status: number, body: object) => ({
        status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (path === '/.well-known/oauth-protected-resource') {
        return json(200, { resource: gateway.url, authorization_servers: [issuer.origin] });
      }
      const token = /^Bearer (.*)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
      if (issuer.accepts(token)) return undefined;
      return json(401, { error: { message: 'Token not accepted.', type: 'invalid_request_error', code: 'bad_token' } });
    },
  });
  return gateway;
}

const target = (gateway: Gateway): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-responses'],
];

/** Somebody at a browser, who signs in wherever Jetway says. */
function somebody(issuer: Issuer, how: Visit = {}): RunOptions & { readonly pages: string[] } {
  const pages: string[] = [];
  const visited = new Set<string>();
  const visit = (address: string): void => {
    if (visited.has(address)) return;
    visited.add(address);
    void issuer.walk(address, how).then((page) => pages.push(page));
  };
  return {
    pages,
    parts: (system): Partial<System> => {
      let said = '';
      return {
        stderr: {
          ...system.stderr,
          write: (text) => {
            system.stderr.write(text);
            said += text;
            const [, address, code] = /Open +(\S+)\n +Code +(\S+)\n/.exec(said) ?? [];
            if (address !== undefined) visit(`${address}?user_code=${code}`);
            const [, page] = /\n\n(http:\S+response_type=code\S*)\n/.exec(said) ?? [];
            if (page !== undefined) visit(page);
          },
        },
      };
    },
  };
}

async function signedIn(here: Jetway, gateway: Gateway, issuer: Issuer): Promise<Outcome> {
  const outcome = await here.run(
    ['login', '--sso', ...target(gateway), '--client-id', 'jetway-test'],
    somebody(issuer),
  );
  expect(outcome).toMatchObject({ code: 0 });
  return outcome;
}

/** All that lies on disk, as one text. */
const onDisk = ({ home }: Jetway): string => [...home.snapshot().keys()].map((path) => home.read(path)).join('\n');

const tokensIn = (here: Jetway): { readonly access: string; readonly refresh: string } => {
  const text = [...here.keys.keys()]
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((account) => (here.keys.get(account) ?? '').replace(/^[\da-f]{8} (?:\d+ (?=\{))?/, ''))
    .join('');
  const found = (name: string): string => new RegExp(`"${name}":"([^"]+)"`).exec(text)?.[1] ?? '';
  return { access: found('access'), refresh: found('refresh') };
};

const words = (text: string): string => text.replaceAll(/\s+/g, ' ');

const launch = ['--model', 'openai/gpt-5', 'codex'];

describe('jetway login --sso', () => {
  it('signs in by a code in any browser, and keeps tokens in the keyring alone', async () => {
    await using issuer = await startIssuer();
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    const argv = ['login', '--sso', '--device', ...target(gateway), '--client-id', 'jetway-test'];
    const outcome = await here.run(argv, somebody(issuer));
    expect({ ...outcome, starts: [] }).toMatchObject({ code: 0, stdout: '' });
    expect(outcome.stderr).toContain(`Sign in at ${issuer.origin}\n`);
    // A line for scripts: it is broken in a terminal alone.
    expect(outcome.stderr).toMatch(
      new RegExp(`^Signed in: ann@example\\.com at ${issuer.origin}, renewed by itself in 60 minutes\\..*$`, 'm'),
    );
    const { access, refresh } = tokensIn(here);
    expect(access.length).toBeGreaterThan(20);
    expect(refresh.length).toBeGreaterThan(20);
    for (const token of [access, refresh]) {
      expect(onDisk(here)).not.toContain(token);
      expect(outcome.stderr).not.toContain(token);
    }
    expect(here.config()).toMatchObject({
      current: 'compatible',
      credentials: {},
      profiles: { compatible: { keyFrom: 'sign-in' } },
      signIns: { [gateway.url]: { issuer: issuer.origin, who: 'ann@example.com', renews: true } },
    });
  }, 40_000);

  it('signs in by a browser on this machine, which comes back to a page that says so', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    const who = somebody(issuer);
    const { code, stderr } = await here.run(['login', '--sso', ...target(gateway), '--client-id', 'jetway-test'], who);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(who.pages.join('')).toContain('<h1>You are signed in</h1>');
    expect(stderr).toContain('ann@example.com');
  });

  it('registers itself where the issuer does that', async () => {
    await using issuer = await startIssuer({ registers: true, noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    const { code, stderr } = await here.run(['login', '--sso', ...target(gateway)], somebody(issuer));
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(issuer.clients).toHaveLength(1);
  });

  it('keeps nothing where the user refuses, and says who refused', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    const who = somebody(issuer, { refuses: true });
    const { code, stderr } = await here.run(['login', '--sso', ...target(gateway), '--client-id', 'jetway-test'], who);
    expect(code).toBe(4);
    expect(words(stderr)).toContain(`The sign-in was refused at ${issuer.origin}`);
    expect(who.pages.join('')).toContain('<h1>You are not signed in</h1>');
    expect(here.keys.size).toBe(0);
    expect(here.config()).toBeUndefined();
  });

  it('keeps nothing of a token that the gateway does not take, and has it revoked', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    gateway.misbehave('/models', undefined);
    const strict = await startGateway({ demand: { authorization: 'Bearer another' } });
    const { code, stderr } = await here.run(
      ['login', '--sso', ...target(strict), '--sso-issuer', issuer.origin, '--client-id', 'jetway-test'],
      somebody(issuer),
    );
    await strict[Symbol.asyncDispose]();
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.any(String) });
    expect(here.keys.size).toBe(0);
    expect(issuer.revocations).toEqual(['200']);
  });

  it('is refused beforehand where there is no keyring, with the reason, and never goes to a file', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    const argv = ['login', '--sso', ...target(gateway), '--client-id', 'jetway-test'];
    const locked = {
      parts: (system: System): Partial<System> => ({
        credentials: (kind) => ({
          ...system.credentials(kind),
          set: async () => {
            throw new Failure('credential', 'There is no D-Bus session.', 'Give the key another way.');
          },
        }),
      }),
    };
    const outcome = await here.run(argv, locked);
    expect(outcome.code).toBe(4);
    expect(words(outcome.stderr)).toContain('There is no D-Bus session. A sign-in is kept there and nowhere else.');
    expect(issuer.grants).toEqual([]);
    expect(gateway.requests).toEqual([]);
    const filed = await here.run([...argv, '--store', 'file']);
    expect(filed.code).toBe(2);
    expect(filed.stderr).toContain('kept in the keyring alone');
  });

  it('says where the browser was to come back to, where another program listens there', async () => {
    await using here = await jetway();
    await using gateway: Gateway = await startGateway({
      answers: ({ path }) => {
        if (!path.includes('/oidc/.well-known/')) return undefined;
        const issuer = `${gateway.url}/oidc`;
        const body = { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
        return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      },
    });
    const taken: { parts(system: System): Partial<System> } = {
      parts: (system) => ({
        http: {
          ...system.http,
          serve: async (port) => {
            throw new Failure('configuration', `Port ${port} can't be served.`, 'Choose another port; 0 takes any.');
          },
        },
      }),
    };
    const argv = ['login', '--sso', '--gateway', 'databricks', '--base-url', gateway.url];
    const { code, stderr } = await here.run(argv, taken);
    expect(code).toBe(3);
    expect(words(stderr)).toContain(
      'The browser is to come back to port 8020 of this machine, which another program uses.',
    );
  });

  it('says where nobody offers a sign-in, and which flags mean nothing without it', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const none = await here.run(['login', '--sso', ...target(gateway)]);
    expect(none.code).toBe(3);
    expect(none.stderr).toContain(`Compatible server at ${gateway.url} offers no sign-in.`);
    const bifrost = await here.run(['login', '--sso', '--gateway', 'bifrost', '--base-url', gateway.url]);
    expect(bifrost.stderr).toContain('Use a virtual key: jetway login');
    for (const [flag, given] of [
      ['--device', ['--device']],
      ['--sso-issuer', ['--sso-issuer', 'https://login.example.com']],
      ['--client-id', ['--client-id', 'x']],
      ['--scope', ['--scope', 'openid']],
    ] as const) {
      const { code, stderr } = await here.run(['login', ...target(gateway), ...given]);
      expect.soft(code).toBe(2);
      expect.soft(stderr).toContain(`${flag} belongs to a sign-in.`);
    }
    const contradicted = await here.run(['login', '--sso', '--key-stdin', ...target(gateway)], { stdin: 'a-key' });
    expect(contradicted.code).toBe(2);
    const plain = await here.run(['login', '--sso', ...target(gateway), '--sso-issuer', 'http://login.example.com']);
    expect(plain.code).toBe(3);
    expect(plain.stderr).toContain('login.example.com');
  });

  it('bears a clock that is wrong by minutes, and names the clock where it is by hours', async () => {
    for (const [ahead, wanted] of [
      [-3600 - 120, 0],
      [-3600 * 3, 4],
    ] as const) {
      await using issuer = await startIssuer({ noDevice: true, ahead });
      await using gateway = await gatewayOf(issuer);
      await using here = await jetway();
      const argv = ['login', '--sso', ...target(gateway), '--client-id', 'jetway-test'];
      const { code, stderr } = await here.run(argv, somebody(issuer));
      expect({ code, stderr }).toEqual({ code: wanted, stderr: expect.any(String) });
      if (wanted !== 0) expect(words(stderr)).toContain("By this machine's clock");
    }
  });
});

describe('a launch with a sign-in', () => {
  it('gives the agent a relay, and no token anywhere', async () => {
    await using issuer = await startIssuer({ noDevice: true, long: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    const agent = here.install('codex');
    await signedIn(here, gateway, issuer);
    // Longer than any keyring takes in one item.
    expect(tokensIn(here).access.length).toBeGreaterThan(1200);
    expect(Math.max(...[...here.keys.values()].map((value) => value.length))).toBeLessThanOrEqual(1200);
    const { code, stderr, starts } = await here.run(launch);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    const given = JSON.stringify([agent.given(), starts.map(({ env, args, pipes }) => [env, args, [...pipes]])]);
    expect(given).toMatch(/jetway-[\w-]{43}/);
    for (const token of Object.values(tokensIn(here))) {
      expect(given).not.toContain(token);
      expect(onDisk(here)).not.toContain(token);
    }
    expect(issuer.refreshes()).toBe(0);
  });

  it('renews once where twenty begin at the same time', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    await signedIn(here, gateway, issuer);
    const later = 3_590_000;
    const codes = await Promise.all(
      Array.from({ length: 20 }, async () => (await here.run(['--no-check', ...launch], { later })).code),
    );
    expect(codes).toEqual(Array.from({ length: 20 }, () => 0));
    expect(issuer.refreshes()).toBe(1);
    expect(issuer.grants.every(({ outcome }) => outcome === 'ok')).toBe(true);
  }, 60_000);

  it('renews a token that the gateway takes no more, though by its time it holds', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    await signedIn(here, gateway, issuer);
    issuer.forgetAccess();
    // What asks once names what mends it; a launch mends it by itself.
    const models = await here.run(['list-models']);
    expect(models).toMatchObject({ code: 4, stderr: expect.stringContaining('jetway login --sso') });
    const doctor = await here.run(['doctor', '--only', 'credential']);
    expect(words(doctor.stdout)).toContain('A launch renews it; or sign in again: jetway login --sso');
    const { code, stderr } = await here.run(launch);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(issuer.refreshes()).toBe(1);
  });

  it('says how to sign in again where the sign-in was revoked', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    await signedIn(here, gateway, issuer);
    await issuer.revokeAll();
    for (const later of [0, 3_700_000]) {
      const { code, stderr, starts } = await here.run(launch, { later });
      expect.soft(code).toBe(4);
      expect.soft(stderr).toContain(`The sign-in at ${issuer.origin} has ended`);
      expect.soft(stderr).toContain('jetway login --sso');
      expect.soft(starts).toEqual([]);
    }
    // What is over is not tried again and again.
    expect(issuer.grants.filter(({ grant }) => grant === 'refresh_token')).toHaveLength(1);
    // What it says mends it, as it stands there: which client it was is not asked again.
    const { code } = await here.run(['login', '--sso'], somebody(issuer));
    expect(code).toBe(0);
    expect((await here.run(launch)).code).toBe(0);
  });

  it('goes on after a second sign-in in the same browser, whose tokens are of the same grant', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    const cookies = new Map<string, string>();
    const argv = ['login', '--sso', ...target(gateway), '--client-id', 'jetway-test'];
    for (const time of [1, 2]) {
      const { code } = await here.run(argv, somebody(issuer, { cookies }));
      expect({ time, code }).toEqual({ time, code: 0 });
    }
    expect(issuer.revocations).toEqual([]);
    issuer.forgetAccess();
    const { code, stderr } = await here.run(launch);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    // Nor does one that comes to nothing end it: the gateway refuses the token, here for it answers nobody.
    gateway.misbehave('/models', { status: 401, headers: {}, body: '{}' });
    expect((await here.run(argv, somebody(issuer, { cookies }))).code).toBe(4);
    gateway.misbehave('/models', undefined);
    issuer.forgetAccess();
    expect((await here.run(launch)).code).toBe(0);
  });

  it('is one profile and one sign-in where two terminals begin at once', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    const argv = ['login', '--sso', ...target(gateway), '--client-id', 'jetway-test'];
    const outcomes = await Promise.all([1, 2].map(async () => here.run(argv, somebody(issuer))));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(Object.keys(at(here.config(), 'profiles') ?? {})).toEqual(['compatible']);
    expect((await here.run(launch)).code).toBe(0);
  });

  it('renews by a clock that is wrong by hours, for what the issuer signs then is not read', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    await signedIn(here, gateway, issuer);
    issuer.shift(-3 * 3600);
    issuer.forgetAccess();
    const { code, stderr } = await here.run(launch);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(issuer.refreshes()).toBe(1);
  });

  it('goes on with a token that holds where the issuer is away, and not where it holds no more', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    await signedIn(here, gateway, issuer);
    const before = tokensIn(here).refresh;
    issuer.misbehave({ status: 503, error: 'temporarily_unavailable' });
    expect((await here.run(launch, { later: 3_590_000 })).code).toBe(0);
    const over = await here.run(launch, { later: 3_700_000 });
    expect(over.code).toBe(5);
    expect(over.stderr).toContain('The sign-in could not be renewed');
    expect(tokensIn(here).refresh).toBe(before);
    issuer.misbehave(undefined);
    expect((await here.run(launch, { later: 3_700_000 })).code).toBe(0);
  });

  it('is shown by a dry run, which renews nothing', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    await signedIn(here, gateway, issuer);
    const before = [...here.keys];
    const { code, json, stdout } = await here.run(['--dry-run', '--json', ...launch], { later: 3_700_000 });
    expect(code).toBe(0);
    expect(textAt(json, 'key')).toBe(`the sign-in at ${issuer.origin}`);
    expect(listAt(json, 'notes').join(' ')).toContain('has to be renewed');
    expect(at(json, 'relay')).toBeDefined();
    for (const token of Object.values(tokensIn(here))) expect(stdout).not.toContain(token);
    expect(issuer.refreshes()).toBe(0);
    expect([...here.keys]).toEqual(before);
  });
});

describe('a session with a sign-in', () => {
  /** Sends one request through the relay of a session that lasts until it is answered. */
  async function inSession(
    here: Jetway,
    gateway: Gateway,
    meanwhile: () => Promise<void>,
  ): Promise<readonly { readonly status: number; readonly text: string }[]> {
    const answers: { status: number; text: string }[] = [];
    const ask = async (env: Readonly<Record<string, string>>): Promise<void> => {
      const response = await fetch(`${env['OPENAI_BASE_URL']}/responses`, {
        method: 'POST',
        headers: { authorization: `Bearer ${env['OPENAI_API_KEY']}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'openai/gpt-5', input: 'hello' }),
      });
      answers.push({ status: response.status, text: await response.text() });
    };
    const parts = (system: System): Partial<System> => ({
      programs: {
        ...system.programs,
        start: async ({ env }) => {
          await ask(env);
          await meanwhile();
          await ask(env);
          await ask(env);
          return 0;
        },
      },
    });
    const { code, stderr } = await here.run(['relay', '--model', 'openai/gpt-5', '--', 'node'], { parts });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(gateway.requests.length).toBeGreaterThan(0);
    return answers;
  }

  it('renews a token that is refused in the middle of it, unseen', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    await signedIn(here, gateway, issuer);
    const answers = await inSession(here, gateway, async () => issuer.forgetAccess());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(issuer.refreshes()).toBe(1);
  });

  it('ends the next request with what mends it where the sign-in is revoked', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    await signedIn(here, gateway, issuer);
    const answers = await inSession(here, gateway, async () => issuer.revokeAll());
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401]);
    for (const { text } of answers.slice(1)) {
      expect(text).toContain(`The sign-in at ${issuer.origin} has ended`);
      expect(text).toContain('Sign in again: jetway login --sso');
    }
  });
});

describe('a sign-in', () => {
  it('is shown by auth, by the profile and by the doctor: who, where, until when', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    here.install('codex');
    await signedIn(here, gateway, issuer);
    const line = `ann@example.com at ${issuer.origin}, renewed by itself in 60 minutes`;
    expect(words((await here.run(['auth'])).stdout)).toContain(`signed in ${line}`);
    const auth = await here.run(['auth', '--json']);
    expect(at(auth.json, 'keys', 0)).toMatchObject({
      kind: 'sign-in',
      signedIn: { issuer: issuer.origin, who: 'ann@example.com', renews: true, expiresAt: expect.any(Number) },
    });
    expect(words((await here.run(['profile', 'show'])).stdout)).toContain(line);
    const doctor = await here.run(['doctor', 'codex', '--model', 'openai/gpt-5', '--only', 'key,credential']);
    expect(words(doctor.stdout)).toContain(`signed in: ${line}`);
    for (const token of Object.values(tokensIn(here))) {
      expect(auth.stdout + doctor.stdout).not.toContain(token);
    }
  });

  it('is printed for an agent that asks with a command, renewed where it ends', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    await signedIn(here, gateway, issuer);
    const first = await here.run(['token', gateway.url]);
    expect(first.stdout).toBe(`${tokensIn(here).access}\n`);
    const second = await here.run(['token', gateway.url], { later: 3_700_000 });
    expect(second.stdout).toBe(`${tokensIn(here).access}\n`);
    expect(second.stdout).not.toBe(first.stdout);
    expect(issuer.refreshes()).toBe(1);
  });

  it('is revoked and forgotten by logout, and by a key that is stored in its place', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    await signedIn(here, gateway, issuer);
    const { refresh } = tokensIn(here);
    const { code, stderr } = await here.run(['logout']);
    expect(code).toBe(0);
    expect(words(stderr)).toContain('is gone from memory, and revoked.');
    expect(here.keys.size).toBe(0);
    expect(here.config()).toMatchObject({ signIns: {} });
    expect(issuer.revocations.length).toBeGreaterThan(0);
    expect(await issuer.knows(refresh)).toBe(false);
    expect((await here.run(['logout'])).code).toBe(4);
    await signedIn(here, gateway, issuer);
    const stored = await here.run(['login', '--key-stdin', '--no-check'], { stdin: 'sk-another-key-1234' });
    expect(stored.code).toBe(0);
    expect([...here.keys.keys()]).toEqual([gateway.url]);
    expect(here.config()).toMatchObject({ signIns: {}, credentials: { [gateway.url]: 'keyring' } });
  });

  it('is ended by uninstall', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    await signedIn(here, gateway, issuer);
    const { refresh } = tokensIn(here);
    const { code, stdout } = await here.run(['uninstall', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Removed: the sign-in at ${issuer.origin}`);
    expect(here.keys.size).toBe(0);
    expect(await issuer.knows(refresh)).toBe(false);
  });

  it('is renewed for a profile that another one falls back on', async () => {
    await using issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using busy = await startGateway({ models: ['openai/gpt-5'] });
    await using here = await jetway();
    await signedIn(here, gateway, issuer);
    const first = [...target(busy), '--profile', 'first', '--key-stdin'];
    expect((await here.run(['login', ...first], { stdin: 'sk-of-the-first-1234' })).code).toBe(0);
    expect((await here.run(['profile', 'set', 'fallback', 'profile:compatible', '--profile', 'first'])).code).toBe(0);
    busy.misbehave('/responses', { status: 503, headers: {}, body: '{}' });
    const statuses: number[] = [];
    const parts = (system: System): Partial<System> => ({
      programs: {
        ...system.programs,
        start: async ({ env }) => {
          for (const before of [() => undefined, () => issuer.forgetAccess()]) {
            before();
            const response = await fetch(`${env['OPENAI_BASE_URL']}/responses`, {
              method: 'POST',
              headers: { authorization: `Bearer ${env['OPENAI_API_KEY']}`, 'content-type': 'application/json' },
              body: JSON.stringify({ model: 'openai/gpt-5', input: `hello ${statuses.length}` }),
            });
            statuses.push(response.status);
          }
          return 0;
        },
      },
    });
    const argv = ['relay', '--profile', 'first', '--model', 'openai/gpt-5', '--', 'node'];
    const { code, stderr } = await here.run(argv, { parts });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(statuses).toEqual([200, 200]);
    expect(issuer.refreshes()).toBe(1);
  });

  it('is forgotten though the issuer is away, which is said', async () => {
    const issuer = await startIssuer({ noDevice: true });
    await using gateway = await gatewayOf(issuer);
    await using here = await jetway();
    await signedIn(here, gateway, issuer);
    await issuer[Symbol.asyncDispose]();
    const { code, stderr } = await here.run(['logout']);
    expect(code).toBe(0);
    expect(words(stderr)).toContain('It could not be revoked');
    expect(here.keys.size).toBe(0);
  });
});
