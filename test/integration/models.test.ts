import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { exitCodes, type FailureCode } from '../../src/failure.ts';
import { listAt } from '../../src/json-path.ts';
import { withTranslated } from '../../src/protocols/protocols.ts';
import type { System } from '../../src/system/system.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import type { Misbehaviour } from '../support/misbehaviour.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const escape = String.fromCodePoint(0x1b);
const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };
const cloud = (url: string): readonly string[] => ['--gateway', 'cloudflare', '--base-url', url];
const server = (url: string, protocols = 'openai-chat'): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', `protocols=${protocols}`],
];
const bifrost = (url: string): readonly string[] => ['--gateway', 'bifrost', '--base-url', url];
const models = ['openai/gpt-5', 'openai/gpt-5-mini', 'anthropic/claude-sonnet-4-5'];
const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);

/** A list with these entries, as a server writes them. */
function answering(data: readonly object[]): Misbehaviour {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ data }) };
}

const priced = answering([
  { id: 'acme/dear', name: 'Dear', context_length: 1_050_000, pricing: { prompt: '0.000005', completion: '0.000025' } },
  {
    id: 'acme/cheap',
    name: 'Cheap',
    context_length: 200_000,
    pricing: { prompt: '0.000000075', completion: '0.0000003' },
  },
  { id: 'acme/odd' },
]);

/** With the model data that are shipped. */
function withModelData({ files, host }: System): Partial<System> {
  const read: System['files']['read'] = (path) =>
    path === `${host.assets}/models.json` ? modelData : files.read(path);
  return { files: { ...files, read } };
}

const modelData = readFileSync(new URL('../../src/models/data/model-data.json', import.meta.url), 'utf8');

