import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.ts';
import type { Files } from '../../src/system/system.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { noPosix } from '../support/posix.ts';
import { startPublisher } from '../support/publisher.ts';
import { policyFile, under } from '../support/under-policy.ts';

const rules = { models: ['demo/gpt-*'], gateways: [] as string[] };
const all = 'anthropic-messages,openai-responses,openai-chat,gemini';
const env = { JETWAY_API_KEY: 'sk-test' };

type Act = (response: ServerResponse, elsewhere: string) => void;

const acme = (url: string, more: object = {}): object => ({
  gateway: 'compatible',
  settings: { 'base-url': url, protocols: all },
  models: { codex: 'demo/gpt-5.5' },
  ...more,
});
const one = (url: string, more: object = {}, beside: object = {}): string =>
  JSON.stringify({ schemaVersion: 1, profiles: { acme: acme(url, more) }, ...beside });

/** What a publisher might send: a text, or what its server does. */
const documents: readonly (readonly [string, string | Act])[] = [
  ['nothing', ''],
  ['a page', '<!doctype html><title>Sign in</title>'],
  ['a list', '[]'],
  ['no profiles', '{"schemaVersion":1}'],
  ['a later version', one('https://a.example').replace('"schemaVersion":1', '"schemaVersion":2')],
  ['a key', one('https://a.example', { key: 'sk-live' })],
  ['a key’s command', one('https://a.example', { keyCommand: ['sh', '-c', 'id'] })],
  ['a key’s command in its flag’s words', one('https://a.example', { 'key-command': 'id' })],
  ['headers', one('https://a.example', { headers: { authorization: 'Bearer x' } })],
  ['arguments', one('https://a.example', { args: ['--dangerously-skip-permissions'] })],
  ['an environment', one('https://a.example', { env: { NODE_OPTIONS: '--require /tmp/x' } })],
  ['a fallback', one('https://a.example', { fallback: ['profile:mine'] })],
  ['a collector', one('https://a.example', { otlp: 'https://evil.example' })],
  ['a source of its own', one('https://a.example', { source: { url: 'https://trusted.example/' } })],
  ['a relay that never is', one('https://a.example', { relay: 'never' })],
  ['a key in a tag', one('https://a.example', { tags: { team: 'sk-abcdefghijklmnopqrstuvwxyz' } })],
  ['a session’s own tag', one('https://a.example', { tags: { agent: 'claude' } })],
  ['a terminal sequence in a value', one('https://a.example', { tags: { team: '\u001b[2Jcore' } })],
  ['a model that is a flag', one('https://a.example', { models: { codex: '--yolo' } })],
  ['models of no agent', one('https://a.example', { models: { nobody: 'a/b' } })],
  ['another scheme', one('file:///etc/passwd')],
  ['an address in the clear', one('http://gateway.example')],
  ['an address with a password', one('https://me:secret@gateway.example')],
  [
    'a setting that is none',
    one('https://a.example', { settings: { 'base-url': 'https://a.example', keyfile: '/x' } }),
  ],
  ['a name that is none', JSON.stringify({ schemaVersion: 1, profiles: { '../x': acme('https://a.example') } })],
  [
    'the prototype as a profile',
    `{"schemaVersion":1,"profiles":{"__proto__":${JSON.stringify(acme('https://a.example'))}}}`,
  ],
  [
    'the prototype of a profile',
    one('https://a.example').replace('"models"', '"__proto__":{"keyCommand":["id"]},"models"'),
  ],
  ['the prototype of all', `{"__proto__":{"policy":{}},${one('https://a.example').slice(1)}`],
  [
    'a profile twice',
    one('https://a.example').replace(
      '"profiles":{',
      `"profiles":{"acme":${JSON.stringify(acme('https://b.example'))},`,
    ),
  ],
  ['an address twice', one('https://a.example').replace('"settings":{', '"settings":{"base-url":"https://b.example",')],
  ['rules that are no object', one('https://a.example', {}, { policy: 'none' })],
  ['a rule that is not known', one('https://a.example', {}, { policy: { allow: ['*'] } })],
  ['a flag that can’t be forbidden', one('https://a.example', {}, { policy: { forbiddenFlags: ['--policy'] } })],
  ['a policy for the machine', one('https://a.example', {}, { policy: { schemaVersion: 1, models: ['*'] } })],
  ['deep nesting', `{"schemaVersion":1,"profiles":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}`],
  [
    'profiles without end',
    JSON.stringify({
      schemaVersion: 1,
      profiles: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`p${index}`, acme('https://a.example')])),
    }),
  ],
  ['too much', one('https://a.example', { tags: { team: 'x'.repeat(70_000) } })],
  ['far too much', (response) => void response.end('x'.repeat(3_000_000))],
  ['another origin', (response, elsewhere) => response.writeHead(302, { location: `${elsewhere}/jetway.json` }).end()],
  ['another origin for good', (response, elsewhere) => response.writeHead(308, { location: elsewhere }).end()],
  ['another scheme to go to', (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end()],
  ['itself for ever', (response) => response.writeHead(302, { location: '/jetway.json' }).end()],
  ['a refusal with a document', (response) => void response.writeHead(500).end(one('https://a.example'))],
  ['nothing, without an end', (response) => void response.writeHead(200).write('{')],
  [
    'half of it',
    (response) => void response.writeHead(200, { 'content-length': '500' }).write('{"schema', () => response.destroy()),
  ],
  [
    'what is no UTF-8',
    (response) => void response.end(Buffer.from(one('https://a.example', { tags: { team: 'caf\u00e9' } }), 'latin1')),
  ],
];

