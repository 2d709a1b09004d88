import { describe, expect, it } from 'vitest';
import { findAgent } from '../../../../src/agents/index.ts';
import type { Check } from '../../../../src/doctor/check.ts';
import type { Outcome } from '../../../../src/doctor/outcome.ts';
import { checks } from '../../../../src/doctor/checks/index.ts';
import type { Origin } from '../../../../src/config-layers/origin.ts';
import { Failure } from '../../../../src/failure.ts';
import type { AgentFacts } from '../../../../src/doctor/facts.ts';
import type { Copy } from '../../../../src/host.ts';
import type { TlsConnection } from '../../../../src/net/tls-connection.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const day = 24 * 60 * 60_000;
const url = 'https://gateway.example/v1';

/** What a check finds where these facts are as they are here. */
async function found(id: string, facts: object = {}): Promise<Outcome> {
  const check = checks.find((one) => one.id === id) as Check;
  const usual = {
    agent: findAgent('codex'),
    host: { env: {}, platform: 'linux' },
    now: () => now,
    choice: async () => ({ connection: { url } }),
    verdict: async () => ({ answer: 'accepted', milliseconds: 1 }),
    text: () => undefined,
    faults: () => [],
  };
  return check.run({ ...usual, ...facts } as unknown as AgentFacts);
}

const failing = (message: string) => async (): Promise<never> => {
  throw new Failure('gateway', message, 'Wait.');
};

describe('node', () => {
  it.each([
    ['20.18.3', 'fail', 'is too old'],
    ['20.19.0', 'pass', '20.19.0 at /usr/bin/node'],
    ['26.9.9', 'pass', '26.9.9'],
    ['27.0.0', 'warn', 'newer than the 26'],
  ])('%s is a %s', async (version, status, detail) => {
    const outcome = await found('node', { node: { version, path: '/usr/bin/node' } });
    expect(outcome).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });
});

describe('terminal', () => {
  const seen = (env: object, more: object = {}, platform = 'linux') =>
    found('terminal', { host: { env, platform }, terminal: { isTerminal: true, columns: 80, ...more } });

  it.each<readonly [string, object, string, string]>([
    ['xterm-256color', {}, 'pass', 'xterm-256color, 80 columns'],
    ['xterm', { columns: 59 }, 'warn', '59 columns are too few'],
    ['', {}, 'warn', 'TERM is not set'],
    ['unknown', {}, 'warn', 'TERM is "unknown"'],
    ['dumb', { isTerminal: false }, 'skip', 'no terminal'],
  ])('%j %j is a %s', async (TERM, more, status, detail) => {
    expect(await seen({ TERM }, more)).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });

  it('needs no TERM on Windows, and tells of colours that are off', async () => {
    expect(await seen({ NO_COLOR: '1' }, {}, 'win32')).toEqual({
      status: 'pass',
      detail: 'there is one, 80 columns, without colours (NO_COLOR)',
    });
  });
});

describe('files', () => {
  const fault = { path: '/home/dev/.config/jetway/config.json', why: 'profiles.work.models is no object of texts' };

  it.each<readonly [string, object, object]>([
    ['nothing', {}, { status: 'pass' }],
    ['nothing where mode bits protect nothing', { mode: 0o666, platform: 'win32' }, { status: 'pass' }],
    ['what others may read', { mode: 0o640 }, { status: 'fail', code: 'credential' }],
    ['a torn cache', { text: '{' }, { status: 'warn', hint: 'Have it repaired: jetway doctor --fix' }],
    [
      'what is left out of a configuration',
      { faults: 2 },
      { status: 'warn', detail: `${fault.path}: ${fault.why}, and 1 more` },
    ],
    ['a torn cache first', { text: '{', faults: 1 }, { status: 'warn', evidence: expect.arrayContaining([fault]) }],
  ])('tell of %s', async (_what, seen, expected) => {
    const {
      mode = 0o600,
      platform = 'linux',
      text = '{}',
      faults = 0,
    } = seen as Readonly<Record<string, string | number>>;
    const host = { platform, home: '/home/dev', env: {} };
    const left = Array.from({ length: Number(faults) }, () => fault);
    const facts = { host, mode: () => mode, text: () => text, faults: () => left };
    expect(await found('files', facts)).toMatchObject(expected);
  });
});

describe('leftovers', () => {
  it('are none, or counted', async () => {
    const left = { agent: 'Codex', file: '/home/dev/.codex/config.toml', journal: '/home/dev/.cache/1.json' };
    expect(await found('leftovers', { leftovers: () => [] })).toMatchObject({ status: 'pass' });
    const repairs = async () => [{ path: left.journal }];
    const two = [left, left].map((one) => ({ ...one, repairs }));
    expect(await found('leftovers', { leftovers: () => two })).toMatchObject({
      status: 'warn',
      detail: '2 sessions of Codex broke off: its model may still stand in /home/dev/.codex/config.toml',
      evidence: [left, left],
      repairs: [{ path: left.journal }, { path: left.journal }],
    });
  });
});