describe('list-models in a pipe', () => {
  it('prints one id a line', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['list-models', ...bifrost(gateway.url)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(models.map((id) => `${id}\n`).join(''));
    expect((await here.run(['models', ...bifrost(gateway.url)])).stdout).toBe(stdout);
  });

  it('narrows by words and by agent', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const found = await here.run(['list-models', ...cloud(gateway.url), '--agent', 'claude', '--search', 'SONNET 5'], {
      env,
    });
    const ids = linesOf(found.stdout);
    expect(ids).toContain('claude-sonnet-5');
    expect(ids.every((id) => id.startsWith('claude-sonnet'))).toBe(true);
    expect((await here.run(['list-models', ...cloud(gateway.url), '--search', 'zzz'], { env })).code).toBe(6);
    expect((await here.run(['list-models', ...cloud(gateway.url), '--agent', 'zzz'], { env })).code).toBe(2);
  });

  it.each(agents.map((agent) => [agent.id, agent.speaks] as const))(
    'shows %s what a server that speaks one protocol has for it',
    async (id, speaks) => {
      await using gateway = await startGateway({ models });
      await using here = await jetway();
      const { code } = await here.run(['list-models', ...server(gateway.url, 'openai-responses'), '--agent', id]);
      const reached = withTranslated(speaks).includes('openai-responses');
      expect(code).toBe(reached ? 0 : exitCodes.model);
    },
  );

  it('marks what a relay translates, and leaves it out where nobody wants one', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const list = (more: readonly string[] = []): readonly string[] => [
      ...['list-models', ...server(gateway.url), '--json', '--agent', 'claude', ...more],
    ];
    const { json } = await here.run(list());
    expect(listAt(json, 'models')).toHaveLength(models.length);
    for (const model of listAt(json, 'models')) {
      expect(listAt(model, 'agents')).toContain('claude');
      expect(listAt(model, 'translated')).toEqual(['claude', 'codex', 'gemini']);
    }
    expect((await here.run([...list(), '--relay', 'never'])).code).toBe(exitCodes.model);
    expect((await here.run(list(), { env: { JETWAY_RELAY: 'never' } })).code).toBe(exitCodes.model);
    const settings = { 'base-url': gateway.url, protocols: 'openai-chat' };
    const work = { gateway: 'compatible', settings, models: {}, relay: 'never' };
    here.home.write(
      '.config/jetway/config.json',
      JSON.stringify({ schemaVersion: 1, current: 'work', profiles: { work } }),
    );
    expect((await here.run(['list-models', '--agent', 'claude'])).code).toBe(exitCodes.model);
  });

  it.each([
    [
      ['--sort', 'price'],
      ['acme/cheap', 'acme/dear', 'acme/odd'],
    ],
    [
      ['--sort', 'context'],
      ['acme/dear', 'acme/cheap', 'acme/odd'],
    ],
    [
      ['--sort', 'name'],
      ['acme/odd', 'acme/cheap', 'acme/dear'],
    ],
    [['--min-context', '1m'], ['acme/dear']],
    [['--min-context', '200k', '--search', 'cheap'], ['acme/cheap']],
  ])('with %j prints %j', async (flags, ids) => {
    await using gateway = await startGateway({ misbehave: { '/models': priced } });
    await using here = await jetway();
    const { stdout } = await here.run(['list-models', ...server(gateway.url), ...flags]);
    expect(linesOf(stdout)).toEqual(ids);
  });

  it('knows from its own data what calls tools', async () => {
    await using gateway = await startGateway({ models: ['acme/odd', 'openai/gpt-5'] });
    await using here = await jetway();
    const argv = ['list-models', ...server(gateway.url), '--tools'];
    expect((await here.run(argv)).code).toBe(exitCodes.model);
    expect(linesOf((await here.run(argv, { parts: withModelData })).stdout)).toEqual(['openai/gpt-5']);
  });

  it.each([
    ['--sort', 'colour'],
    ['--min-context', 'lots'],
    ['--min-context', ''],
  ])('refuses %s %s', async (...flags) => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['list-models', ...server('http://127.0.0.1:9'), ...flags]);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain(flags[0]);
  });

  it('says on stderr what it does not know', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const { stdout, stderr } = await here.run(['list-models', ...cloud(gateway.url)], { env });
    expect(stderr).toContain('bundled');
    expect(stdout).not.toContain('bundled');
  });

  it('prints ten thousand', async () => {
    await using gateway = await startGateway({ models: 10_000 });
    await using here = await jetway();
    const { stdout } = await here.run(['list-models', ...bifrost(gateway.url)]);
    expect(linesOf(stdout)).toHaveLength(10_000);
  });
});

describe('list-models --json', () => {
  it('is a document with all that is known', async () => {
    const chatting = agents.filter(({ speaks }) => withTranslated(speaks).includes('openai-chat')).map(({ id }) => id);
    await using gateway = await startGateway({ misbehave: { '/models': priced } });
    await using here = await jetway();
    const { json } = await here.run(['list-models', ...server(gateway.url), '--json']);
    expect(json).toMatchObject({
      schemaVersion: 1,
      gateway: { id: 'compatible' },
      source: 'gateway',
      asked: 'now',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      ageSeconds: 0,
      total: 3,
      preferred: [],
      priceUnit: 'USD per million tokens',
      prices: 'gateway',
      models: [
        { id: 'acme/dear', contextWindow: 1_050_000, prices: { input: 5, output: 25 }, agents: chatting },
        { id: 'acme/cheap', prices: { input: 0.075, output: 0.3 } },
        { id: 'acme/odd', protocols: ['openai-chat'] },
      ],
    });
  });

  it('fills in from the model data, and says so', async () => {
    await using gateway = await startGateway({ models: ['openai/gpt-5', 'acme/odd'] });
    await using here = await jetway();
    const { json } = await here.run(['list-models', ...bifrost(gateway.url), '--json'], { parts: withModelData });
    expect(json).toMatchObject({
      prices: 'model-data',
      modelDataDate: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
      models: [
        { id: 'openai/gpt-5', prices: { input: expect.any(Number), output: expect.any(Number) } },
        { id: 'acme/odd' },
      ],
    });
  });
});

