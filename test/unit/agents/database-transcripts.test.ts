import { describe, expect, it } from 'vitest';
import type { AgentTranscripts } from '../../../src/agents/agent-transcripts.ts';
import { transcripts as goose } from '../../../src/agents/goose/transcripts.ts';
import { kiloEdition } from '../../../src/agents/kilo.ts';
import { openCodeEdition } from '../../../src/agents/opencode.ts';
import { transcriptsOf } from '../../../src/agents/opencode/transcripts.ts';
import type { Host } from '../../../src/host.ts';

// Rows as each of them has them, shortened.
const folder = "/home/me/it's";
const since = Date.parse('2026-11-30T03:00:00.454Z');
const session = { session: 'x', folder, folderSha256: 'aa11', since, until: since + 3_600_000 };
const opencode = transcriptsOf(openCodeEdition);
const kilo = transcriptsOf(kiloEdition);
const at = since + 60_000;

const answer = (more: object = {}, tokens: object = {}): object => ({
  ...{ folder, provider: 'jetway', model: 'demo/gpt-5.5', time: { created: at, completed: at + 9000 } },
  tokens: { total: 7381, input: 7233, output: 13, reasoning: 5, cache: { write: 30, read: 100 }, ...tokens },
  ...more,
});

const seconds = Math.floor(since / 1000);
const entry = (more: object = {}): object => ({
  ...{ session: '20261130_1', parent: null, folder, began: seconds, id: '1', at: seconds + 2, model: 'demo/gpt-5.5' },
  ...{ input: 4455, cached: 100, cacheWritten: null, output: 18, ...more },
});
const asked = (began: number, id = '20261130_2'): object => ({ session: id, parent: null, folder, began });

const nothing = (): undefined => undefined;

const read = (transcripts: AgentTranscripts, ...rows: readonly object[]) =>
  transcripts.read(
    rows.map((row) => JSON.stringify(row)),
    session,
    '/sessions.db',
    nothing,
  );

it('an answer is all of the prompt, with its cache, and all of the words, with its thoughts', () => {
  expect(read(opencode, answer())).toEqual([
    {
      ...{ id: `${at} ${at + 9000}`, at: '2026-11-30T03:01:00.454Z', model: 'demo/gpt-5.5' },
      usage: { input: 7363, cached: 100, cacheWritten: 30, output: 18, reasoning: 5 },
    },
  ]);
  expect(read(goose, entry())).toEqual([
    {
      ...{ id: '1', at: '2026-11-30T03:00:02.000Z', model: 'demo/gpt-5.5', own: '20261130_1' },
      usage: { input: 4455, cached: 100, output: 18 },
    },
  ]);
});

describe('OpenCode’s and Kilo’s', () => {
  it('row that a fork repeats has the id of its parent’s', () => {
    expect(
      new Set(read(opencode, answer(), answer({ tokens: { input: 1, output: 1 } })).map(({ id }) => id)).size,
    ).toBe(1);
  });

  it.each([
    ['of another provider', answer({ provider: 'openai' })],
    ['of another folder', answer({ folder: '/elsewhere' })],
    ['of what came before, as in a session that is continued', answer({ time: { created: since - 1 } })],
    ['of what came after', answer({ time: { created: session.until + 1 } })],
    ['of an answer without figures', answer({}, { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } })],
    ['of an answer without a model', answer({ model: null })],
  ])('nothing is read %s', (_what, row) => {
    expect(read(kilo, row)).toEqual([]);
  });

  it.each([
    [opencode, {}, '/home/me/.local/share/opencode/opencode.db'],
    [kilo, { XDG_DATA_HOME: '/data' }, '/data/kilo/kilo.db'],
    [opencode, { OPENCODE_DB: '/else/where.db' }, '/else/where.db'],
    [kilo, { KILO_DB: 'mine.db', OPENCODE_DB: '/no' }, '/home/me/.local/share/kilo/mine.db'],
  ])('database is where they keep it: %#', (transcripts, env, path) => {
    const host = { home: '/home/me', cwd: folder, platform: 'linux', env } as unknown as Host;
    expect(transcripts.files(session, host)).toEqual([path]);
  });

  it('own program is asked once, for all folders, without plugins', async () => {
    const given: (readonly string[])[] = [];
    const ask = async (args: readonly string[]): Promise<string> => {
      given.push(args);
      return JSON.stringify([{ line: JSON.stringify(answer()) }, { other: 1 }]);
    };
    const { folder: _folder, ...span } = session;
    const lines = await opencode.database?.ask(span, ask);
    expect(opencode.read(lines ?? [], session, '', nothing)).toHaveLength(1);
    expect(given).toEqual([['db', expect.stringMatching(/^select /), '--format', 'json', '--pure']]);
    expect(given[0]?.[1]).not.toContain('s.directory =');
    expect(await opencode.database?.ask(span, async () => undefined)).toBeUndefined();
    expect(await opencode.database?.ask(span, async () => 'Error: no such table')).toBeUndefined();
  });
});