describe('a hostile document weakens nothing, new or in the place of one that was agreed to:', () => {
  it.each(documents)('%s', async (_what, hostile) => {
    await using gateway = await startGateway();
    await using elsewhere = await startPublisher(one('https://evil.example'));
    const good = one(gateway.url, {}, { policy: { models: ['demo/gpt-*'] } });
    await using published = await startPublisher(good);
    await using here = await jetway();
    here.install('codex');
    const origin = new URL(elsewhere.url).origin;
    const served = typeof hostile === 'string' ? hostile : (response: ServerResponse) => hostile(response, origin);
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    const agree = ['--yes', '--sha256', hash(typeof hostile === 'string' ? hostile : one('https://evil.example'))];

    published.publish(served);
    const added = await here.run(['profile', 'add', published.url, ...agree], { patience: 400 });
    expect([3, 5]).toContain(added.code);
    expect(added.stderr).toContain('→');
    expect(here.config()).toBeUndefined();

    published.publish(good);
    expect((await here.run(['profile', 'add', published.url, '--yes', '--sha256', hash(good)])).code).toBe(0);
    const before = here.config();
    published.publish(served);
    expect([3, 5]).toContain((await here.run(['profile', 'sync', ...agree], { patience: 400 })).code);
    expect((await here.run(['profile', 'sync', '--check'], { patience: 400 })).code).toBeGreaterThan(0);
    expect(here.config()).toEqual(before);
    expect(elsewhere.asked).toEqual([]);
    const starts = [...(await here.run(['-m', 'demo/claude-sonnet-4-6', 'codex'], { env })).starts];
    expect(starts).toEqual([]);
    expect({}).not.toHaveProperty('keyCommand');
  });
});

const refuse = (): never => {
  throw new Failure('configuration', 'No.', 'No.');
};

/** What a machine's file might be: its text, and what the system says of it. */
const policies: readonly [string, string, Partial<Files>?][] = [
  ['of another user', '{"schemaVersion":1}', { owner: () => 1000 }],
  ['in a folder of another user', '{"schemaVersion":1}', { owner: (place) => (place === policyFile ? 0 : 1000) }],
  ['that all can write', '{"schemaVersion":1}', { mode: () => 0o666 }],
  ['that a group can write', '{"schemaVersion":1}', { mode: () => 0o664 }],
  [
    'in a folder that all can write',
    '{"schemaVersion":1}',
    { mode: (place) => (place === policyFile ? 0o644 : 0o777) },
  ],
  ['whose owner nobody knows', '{"schemaVersion":1}', { owner: () => undefined }],
  ['whose rights nobody knows', '{"schemaVersion":1}', { mode: () => undefined }],
  ['that can’t be read, or is a folder, a pipe or huge', '', { read: refuse }],
  ['that leads to nothing', '', { read: () => undefined, behind: (place) => place }],
  [
    'that leads to a user’s file',
    '{"schemaVersion":1}',
    { behind: () => '/home/dev/p.json', owner: (place) => (place === '/home/dev/p.json' ? 1000 : 0) },
  ],
  [
    'that leads into a user’s folder',
    '{"schemaVersion":1}',
    { behind: () => '/home/dev/p.json', owner: (place) => (place === '/home/dev' ? 1000 : 0) },
  ],
  [
    'that leads below a folder that all can write',
    '{"schemaVersion":1}',
    { behind: () => '/tmp/a/p.json', mode: (place) => (place === '/tmp' ? 0o1777 & 0o777 : 0o755) },
  ],
  ['that is empty', ''],
  ['that is no JSON', '{schemaVersion:1}'],
  ['that is a list', '[{"schemaVersion":1}]'],
  ['of a later version', '{"schemaVersion":2}'],
  ['with rules twice', '{"schemaVersion":1,"models":["demo/gpt-*"],"models":["*"]}'],
  ['with rules twice, once escaped', String.raw`{"schemaVersion":1,"models":["demo/gpt-*"],"\u006dodels":["*"]}`],
  ['with rules in the prototype', '{"schemaVersion":1,"__proto__":{"models":["*"]}}'],
  ['with a rule that is not known', '{"schemaVersion":1,"allow":"*"}'],
  ['with models of another type', '{"schemaVersion":1,"models":true}'],
  ['with a budget of another type', '{"schemaVersion":1,"budget":{"day":5}}'],
  ['that nests deep', `{"schemaVersion":1,"models":${'['.repeat(60_000)}${']'.repeat(60_000)}}`],
  ['in UTF-16', `\uFEFF\uFEFF{"schemaVersion":1}`],
];