describe('list-models in a terminal', () => {
  const drawn = async (columns: number, colour = false): Promise<readonly string[]> => {
    await using gateway = await startGateway({ misbehave: { '/models': priced } });
    await using here = await jetway();
    const { stdout } = await here.run(['list-models', ...bifrost(gateway.url)], {
      columns,
      parts: (system) => ({ stdout: { ...system.stdout, colour } }),
    });
    return linesOf(stdout);
  };

  it('is a table', async () => {
    expect(await drawn(80)).toEqual([
      'MODEL       NAME   WINDOW   $ IN  $ OUT  AGENTS',
      'acme/dear   Dear    1.05M      5     25  all',
      'acme/cheap  Cheap    200k  0.075    0.3  all',
      'acme/odd                                 all',
      '3 models · asked just now · USD per million tokens, from the gateway',
    ]);
  });

  it.each([46, 40, 30, 20, 10])('fits %i columns', async (columns) => {
    const lines = await drawn(columns);
    expect(lines.filter((line) => line.length > columns && line.includes(' '))).toEqual([]);
    for (const id of ['acme/dear', 'acme/cheap', 'acme/odd']) expect(lines.join('\n')).toContain(id);
    expect(lines.join('\n')).not.toContain('Cheap');
  });

  it('has a bold head and a dim end where colours are wanted', async () => {
    const lines = await drawn(80, true);
    expect(lines[0]).toBe(`${escape}[1mMODEL       NAME   WINDOW   $ IN  $ OUT  AGENTS${escape}[22m`);
    expect(lines.at(-1)?.startsWith(`${escape}[2m3 models`)).toBe(true);
    expect(lines.slice(1, -1).join('')).not.toContain(escape);
  });

  it('names the agents where not all can use a model, and what is left of how many', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const { stdout } = await here.run(['list-models', ...cloud(gateway.url), '--search', 'gpt-5.5'], {
      env,
      columns: 100,
    });
    expect(stdout).toMatch(/^gpt-5\.5 .* all\*/m);
    expect(stdout).toContain('* through a relay that translates');
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /\d of \d\d+ models · asked just now · in part bundled, as of 20\d\d-/,
    );
  });
});

describe('the columns of list-models', () => {
  const never = ['--relay', 'never'];

  it.each([
    [['codex', 'opencode', 'pi'], 'all'],
    [['claude', 'codex', 'opencode'], 'all but claude'],
    [['claude', 'gemini'], 'none'],
    [['claude', 'codex'], 'codex'],
  ])('tell of what is installed: with %j it is %s', async (installed, expected) => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    for (const id of installed) here.install(id);
    const argv = ['list-models', ...cloud(gateway.url), '--search', 'gpt-5.5', ...never];
    const { stdout } = await here.run(argv, { env, columns: 100 });
    expect(stdout).toMatch(new RegExp(`^gpt-5\\.5 .*  ${expected}$`, 'm'));
  });

  it('that the terminal is too narrow for are named', async () => {
    await using gateway = await startGateway({ misbehave: { '/models': priced } });
    await using here = await jetway();
    const { stdout } = await here.run(['list-models', ...bifrost(gateway.url)], { columns: 24 });
    expect(stdout).not.toMatch(/^MODEL.*AGENTS/);
    expect(stdout.replaceAll('\n', ' ')).toContain('Too narrow for');
    expect(stdout).toMatch(/AGENTS/);
  });

  it('that are asked for are there in a terminal and in a pipe, and no others', async () => {
    await using gateway = await startGateway({ misbehave: { '/models': priced } });
    await using here = await jetway();
    const argv = ['list-models', ...bifrost(gateway.url), '--columns', 'window,price-out'];
    expect(linesOf((await here.run(argv, { columns: 80 })).stdout)[0]).toBe('MODEL       WINDOW  $ OUT');
    expect((await here.run(argv)).stdout).toBe('acme/dear\t1.05M\t25\nacme/cheap\t200k\t0.3\nacme/odd\t\t\n');
  });

  it('that are not there are refused before anything is asked', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const { code, stderr } = await here.run(['list-models', ...bifrost(gateway.url), '--columns', 'colour']);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('--columns name,window,');
    expect(gateway.requests).toEqual([]);
  });

  it('of a long table stand above how it gets short', async () => {
    const many = Array.from({ length: 31 }, (_none, index) => `acme/model-${index}`);
    await using gateway = await startGateway({ models: many });
    await using here = await jetway();
    const list = ['list-models', ...bifrost(gateway.url)];
    const hint = 'Fewer: --search';
    expect((await here.run(list, { columns: 80 })).stdout).toContain(hint);
    expect((await here.run([...list, '--search', 'acme'], { columns: 80 })).stdout).not.toContain(hint);
    expect(linesOf((await here.run(list)).stdout)).toEqual(many);
  });
});