describe('clock', () => {
  it.each([
    [undefined, 'skip', 'does not tell the time'],
    [0, 'pass', 'agrees'],
    [-59_999, 'pass', 'agrees'],
    [60_000, 'warn', '1 minute ahead of'],
    [-7 * 60 * 60_000, 'warn', '7 hours behind'],
    [90 * day, 'warn', '90 days ahead of'],
  ])('%s ms is a %s', async (ahead, status, detail) => {
    expect(await found('clock', { clock: async () => ahead })).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
    });
  });
});

const line: TlsConnection = {
  addresses: ['192.0.2.7', '2001:db8::7'],
  milliseconds: { lookup: 8, connect: 11, tls: 20 },
  protocol: 'TLSv1.3',
  certificate: { issuer: 'R3', from: now - day, until: now + 60 * day },
};

describe('network', () => {
  it('tells of each step', async () => {
    expect(await found('network', { tlsConnection: async () => line })).toEqual({
      status: 'pass',
      detail: 'gateway.example: name found in 8 ms, connected in 11 ms',
      evidence: [{ host: 'gateway.example', addresses: '192.0.2.7 2001:db8::7', lookup: 8, connect: 11 }],
    });
  });

  it('tells of the proxy in between', async () => {
    const outcome = await found('network', {
      tlsConnection: async () => ({ ...line, proxy: 'http://proxy.corp:8080' }),
    });
    expect(outcome.detail).toContain('gateway.example by way of http://proxy.corp:8080');
  });

  it('has nothing to tell without encryption', async () => {
    expect(await found('network', { tlsConnection: async () => undefined })).toMatchObject({ status: 'skip' });
  });

  it('leaves to the gateway’s own check what that tells', async () => {
    const facts = { tlsConnection: failing('There is no host x.'), verdict: failing('There is no host x.') };
    expect(await found('network', facts)).toEqual({ status: 'skip', detail: 'no connection: see Gateway' });
  });

  it('lets any other trouble through', async () => {
    const facts = { tlsConnection: failing('The name takes longer.'), verdict: failing('No answer.') };
    await expect(found('network', facts)).rejects.toThrow('The name takes longer.');
    await expect(found('network', { tlsConnection: failing('Reset.') })).rejects.toThrow('Reset.');
  });
});