describe('a policy refuses every launch, and is named by the doctor, where it is one', () => {
  // Owners and rights that Node tells are POSIX's alone.
  const told = policies.filter(([, , { owner, mode } = {}]) => !noPosix || (owner ?? mode) === undefined);
  it.each<[string, string, Partial<Files>?]>(told)('%s', async (_what, text, parts = {}) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const argv = [
      '--gateway',
      'compatible',
      '--base-url',
      gateway.url,
      '--set',
      `protocols=${all}`,
      '-m',
      'demo/other',
    ];
    const options = {
      env,
      policies: { [policyFile]: text },
      parts: ({ files }: { readonly files: Files }) => {
        const own = <T>(place: string, inside: (place: string) => T, outside: (place: string) => T): T =>
          /^\/(?:etc|home\/dev|tmp|tmp\/a)?(?:\/|$)/.test(place) && !place.startsWith(here.home.path)
            ? inside(place)
            : outside(place);
        return {
          files: {
            ...files,
            owner: (place: string) => own(place, parts.owner ?? (() => 0), files.owner),
            mode: (place: string) => own(place, parts.mode ?? (() => 0o644), files.mode),
            behind: (place: string) => own(place, parts.behind ?? ((path) => path), files.behind),
            read: (place: string, limit?: number) =>
              place === policyFile && parts.read !== undefined ? parts.read(place, limit) : files.read(place, limit),
          },
        };
      },
    };
    for (const more of [['codex'], ['--dry-run', 'codex']]) {
      const refused = await here.run([...argv, ...more], options);
      expect(refused).toMatchObject({ code: 3, starts: [] });
      expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(policyFile);
    }
    for (const command of [
      ['ask', 'hi'],
      ['list-models'],
      ['relay', '--', 'codex'],
      ['env', 'codex', '--shell', 'bash'],
      ['configure', 'codex', '--yes'],
    ]) {
      const [name = '', ...rest] = command;
      const model = name === 'list-models' ? argv.slice(0, -2) : argv;
      const outcome = await here.run([name, ...model, ...rest], options);
      expect({ command, code: outcome.code, starts: outcome.starts }).toEqual({ command, code: 3, starts: [] });
    }
    expect(gateway.requests).toEqual([]);
    const doctor = await here.run(['doctor', '--only', 'policy'], options);
    expect(doctor).toMatchObject({ code: 8 });
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain(policyFile);
  });

  it('and not where it is the administrator’s: then its rules hold, whatever a document says', async () => {
    await using gateway = await startGateway();
    const open = one(
      gateway.url,
      { tags: { team: 'core' } },
      { policy: { models: ['*'], budget: { day: '900mtok' } } },
    );
    await using published = await startPublisher(open);
    await using here = await jetway();
    here.install('codex');
    const sha256 = createHash('sha256').update(open).digest('hex');
    const machine = { ...rules, gateways: [gateway.origin] };
    expect(await under(machine, here, ['profile', 'add', published.url, '--yes', '--sha256', sha256])).toMatchObject({
      code: 0,
    });
    expect(await under(machine, here, ['codex'])).toMatchObject({ code: 0 });
    expect(await under(machine, here, ['-m', 'demo/other', 'codex'])).toMatchObject({ code: 6, starts: [] });
    expect(await under({ gateways: [] }, here, ['codex'])).toMatchObject({ code: 3, starts: [] });
    const shown = await under(machine, here, ['--dry-run', '--json', 'codex']);
    expect(shown.json).toMatchObject({ policies: [{ path: policyFile }, { path: published.url }] });
  });
});