describe('Goose’s session', () => {
  it('is the one that began with Jetway’s, with its subagents', () => {
    const below = entry({
      session: '20261130_5',
      parent: '20261130_1',
      began: seconds + 900,
      id: '2',
      at: seconds + 901,
    });
    expect(read(goose, entry(), below).map(({ own, below: is }) => [own, is])).toEqual([
      ['20261130_1', undefined],
      ['20261130_1', true],
    ]);
  });

  it.each([
    ['is unknown where two began with it, be it that one was asked nothing', [entry(), asked(seconds + 60)], 0],
    ['is not one that was there before', [entry({ began: seconds - 5 })], 0],
    ['is not one that began later', [entry({ began: seconds + 300, at: seconds + 301 })], 0],
    ['is known where another one began later', [entry(), entry({ session: 'b', id: '2', began: seconds + 300 })], 1],
    ['is none of another folder', [entry({ folder: '/elsewhere' })], 0],
    ['tells nothing where it was asked nothing', [asked(seconds)], 0],
    ['has no subagent of another', [entry(), entry({ session: 'c', parent: 'z', id: '3' })], 1],
  ])('%s', (_what, rows, count) => {
    expect(read(goose, ...rows)).toHaveLength(count);
  });

  it.each([
    [{}, '/home/me/.local/share/goose/sessions/sessions.db'],
    [{ XDG_DATA_HOME: '/data' }, '/data/goose/sessions/sessions.db'],
    [{ GOOSE_PATH_ROOT: '/g' }, '/g/data/sessions/sessions.db'],
  ])('lies where Goose keeps it: %#', (env, path) => {
    const host = { home: '/home/me', cwd: folder, platform: 'linux', env } as unknown as Host;
    expect(goose.files(session, host)).toEqual([path]);
  });

  it('is told by its own program, too, list and messages', async () => {
    const one = { id: '20261130_1', working_dir: folder, created_at: '2026-11-30T03:00:00Z', parent_session_id: null };
    const list = [one, { ...one, id: 'old', created_at: '2026-11-29T03:00:00Z' }];
    const usage = { inputTokens: 4455, outputTokens: 18, totalTokens: 4473, cacheReadTokens: 100, cost: 0.02 };
    const metadata = { userVisible: true, inference: { provider: 'openai', requestedModel: 'demo/gpt-5.5' }, usage };
    const conversation = [
      { id: 'msg_1', role: 'user', created: seconds, metadata: { userVisible: true } },
      { id: 'resp_1', role: 'assistant', created: seconds + 2, metadata },
    ];
    const given: string[] = [];
    const ask = async (args: readonly string[]): Promise<string> => {
      given.push(args.slice(0, 4).join(' '));
      return JSON.stringify(args[1] === 'list' ? list : { ...one, conversation });
    };
    const { folder: _folder, ...span } = session;
    const lines = await goose.database?.ask(span, ask);
    expect(goose.read(lines ?? [], session, '', nothing)).toMatchObject([
      { id: 'resp_1', model: 'demo/gpt-5.5', own: '20261130_1', usage: { input: 4455, cached: 100, output: 18 } },
    ]);
    expect(given).toEqual(['session list --format json', 'session export --session-id 20261130_1']);
    expect(await goose.database?.ask(span, async () => undefined)).toBeUndefined();
  });
});

it.each([[opencode], [kilo], [goose]])('nothing is read of what is no row', (transcripts) => {
  expect(transcripts.read(['', '{', '[]', 'null', '{"time":1,"began":"x"}'], session, '', nothing)).toEqual([]);
});

it.each([[opencode], [goose]])('a folder stands in the query as SQL has a text', (transcripts) => {
  expect(transcripts.database?.query(session)).toContain("= '/home/me/it''s'");
});
