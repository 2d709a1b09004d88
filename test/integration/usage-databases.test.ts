import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jetway, type Jetway, type Outcome } from '../support/jetway.ts';

// Records of agents that keep them in a database. The tables are those of OpenCode 1.18.33 and Goose 1.52.0, shortened.
const session = '7f3a1d52-0c4e-4b6a-9d21-5a7e1c9b0001';
const folder = "/home/me/it's";
const ago = (minutes: number): number => Math.floor(Date.now() / 1000 - minutes * 60);
const iso = (minutes: number): string => new Date(ago(minutes) * 1000).toISOString();

const module: string = 'node:sqlite';
const sqlite = await import(module).then(
  (loaded) => loaded as { DatabaseSync: new (path: string) => { exec(sql: string): void; close(): void } },
  () => undefined,
);

const messages = (more = ''): string => {
  const [created, completed] = [ago(30) * 1000, ago(29) * 1000];
  const tokens = '{"total":30,"input":7,"output":13,"reasoning":5,"cache":{"write":2,"read":3}}';
  const data = `{"role":"assistant","providerID":"jetway","modelID":"m","time":{"created":${created},"completed":${completed}},"tokens":${tokens}}`;
  return `
    create table session (id text primary key, parent_id text, directory text not null);
    create table message (id text primary key, session_id text not null, time_created integer not null, data text not null);
    insert into session values ('ses_1', null, '/home/me/it''s'), ('ses_2', null, '/elsewhere');
    insert into message values ('m0', 'ses_1', ${created}, '{"role":"user","text":"a secret prompt"}');
    insert into message values ('m1', 'ses_1', ${created}, '${data}');
    insert into message values ('m2', 'ses_1', ${created}, '${data.slice(0, 40)}');
    insert into message values ('m3', 'ses_1', ${created}, '${data.replace('jetway', 'openai')}');
    insert into message values ('m4', 'ses_2', ${created}, '${data}');
    ${more}`;
};

const ledger = (): string => `
  create table sessions (id text primary key, working_dir text not null, created_at timestamp, parent_session_id text);
  create table usage_ledger (id integer primary key, session_id text, created_timestamp integer, model text,
    input_tokens integer, output_tokens integer, cache_read_tokens integer, cache_write_tokens integer);
  insert into sessions values ('20261130_1', '/home/me/it''s', datetime(${ago(39)}, 'unixepoch'), null);
  insert into usage_ledger values (1, '20261130_1', ${ago(30)}, 'm', 12, 18, 3, null);`;

const places = {
  opencode: '.local/share/opencode/opencode.db',
  kilo: '.local/share/kilo/kilo.db',
  goose: '.local/share/goose/sessions/sessions.db',
} as const;

/** `stays`: what was written waits in a file beside it, as the agents leave it. */
function lay(here: Jetway, path: string, sql: string, stays = false): void {
  const file = join(here.home.path, path);
  mkdirSync(dirname(file), { recursive: true });
  const script = `const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
    db.exec('pragma journal_mode=wal'); db.exec(process.argv[2]); ${stays ? 'process.kill(process.pid, "SIGKILL")' : 'db.close()'}`;
  try {
    execFileSync(process.execPath, ['-e', script, file, sql], { stdio: 'ignore' });
  } catch (error) {
    if (!stays) throw error;
  }
}

async function usage(here: Jetway, agent: string, parts?: Parameters<Jetway['run']>[1]): Promise<Outcome> {
  const note = {
    schemaVersion: 1,
    at: iso(40),
    until: iso(20),
    session,
    agent,
    gateway: 'bifrost',
    model: 'm',
    folder,
  };
  here.home.write(`.local/state/jetway/sessions/${note.until.slice(0, 7)}.jsonl`, `${JSON.stringify(note)}\n`);
  return here.run(['usage', '--by', 'session', '--offline', '--json'], parts);
}

