import { describe, expect, it, vi } from 'vitest';
import { sessionLines } from '../../src/launch/summary/session-lines.ts';
import { startGateway } from '../support/gateway.ts';
import { temporaryHome } from '../support/home.ts';
import { jetway } from '../support/jetway.ts';
import { systemIn } from '../support/system-in.ts';

const env = { JETWAY_API_KEY: 'sk-bf-summary-123456' };
const words = (kind: string, url: string): readonly string[] => [
  ...['--gateway', kind, '--base-url', url, '--model', 'openai/gpt-5.5', '--no-check'],
];
/** Bifrost's log, of the session that asks. */
const log =
  (rows: readonly object[]) =>
  ({ path }: { readonly path: string }) => {
    if (!path.startsWith('/api/logs?')) return undefined;
    const session = new URL(path, 'http://x').searchParams.get('metadata_session');
    const logs = rows.map((one, id) => ({ id: `log-${id}`, ...one, metadata: { session } }));
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ logs, pagination: { total_count: logs.length } }),
    };
  };

const row = {
  timestamp: '2026-11-27T20:39:20.22Z',
  object: 'responses_stream',
  provider: 'openai',
  model: 'gpt-5.5',
  status: 'success',
  cost: 0.5,
  token_usage: {
    prompt_tokens: 900,
    completion_tokens: 40,
    total_tokens: 940,
    prompt_tokens_details: { cached_read_tokens: 400 },
  },
};

describe('--summary always', () => {
  it('tells after the agent’s end what the gateway booked for this session, and keeps the exit code', async () => {
    const listed = { ...row, object: 'list_models', model: '' };
    await using gateway = await startGateway({ answers: log([row, { ...row, cost: undefined }, listed]) });
    await using here = await jetway();
    here.install('codex', { exit: 7 });
    const { code, stderr } = await here.run([...words('bifrost', gateway.url), '--summary', 'always', 'codex'], {
      env,
    });
    expect(code).toBe(7);
    expect(stderr).toMatch(/2 requests, 1800 in \(800 cached\), 80 out, ≥ \$0\.50; openai\/gpt-5\.5; by Bifrost\n$/);
    const [asked] = gateway.requests.filter(({ path }) => path.startsWith('/api/logs'));
    expect(asked?.path).toMatch(/metadata_session=[0-9a-f-]{36}&/);
    expect(asked?.headers).not.toHaveProperty('authorization');
  });

  it('says "not yet booked" rather than 0', async () => {
    await using gateway = await startGateway({ answers: log([]) });
    await using here = await jetway();
    here.install('codex');
    const { stderr } = await here.run([...words('bifrost', gateway.url), '--summary', 'always', 'codex'], { env });
    expect(stderr).toContain('not yet booked by Bifrost');
  });

  it.each(['slow', 'stall'] as const)(
    'waits two seconds at most for a gateway whose log is %s, keeps the exit code, and has another source tell',
    async (how) => {
      await using gateway = await startGateway({ misbehave: { '/api/logs': how } });
      await using here = await jetway();
      here.install('codex', { exit: 7 });
      const flags = ['--no-check', '--summary', 'always', 'codex'];
      const asked = (): number => gateway.to('/api/logs').length;
      const running = here.run([...words('bifrost', gateway.url), ...flags], { env });
      await vi.waitFor(() => expect(asked()).toBe(1), { timeout: 15_000, interval: 10 });
      const began = Date.now();
      const { code, stderr } = await running;
      // What is left of the budget is asked in the same two seconds; the rest is what a busy machine takes.
      expect(Date.now() - began).toBeLessThan(4000);
      expect(code).toBe(7);
      expect(stderr).toContain('what this session used is not known here');
    },
  );

  it('says where nobody knows, and asks nobody without attribution', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const flags = ['--summary', 'always', '--no-attribution', 'codex'];
    const { stderr } = await here.run([...words('bifrost', gateway.url), ...flags], { env });
    expect(stderr).toContain('--relay always');
    expect(gateway.requests.filter(({ path }) => path.startsWith('/api/logs'))).toEqual([]);
  });
});

it.each([[['--summary', 'never']], [[]]])('a script with %j is told nothing', async (flags) => {
  await using gateway = await startGateway();
  await using here = await jetway();
  here.install('codex');
  const { code, stderr } = await here.run([...words('bifrost', gateway.url), ...flags, 'codex'], { env });
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/session used|requests?,/);
  expect(gateway.requests.filter(({ path }) => path.startsWith('/api/logs'))).toEqual([]);
});

it('--summary takes no other word', async () => {
  await using here = await jetway();
  expect(await here.run(['--summary', 'often', 'codex'], { env })).toMatchObject({ code: 2 });
});

it('of the ledger are the requests of this session alone', async () => {
  await using home = await temporaryHome();
  const system = systemIn(home.env);
  const now = system.now();
  const entry = {
    schemaVersion: 1,
    at: new Date(now).toISOString(),
    agent: 'codex',
    gateway: 'bifrost',
    outcome: 'whole',
  };
  const used = { ...entry, model: 'gpt-5.5', usage: { input: 18_000, cached: 9000, output: 600 }, estimatedUsd: 0.5 };
  const lines = [
    { ...used, session: 'mine' },
    { ...used, session: 'mine', estimatedUsd: undefined },
    { ...used, session: 'b' },
    ...['mine', 'held', 'held'].map((one) => ({
      ...entry,
      model: 'gpt-5.5',
      usage: {},
      outcome: 'refused',
      session: one,
    })),
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  home.write(`.local/state/jetway/ledger/${entry.at.slice(0, 7)}.jsonl`, text);
  const session = {
    id: 'mine',
    options: { attribution: true, offline: true },
    choice: { gateway: { name: 'Bifrost' } },
    target: { main: { about: { id: 'gpt-5.5' } } },
  } as Parameters<typeof sessionLines>[0];
  expect(await sessionLines(session, now - 1000, system)).toEqual([
    '2 requests, 36k in (18k cached), 1200 out, ≥ $0.50; gpt-5.5; by the ledger',
  ]);
  expect(await sessionLines({ ...session, id: 'held' }, now - 1000, system)).toEqual([
    'nothing was sent: 2 requests were refused; see them: jetway usage session last',
  ]);
  expect(await sessionLines({ ...session, id: 'none' }, now - 1000, system)).toEqual([]);
});