describe('the list that was kept', () => {
  const list = (gateway: Gateway): readonly string[] => ['list-models', ...bifrost(gateway.url)];

  it.each([
    ['--offline', ['--offline'], {}],
    ['JETWAY_OFFLINE', [], { JETWAY_OFFLINE: '1' }],
  ])('is given with %s, without asking the gateway', async (_name, flags, variables) => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await here.run(list(gateway));
    const asked = gateway.requests.length;
    const later = 3 * 3_600_000;
    const { code, stdout, stderr } = await here.run([...list(gateway), ...flags], { env: variables, later });
    expect({ code, ids: linesOf(stdout) }).toEqual({ code: 0, ids: models });
    expect(stderr).toContain('kept from 3 hours ago');
    expect((await here.run([...list(gateway), ...flags, '--json'], { env: variables, later })).json).toMatchObject({
      asked: 'earlier',
      ageSeconds: 3 * 3600,
    });
    const table = await here.run([...list(gateway), ...flags], { env: variables, later, columns: 80 });
    expect(table.stdout).toContain('3 models · kept from 3 hours ago');
    expect(gateway.requests).toHaveLength(asked);
  });

  it('is pointed at where the gateway does not answer', async () => {
    await using here = await jetway();
    const gateway = await startGateway({ models });
    await here.run(list(gateway));
    await gateway[Symbol.asyncDispose]();
    for (const flags of [[], ['--json']]) {
      const { code, stderr } = await here.run([...list(gateway), ...flags], { later: 48 * 3_600_000 });
      expect(code).toBe(exitCodes.gateway);
      expect(stderr).toContain('kept from 2 days ago: jetway list-models --offline');
    }
  });

  it('is not there for another key, nor before the first answer', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const before = await here.run([...list(gateway), '--offline']);
    await here.run(list(gateway));
    const other = await here.run([...list(gateway), '--offline'], { env: { JETWAY_API_KEY: 'sk-bf-other' } });
    for (const { code, stdout, stderr } of [before, other]) {
      expect({ code, stdout }).toEqual({ code: exitCodes.gateway, stdout: '' });
      expect(stderr).toContain('jetway list-models, without --offline');
    }
  });

  it('is what ships with Jetway where nothing else is there', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const { code, stdout, json } = await here.run(['list-models', ...cloud(gateway.url), '--offline', '--json'], {
      env,
    });
    expect(code).toBe(0);
    expect(json).toMatchObject({ source: 'bundled', asked: 'never' });
    expect(stdout).not.toContain('ageSeconds');
    expect(gateway.requests).toEqual([]);
  });
});

describe('the exit code of list-models', () => {
  it.each<readonly [string, FailureCode, Misbehaviour]>([
    ['can not list', 'gateway', '404'],
    ['does not answer in time', 'gateway', 'slow'],
    ['breaks the connection', 'gateway', 'reset'],
    ['fails', 'gateway', '500'],
    ['refuses the key', 'credential', '401'],
    ['has no models', 'model', answering([])],
  ])('tells a gateway that %s: %s', async (_name, code, how) => {
    await using gateway = await startGateway({ misbehave: { '/models': how } });
    await using here = await jetway();
    const patience = how === 'slow' ? 300 : 60_000;
    const outcome = await here.run(['list-models', ...server(gateway.url)], { patience });
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: exitCodes[code], stdout: '' });
    const argv = ['list-models', ...server(gateway.url), '--json'];
    expect((await here.run(argv, { patience })).json).toMatchObject({ schemaVersion: 1, error: { code } });
  });

  it('tells where nothing matches, and what was asked for', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const argv = ['list-models', ...server(gateway.url), '--search', 'zzz', '--min-context', '1m'];
    const { code, stderr } = await here.run(argv);
    expect(code).toBe(exitCodes.model);
    expect(stderr).toContain('None of the 3 models matches --search "zzz" --min-context 1M.');
  });
});