describe('tls', () => {
  it.each<readonly [string, Partial<TlsConnection>, string, string]>([
    ['a good certificate', {}, 'pass', 'TLSv1.3 in 20 ms; certificate until 2027-01-20, made by R3'],
    [
      'one that ends soon',
      { certificate: { ...line.certificate, until: now + 6 * day } },
      'warn',
      'ends on 2026-11-27',
    ],
    ['one that ended', { certificate: { ...line.certificate, until: now - 1 } }, 'fail', 'ended on 2026-11-21'],
    ['one that is to begin', { certificate: { ...line.certificate, from: now + day } }, 'fail', 'begins on 2026-11-22'],
    ['one of another host', { distrust: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'fail', "is another host's"],
    ['one that nobody vouches for', { distrust: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 'fail', 'is not trusted here'],
  ])('%s', async (_name, change, status, detail) => {
    const outcome = await found('tls', { tlsConnection: async () => ({ ...line, ...change }) });
    expect(outcome).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });

  it('is left out on this machine, and without a connection', async () => {
    const local = async () => ({ connection: { url: 'http://127.0.0.1:8080' } });
    expect(await found('tls', { choice: local })).toMatchObject({
      status: 'skip',
      detail: expect.stringContaining('this machine'),
    });
    expect(await found('tls', { tlsConnection: failing('Reset.') })).toEqual({
      status: 'skip',
      detail: 'no connection',
    });
  });
});

describe('copies', () => {
  const copy = (path: string, version: string | undefined, more: Partial<Copy> = {}): Copy => ({
    path,
    file: path,
    version,
    npm: false,
    script: false,
    ...more,
  });
  const seen = (...copies: Copy[]) => found('copies', { copies: async () => copies });

  it.each<readonly [string, readonly Copy[], string, string]>([
    ['none', [], 'skip', 'not installed'],
    ['a native one', [copy('/a/codex', '1.0.0')], 'pass', 'installed by itself, a program of its own'],
    [
      'one of npm’s',
      [copy('/a/codex', '1.0.0', { npm: true, script: true })],
      'pass',
      "npm's, a script that Node runs",
    ],
    [
      'twice the same',
      [copy('/a/codex', '1.0.0'), copy('/b/codex', '1.0.0')],
      'pass',
      'the same version besides: /b/codex',
    ],
    [
      'an older one behind',
      [copy('/a/codex', '1.0.0'), copy('/b/codex', '0.9.0')],
      'warn',
      'besides: /b/codex (0.9.0)',
    ],
    ['one behind of no version', [copy('/a/codex', '1.0.0'), copy('/b/codex', undefined)], 'warn', '(unknown version)'],
    [
      'a newer one behind',
      [copy('/a/codex', '1.0.0'), copy('/b/codex', '1.2.0')],
      'warn',
      'though a newer one is on PATH',
    ],
  ])('%s', async (_name, copies, status, detail) => {
    expect(await seen(...copies)).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });

  it('says in which order the folders should stand', async () => {
    const outcome = await seen(copy('/a/codex', '1.0.0'), copy('C:\\b\\codex', '1.2.0'));
    expect(outcome).toMatchObject({ hint: 'Remove the old one, or put C:\\b before /a in PATH.' });
    expect(outcome.evidence).toHaveLength(2);
  });
});

describe('proxy', () => {
  const seen = (env: object, more: object = {}) => found('proxy', { host: { env, platform: 'linux' }, ...more });
  const local = { choice: async () => ({ connection: { url: 'http://localhost:8080' } }) };
  const none = { choice: failing('No gateway is chosen.') };
  const https = { HTTPS_PROXY: 'http://dev:secret@proxy.corp:8080' };

  it.each<readonly [string, object, object, string, string]>([
    ['none is set', {}, {}, 'pass', 'none is set'],
    ['one that is heeded', https, {}, 'pass', 'HTTPS_PROXY http://proxy.corp:8080, which Codex heeds'],
    ['one without a gateway', https, none, 'pass', 'which Codex heeds'],
    ['one that is no address', { HTTPS_PROXY: 'http://' }, {}, 'fail', 'HTTPS_PROXY holds no address'],
    ['one in the way', https, local, 'warn', 'started plainly, Codex sends to the proxy what is for localhost:8080'],
    ['one out of the way', { ...https, NO_PROXY: 'localhost' }, local, 'pass', 'exempt by NO_PROXY'],
    ['one of SOCKS', { HTTPS_PROXY: 'socks5://127.0.0.1:1' }, {}, 'warn', "Jetway can't go through it"],
    ['only that of HTTP', { HTTP_PROXY: 'http://p:1' }, {}, 'warn', 'Jetway and Codex go to the gateway directly'],
    ['only that for all', { ALL_PROXY: 'socks5://p:1' }, {}, 'warn', 'Jetway goes to the gateway directly'],
    [
      'only that for all, unheeded',
      { ALL_PROXY: 'http://p:1' },
      { agent: findAgent('opencode') },
      'warn',
      'Jetway and OpenCode go',
    ],
    [
      'an agent that heeds none',
      https,
      { agent: { name: 'Deaf', proxyVariables: [] } },
      'warn',
      'Deaf does not heed HTTPS_PROXY',
    ],
    [
      'an agent of which it is not known',
      https,
      { agent: { name: 'New' } },
      'pass',
      'HTTPS_PROXY http://proxy.corp:8080',
    ],
  ])('%s', async (_name, env, more, status, detail) => {
    const outcome = await seen(env, more);
    expect(outcome).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });
});

describe('certificates', () => {
  const pem = '-----BEGIN CERTIFICATE-----\n';
  const seen = (env: object, more: object = {}) =>
    found('certificates', { host: { env, platform: 'linux' }, text: () => pem, ...more });
  const extra = { NODE_EXTRA_CA_CERTS: '/corp.pem' };
  const claude = { agent: findAgent('claude') };
  const local = { choice: async () => ({ connection: { url: 'http://localhost:8080' } }) };

  it.each<readonly [string, object, object, string, string]>([
    ['none', {}, {}, 'pass', 'none of your own'],
    ['those that are heeded', extra, claude, 'pass', 'NODE_EXTRA_CA_CERTS /corp.pem, heeded by Claude Code'],
    ['those for every program', { ...extra, SSL_CERT_FILE: '/corp.pem' }, {}, 'pass', 'heeded by Codex'],
    ['a file that is gone', extra, { text: () => undefined }, 'warn', "can't be read"],
    ['a file of another kind', extra, { text: () => 'x' }, 'warn', 'there is no certificate'],
    ['those that the agent does not heed', extra, {}, 'warn', 'Codex does not heed NODE_EXTRA_CA_CERTS'],
    ['those that Jetway does not heed', { SSL_CERT_FILE: '/corp.pem' }, claude, 'warn', 'Jetway itself'],
    ['those that nobody needs', extra, local, 'pass', 'NODE_EXTRA_CA_CERTS /corp.pem'],
    ['an agent of which it is not known', extra, { agent: { name: 'New' } }, 'pass', 'NODE_EXTRA_CA_CERTS /corp.pem'],
  ])('%s', async (_name, env, more, status, detail) => {
    expect(await seen(env, more)).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });
});

describe('keyring', () => {
  const locked = async (): Promise<never> => {
    throw new Failure('credential', 'Locked.', 'Unlock it.');
  };

  it('that keeps what is stored there is told with its name', async () => {
    const keyring = async () => ({ place: 'Secret Service', milliseconds: 9 });
    expect(await found('keyring', { keyring })).toEqual({
      status: 'pass',
      detail: 'Secret Service keeps what is stored there',
      evidence: [{ place: 'Secret Service', milliseconds: 9 }],
    });
  });

  it.each([
    ['keyring', 'fail'],
    ['environment', 'warn'],
    [undefined, 'warn'],
  ])('that does not, while the key comes from %s, is a %s', async (source, status) => {
    const facts = { keyring: locked, keySource: async () => source };
    expect(await found('keyring', facts)).toMatchObject({ status, detail: 'Locked.', hint: 'Unlock it.' });
  });

  it('with a bug in it is no state of the keyring', async () => {
    const keyring = async (): Promise<never> => {
      throw new TypeError('a slip');
    };
    await expect(found('keyring', { keyring })).rejects.toThrow('a slip');
  });
});

describe('agent', () => {
  const seen = (version: string | undefined) =>
    found('agent', { installation: async () => ({ command: '/a/codex', prefix: [], version, pipes: true }) });

  it('that is newer than the recipe is told as such', async () => {
    expect(await seen('0.169.0')).toEqual({ status: 'pass', detail: 'Codex 0.169.0 at /a/codex' });
    expect(await seen('0.172.0')).toMatchObject({
      status: 'pass',
      detail: 'Codex 0.172.0 at /a/codex, newer than the 0.171.0 that Jetway was tried with',
    });
  });

  it('that Node runs is named by its script', async () => {
    const command = 'C:\\node.exe';
    const prefix = ['--no-warnings', 'C:\\npm\\node_modules\\@openai\\codex\\bin\\codex.js'];
    const installation = async () => ({ command, prefix, version: '0.169.0', pipes: false });
    expect(await found('agent', { installation })).toMatchObject({ detail: `Codex 0.169.0 at ${prefix[1]}` });
  });

  it('that is older than the recipe, or of no version, is warned of; one that is too old fails', async () => {
    expect(await seen('0.150.0')).toMatchObject({ status: 'warn', hint: expect.stringContaining('Upgrade:') });
    expect(await seen(undefined)).toMatchObject({ status: 'warn', detail: expect.stringContaining('does not tell') });
    await expect(seen('0.100.0')).rejects.toMatchObject({ code: 'agent' });
  });
});

describe('launchers', () => {
  const left: Origin = {
    sets: 'endpoint',
    from: 'user',
    place: '/home/dev/.claude/settings.json',
    line: 3,
    key: 'env.ANTHROPIC_BASE_URL',
    value: 'http://127.0.0.1:3456',
  };
  const seen = (origins: readonly Origin[] | undefined, answers: boolean, more: object = {}) =>
    found('launchers', {
      host: { home: '/home/dev' },
      origins: async () => origins,
      answers: async () => answers,
      ...more,
    });

  it.each<readonly [string, readonly Origin[] | undefined, boolean, string, string]>([
    ['an agent that can not tell', undefined, false, 'skip', 'not known what Codex looks at'],
    ['nothing', [], false, 'pass', 'nothing of theirs'],
    ['an address elsewhere', [{ ...left, value: 'https://gateway.example' }], false, 'pass', 'nothing of theirs'],
    ['a variable', [{ ...left, from: 'environment' }], false, 'pass', 'nothing of theirs'],
    ['what a repository has', [{ ...left, from: 'project' }], false, 'pass', 'nothing of theirs'],
    ['what counts for nothing', [{ ...left, void: 'why' }], false, 'pass', 'nothing of theirs'],
    ['a proxy that is gone', [left], false, 'warn', '~/.claude/settings.json:3 env.ANTHROPIC_BASE_URL sends Codex to'],
    ['a proxy that runs', [left], true, 'pass', 'a program on this machine that answers'],
  ])('%s', async (_name, origins, answers, status, detail) => {
    expect(await seen(origins, answers)).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });

  it('is the gateway itself', async () => {
    const choice = async () => ({ connection: { url: 'http://127.0.0.1:3456' } });
    expect((await seen([left], true, { choice })).detail).toContain('leads to http://127.0.0.1:3456, the gateway');
  });
});