describe.runIf(sqlite !== undefined)('by a Node that has SQLite', () => {
  it.each([
    ['opencode', messages(), { input: 12, cached: 3, output: 18 }],
    ['kilo', messages(), { input: 12, cached: 3, output: 18 }],
    ['goose', ledger(), { input: 12, cached: 3, output: 18 }],
  ] as const)(
    'what %s wrote is read, waiting beside it or not, and nothing is changed there',
    async (agent, sql, sums) => {
      for (const stays of [false, true]) {
        await using here = await jetway();
        lay(here, places[agent], sql, stays);
        const inside = join(here.home.path, dirname(places[agent]));
        const before = readdirSync(inside);
        const { code, json, stderr } = await usage(here, agent);
        expect(code, stderr).toBe(0);
        expect(json, stderr).toMatchObject({ groups: [{ name: session, source: 'transcript', requests: 1, ...sums }] });
        expect(stderr).not.toContain('Warning');
        expect(JSON.stringify(json)).not.toContain('secret prompt');
        expect(readdirSync(inside)).toEqual(before);
        if (stays) expect(before).toContainEqual(expect.stringMatching(/-wal$/));
      }
    },
  );

  it.each([
    ['is no database', 'opencode', 'not a database, but a text', 'file is not a database'],
    ['is empty', 'opencode', '', 'no such table'],
    ['is of another version', 'goose', undefined, 'no such table'],
  ] as const)('a file that %s is said, and left out', async (_what, agent, text, words) => {
    await using here = await jetway();
    if (text === undefined) lay(here, places[agent], 'create table other (id text)');
    else here.home.write(places[agent], text);
    const { code, json, stderr } = await usage(here, agent);
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ groups: [], notes: [expect.stringContaining(words)] });
    expect(stderr.replaceAll('\n', ' ')).toContain('wrote itself is left out');
    const one = await here.run(['usage', 'session', 'last', '--offline', '--json']);
    expect(one.json).toMatchObject({ source: 'transcript', requests: [], notes: [expect.stringContaining(words)] });
  });

  it('a large one of many sessions is read by its index, without holding it', async () => {
    await using here = await jetway();
    const upTo = (last: number): string =>
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${last})`;
    // 50 MB.
    const filler = `
      create index message_session_time_created_id_idx on message (session_id, time_created, id);
      ${upTo(200)} insert into session select 's' || i, null, '/other/' || i from n;
      ${upTo(50_000)} insert into message
        select 'x' || i, 's' || (i % 200), ${ago(30) * 1000}, '{"role":"user","text":"' || hex(zeroblob(500)) || '"}' from n;`;
    lay(here, places.opencode, messages(filler));
    const start = performance.now();
    const { json } = await usage(here, 'opencode');
    expect(json).toMatchObject({ groups: [{ requests: 1 }] });
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('by a Node that has no SQLite', () => {
  const without: Parameters<Jetway['run']>[1] = {
    env: { JETWAY_API_KEY: 'sk-bf-4f1d7c2b9a' },
    parts: ({ files }) => ({ files: { ...files, rows: async () => undefined }, nodeVersion: '20.20.2' }),
  };
  const row = {
    ...{ folder, provider: 'jetway', model: 'm', time: { created: ago(30) * 1000 } },
    tokens: { input: 7, output: 13, reasoning: 5, cache: { read: 3, write: 2 } },
  };

  it('the agent’s own program is asked, without a key', async () => {
    await using here = await jetway();
    here.home.write(places.opencode, '');
    const rows = JSON.stringify([{ line: JSON.stringify(row) }]);
    const own = join(here.home.path, 'asked.json');
    here.program(
      'opencode',
      `require('fs').appendFileSync(${JSON.stringify(own)}, JSON.stringify([process.argv.slice(2), process.env]));
       process.stdout.write(${JSON.stringify(rows)});`,
    );
    const { json, stderr } = await usage(here, 'opencode', without);
    expect(json, stderr).toMatchObject({ groups: [{ source: 'transcript', requests: 1, input: 12, output: 18 }] });
    expect(here.home.read('asked.json')).toContain('"--pure"');
    expect(here.home.read('asked.json')).not.toContain('sk-bf');
  });

  it.each([
    ['is not there', undefined],
    ['fails', 'process.exit(1)'],
    ['prints what is no answer', 'process.stdout.write("Error: no such table: message")'],
  ])('and where that %s it is said, with what helps', async (_what, script) => {
    await using here = await jetway();
    here.home.write(places.kilo, '');
    if (script !== undefined) here.program('kilo', script);
    const { code, json, stderr } = await usage(here, 'kilo', without);
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({
      groups: [],
      notes: [expect.stringMatching(/^What Kilo wrote itself is left out: .*20\.20\.2.* Node 22\.13 and later/)],
    });
  });
});