describe('preferred models', () => {
  const prefer = async (here: Jetway, gateway: Gateway): Promise<void> => {
    const flags = ['--profile', 'work', ...server(gateway.url), '--key-stdin', '--no-check'];
    expect((await here.run(['login', ...flags], { stdin: key })).code).toBe(0);
    expect((await here.run(['profile', 'prefer', 'openai/gpt-5-mini', 'team/own'])).code).toBe(0);
  };

  it('are listed first, listed by the gateway or not', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await prefer(here, gateway);
    const { stdout } = await here.run(['list-models']);
    expect(linesOf(stdout)).toEqual(['openai/gpt-5-mini', 'team/own', models[0], models[2]]);
    expect((await here.run(['list-models', '--json'])).json).toMatchObject({
      preferred: ['openai/gpt-5-mini', 'team/own'],
      total: 4,
    });
    const sorted = linesOf((await here.run(['list-models', '--sort', 'name'])).stdout);
    expect(sorted[0]).not.toBe('openai/gpt-5-mini');
    expect(linesOf((await here.run(['list-models', '--search', 'own'])).stdout)).toEqual(['team/own']);
  });

  it.each<readonly [FailureCode, Misbehaviour]>([
    ['gateway', 'reset'],
    ['model', answering([])],
  ])('are there without a list, and the exit code is still that of %s', async (code, how) => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await prefer(here, gateway);
    gateway.misbehave('/models', how);
    const piped = await here.run(['list-models']);
    expect({ code: piped.code, ids: linesOf(piped.stdout) }).toEqual({
      code: exitCodes[code],
      ids: ['openai/gpt-5-mini', 'team/own'],
    });
    const table = await here.run(['list-models'], { columns: 80 });
    expect(table.code).toBe(exitCodes[code]);
    expect(table.stdout).toContain('Your preferred models; the gateway gave no list.');
    expect((await here.run(['list-models', '--json'])).json).toMatchObject({ error: { code } });
    const { code: unmatched, stdout } = await here.run(['list-models', '--search', 'zzz']);
    expect({ unmatched, stdout }).toEqual({ unmatched: exitCodes[code], stdout: '' });
  });

  it('do not hide that the key is refused', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await prefer(here, gateway);
    gateway.misbehave('/models', '401');
    const { code, stdout } = await here.run(['list-models']);
    expect({ code, stdout }).toEqual({ code: exitCodes.credential, stdout: '' });
  });
});

describe('a gateway that keeps one waiting', () => {
  it.each(['slow', 'stall'] as const)('is waited for as long as is asked, and that is told: %s', async (how) => {
    await using gateway = await startGateway({ misbehave: { '*': how } });
    await using here = await jetway();
    const argv = ['list-models', '--gateway', 'bifrost', '--base-url', gateway.url, '--timeout', '0.2'];
    const { code, stderr } = await here.run(argv);
    expect(code).toBe(5);
    expect(stderr).toContain(`waiting for ${gateway.url}, at most 0.2 s`);
    expect(stderr).toContain('within 0.2 s');
  });

  it('says nothing of it where it answers at once', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const { code, stderr } = await here.run(['list-models', '--gateway', 'bifrost', '--base-url', gateway.url]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each(['0', 'long', '-1', '1e9', ''])('is not waited for %j seconds', async (seconds) => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['list-models', '--gateway', 'bifrost', `--timeout=${seconds}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('--timeout 60');
  });
});
