import { createHash } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accountId, startCloudflareApi } from '../support/cloudflare-api.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { misfits, type Schema } from '../support/schema.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../docs/schemas/usage-session.schema.json', import.meta.url), 'utf8'),
) as Schema;

const session = '7f3a1d52-0c4e-4b6a-9d21-5a7e1c9b0001';
const other = '9c0b2e11-0c4e-4b6a-9d21-5a7e1c9b0002';
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const entry = (more: object): object => ({
  schemaVersion: 1,
  at: ago(30),
  session,
  agent: 'claude',
  project: 'docs',
  gateway: 'bifrost',
  protocol: 'anthropic-messages',
  asked: 'anthropic/claude-opus-4-8',
  model: 'anthropic/claude-opus-4-8',
  status: 200,
  outcome: 'whole',
  attempts: 1,
  firstOutputMs: 300,
  totalMs: 1500,
  usage: { input: 1000, cached: 400, output: 50 },
  estimatedUsd: 0.25,
  ...more,
});

const note = (more: object): object => ({
  ...{ schemaVersion: 1, at: ago(40), until: ago(20), session, agent: 'claude', project: 'docs' },
  ...{ gateway: 'bifrost', model: 'anthropic/claude-opus-4-8', folder: '/home/me/docs', ...more },
});

/** By month, as both are kept. */
function lay(here: Jetway, folder: 'ledger' | 'sessions', rows: readonly object[]): void {
  const months = new Map<string, string>();
  for (const one of rows) {
    const { at, until = at } = one as { readonly at: string; readonly until?: string };
    months.set(until.slice(0, 7), `${months.get(until.slice(0, 7)) ?? ''}${JSON.stringify(one)}\n`);
  }
  for (const [month, text] of months) here.home.write(`.local/state/jetway/${folder}/${month}.jsonl`, text);
}

const inLog = (more: object): object => ({
  ...{ id: 'log-1', timestamp: ago(30), object: 'responses', provider: 'anthropic', model: 'claude-opus-4-8' },
  ...{ status: 'success', latency: 1400, cost: 0.3, metadata: { session, agent: 'claude', project: 'docs' } },
  token_usage: { prompt_tokens: 1100, completion_tokens: 60, total_tokens: 1160 },
  ...more,
});

/** A Bifrost whose management is open. */
const bifrost = (logs: readonly object[]) =>
  startGateway({
    answers: ({ path }) => {
      if (!path.startsWith('/api/logs?')) return undefined;
      const wanted = new URL(path, 'http://x').searchParams.get('metadata_session');
      const rows = logs.filter(
        (one) => wanted === null || (one as { metadata?: { session?: string } }).metadata?.session === wanted,
      );
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ logs: rows, pagination: { total_count: rows.length } }),
      };
    },
  });

const at = (url: string): readonly string[] => ['--gateway', 'bifrost', '--base-url', url];

describe('usage session <id>', () => {
  it('shows its requests in order with model, tokens, cost, status and time, from the ledger', async () => {
    await using here = await jetway();
    lay(here, 'ledger', [
      entry({ at: ago(29), status: 529, outcome: 'failed', usage: {}, estimatedUsd: undefined, totalMs: 80 }),
      entry({}),
      entry({ session: other }),
      entry({ outcome: 'refused' }),
    ]);
    const { code, json, stderr } = await here.run(['usage', 'session', session, '--offline', '--json']);
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ schemaVersion: 1, session, agent: 'claude', project: 'docs', source: 'ledger' });
    expect(misfits(json, schema, schema)).toEqual([]);
    expect(misfits({ ...(json as object), source: 1 }, schema, schema)).toHaveLength(1);
    const { requests, total, refused } = json as Record<'requests' | 'refused', readonly object[]> & { total: object };
    expect([requests, refused].map(({ length }) => length)).toEqual([2, 1]);
    expect(total).toMatchObject({ requests: 2, input: 1000, usd: 0.25, unpriced: 1 });
    const { stdout } = await here.run(['usage', 'session', '7f3a', '--offline', '--timezone', 'UTC'], { columns: 80 });
    expect(stdout).toMatch(/^Session 7f3a1d52-\S+ · claude · docs · by the ledger$/m);
    expect(stdout).toMatch(/^(?:\d\d-\d\d )?\d\d:\d\d:\d\d +anthropic\/\S+… +1000 +400 +50 +\$0\.25 +200 +1\.5 s$/m);
    expect(stdout).toMatch(/^total .*\n1 request for anthropic\/claude-opus-4-8: refused, and not sent\n$/m);
    expect(stdout).toMatch(/^(?:\d\d-\d\d )?\d\d:\d\d:\d\d .* - +- +- +unknown +failed 529 +0\.1 s$/m);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('stays within the terminal’s width where its requests are of two days', async () => {
    await using here = await jetway();
    const failed = { status: 529, outcome: 'failed', usage: {}, estimatedUsd: undefined } as const;
    lay(here, 'ledger', [entry({ at: ago(24 * 60) }), entry(failed)]);
    const { stdout } = await here.run(['usage', 'session', 'last', '--offline'], { columns: 80 });
    expect(stdout).toMatch(/^\d\d-\d\d \d\d:\d\d:\d\d .* failed 529 /m);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('tells of a session of which every request was refused, by the latest, its id and in JSON', async () => {
    await using here = await jetway();
    const refused = { outcome: 'refused', status: undefined, usage: {}, estimatedUsd: undefined, attempts: 0 };
    lay(here, 'sessions', [note({ session: other, until: ago(35) }), note({})]);
    lay(here, 'ledger', [
      entry({ session: other, at: ago(36) }),
      entry({ ...refused, at: ago(31), because: 'rule model' }),
      entry({ ...refused, because: 'rule model' }),
      entry({ ...refused, asked: 'small', because: 'rule budget' }),
      entry({ ...refused, asked: 'older' }),
      entry({ ...refused, asked: 'large', because: 'role subagent, rule model' }),
      ...['one', 'two'].map((end) =>
        entry({
          ...refused,
          asked: `a-model-of-a-long-name-from-a-provider-${end}`,
          because: 'role subagent, not served',
        }),
      ),
    ]);
    const { code, json, stderr } = await here.run(['usage', 'session', session, '--offline', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(misfits(json, schema, schema)).toEqual([]);
    expect(json).toMatchObject({ source: 'ledger', requests: [], total: { requests: 0 }, agent: 'claude' });
    const { refused: told } = json as { refused: readonly object[] };
    expect(told).toHaveLength(7);
    expect(told[0]).toMatchObject({ model: 'anthropic/claude-opus-4-8', because: 'rule model' });
    const { stdout } = await here.run(['usage', 'session', 'last', '--offline']);
    expect(stdout.split('\n').slice(1)).toEqual([
      '2 requests for anthropic/claude-opus-4-8: refused by a rule on models',
      '1 request for small: refused by a budget',
      '1 request for older: refused, and not sent',
      '1 request for large, in the role subagent: refused by a rule on models',
      ...['one', 'two'].flatMap((end) => [
        `1 request for a-model-of-a-long-name-from-a-provider-${end}, in the role`,
        '  subagent: refused, not served over its protocol',
      ]),
      '',
    ]);
    // Its note may be missing, as while it runs.
    here.home.write(`.local/state/jetway/sessions/${ago(20).slice(0, 7)}.jsonl`, '');
    expect(await here.run(['usage', 'session', 'last', '--offline'])).toMatchObject({ code: 0, stdout });
  });

  it('takes the log of the gateway before the ledger, and says where its page is', async () => {
    await using gateway = await bifrost([inLog({}), inLog({ id: 'b', metadata: { session: other } })]);
    await using here = await jetway();
    lay(here, 'ledger', [entry({})]);
    const { json, stderr } = await here.run(['usage', 'session', session, '--json', ...at(gateway.url)]);
    expect(json, stderr).toMatchObject({
      source: 'Bifrost',
      page: `${gateway.url}/workspace/logs`,
      requests: [{ id: 'log-1', model: 'anthropic/claude-opus-4-8', input: 1100, usd: 0.3, status: 'ok' }],
      total: { requests: 1, usd: 0.3 },
    });
    const { stdout } = await here.run(['usage', 'session', 'last', ...at(gateway.url)]);
    expect(stdout).toContain(`own log: ${gateway.url}/workspace/logs`);
  });

  it('names Cloudflare’s page of the gateway’s log, by account and gateway', async () => {
    await using api = await startCloudflareApi('cf-management-0a1b2c3d4e5f');
    api.logs = [];
    await using here = await jetway();
    lay(here, 'ledger', [entry({ gateway: 'cloudflare' })]);
    const flags = ['--gateway', 'cloudflare', '--account-id', accountId, '--gateway-id', 'team-a'];
    const env = { JETWAY_MANAGEMENT_KEY: 'cf-management-0a1b2c3d4e5f', CLOUDFLARE_API_BASE_URL: api.origin };
    const { json, stderr } = await here.run(['usage', 'session', session, '--json', ...flags], { env });
    const page = `https://dash.cloudflare.com/${accountId}/ai/ai-gateway/gateways/team-a/logs`;
    expect(json, stderr).toMatchObject({ source: 'ledger', page });
    expect(misfits(json, schema, schema)).toEqual([]);
  });

  it('counts a request once that comes twice, as the log grew while it was read', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => inLog({ id: `log-${150 - index}`, cost: 0.01 }));
    let grown = 0;
    await using gateway = await startGateway({
      answers: ({ path }) => {
        if (!path.startsWith('/api/logs?')) return undefined;
        const query = new URL(path, 'http://x').searchParams;
        const offset = Number(query.get('offset') ?? 0);
        const now = [
          ...Array.from({ length: grown }, (_, index) => inLog({ id: `new-${index}`, cost: 0.01 })),
          ...rows,
        ];
        grown += 3;
        const body = { logs: now.slice(offset, offset + 60), pagination: { total_count: now.length } };
        return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      },
    });
    await using here = await jetway();
    const { json, stderr } = await here.run(['usage', 'session', session, '--json', ...at(gateway.url)]);
    const { requests } = json as { requests: readonly { readonly id: string }[] };
    expect(requests.length, stderr).toBeGreaterThanOrEqual(150);
    expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
    const pages = gateway.requests.filter(({ path }) => path.startsWith('/api/logs?')).length;
    expect(pages).toBeGreaterThan(1);
  });

  it('takes the ledger while the gateway has booked less, and adds nothing up', async () => {
    await using gateway = await bifrost([inLog({})]);
    await using here = await jetway();
    lay(here, 'ledger', [entry({}), entry({ at: ago(25) })]);
    const { json } = await here.run(['usage', 'session', session, '--json', ...at(gateway.url)]);
    expect(json).toMatchObject({ source: 'ledger', total: { requests: 2, usd: 0.5 } });
    expect((json as { notes: readonly string[] }).notes.join('\n')).toContain('has booked 1 request');
  });

  it('names the permission that is missing, and falls back', async () => {
    await using gateway = await startGateway({
      answers: ({ path }) =>
        path.startsWith('/api/')
          ? { status: 401, headers: {}, body: '{"error":{"message":"Unauthorized"}}' }
          : undefined,
    });
    await using here = await jetway();
    lay(here, 'ledger', [entry({})]);
    const { code, json, stderr } = await here.run(['usage', 'session', session, '--json', ...at(gateway.url)]);
    expect({ code, json }).toMatchObject({ code: 0, json: { source: 'ledger' } });
    expect(stderr).toMatch(/no management key.*\n.*login --management.*\nUntil then this is from the ledger/s);
  });

  it('shows with --context what fills each request, where --inspect noted it', async () => {
    await using here = await jetway();
    const context = {
      total: 9000,
      system: 2000,
      tools: 4000,
      toolCount: 12,
      history: 1500,
      results: 1000,
      resultCount: 3,
      turns: 7,
    };
    lay(here, 'ledger', [entry({ context }), entry({ at: ago(20) })]);
    const { stdout } = await here.run(['usage', 'session', 'last', '--context', '--offline'], { columns: 80 });
    expect(stdout).toMatch(/^time +fills it +system +tools +history +results +turns$/m);
    expect(stdout).toMatch(/^(?:\d\d-\d\d )?\d\d:\d\d:\d\d +█+▓+▒+░+ +2000 +4000 \(12\) +1500 +1000 \(3\) +7$/m);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
    lay(here, 'ledger', [entry({})]);
    expect(await here.run(['usage', 'session', 'last', '--context'])).toMatchObject({ code: 2 });
  });

  it.each([
    [['usage', 'session', 'ffff'], 'No request'],
    [['usage', 'session', other], 'No request'],
    [['usage', 'session', '7'], '2 sessions begin'],
    [['usage', 'session'], 'Which session'],
    [['usage', 'sessions', 'x'], 'Usage has no'],
  ])('%j is refused in words', async (words, said) => {
    await using here = await jetway();
    lay(here, 'ledger', [entry({}), entry({ session: '7fffffff-0c4e-4b6a-9d21-5a7e1c9b0001' })]);
    const { code, stderr } = await here.run(words);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

describe('what an agent wrote itself', () => {
  const blocks = (id: string, output: number, more: object = {}): string =>
    ['text', 'tool_use']
      .map(
        (type) =>
          `${JSON.stringify({
            type: 'assistant',
            timestamp: ago(30),
            sessionId: session,
            requestRef: `ref-${id}`,
            message: {
              ...{ id, model: 'claude-opus-4-8', content: [{ type }] },
              usage: {
                input_tokens: 7,
                cache_creation_input_tokens: 11,
                cache_read_input_tokens: 1000,
                output_tokens: output,
              },
            },
            ...more,
          })}\n`,
      )
      .join('');
  const written = `${JSON.stringify({ type: 'user', sessionId: session })}\n${blocks('a', 321)}${blocks('b', 123)}${blocks('c', 9, { sessionId: other })}`;
  const transcript = `.claude/projects/-home-me-docs/${session}.jsonl`;

  it('stands in for a session that neither gateway nor ledger know, each answer once, its price unknown', async () => {
    await using here = await jetway();
    lay(here, 'sessions', [note({}), note({ session: other, agent: 'codex' })]);
    here.home.write(transcript, written);
    const { json, stderr } = await here.run(['usage', '--by', 'session', '--json']);
    expect(json, stderr).toMatchObject({
      groups: [
        { name: session, source: 'transcript', requests: 2, input: 2036, cached: 2000, output: 444, unpriced: 2 },
      ],
    });
    expect(stderr).toContain('lower bound');
    const one = await here.run(['usage', 'session', session, '--json']);
    expect(one.json).toMatchObject({
      source: 'transcript',
      folder: '/home/me/docs',
      total: { requests: 2, output: 444 },
    });
  });

  it('of Claude Code that a plain one went on with counts while Jetway’s ran, and while another of its own did', async () => {
    await using here = await jetway();
    lay(here, 'sessions', [note({}), note({ session: other, at: ago(10), until: ago(5) })]);
    const later = (id: string, minutes: number): string => blocks(id, 1, { timestamp: ago(minutes) });
    here.home.write(transcript, `${written}${later('plain', 15)}${later('ours', 7)}${later('after', 2)}`);
    const { json, stderr } = await here.run(['usage', '--by', 'session', '--json']);
    expect(json, stderr).toMatchObject({ groups: [{ name: session, requests: 3, output: 445 }] });
  });

  it('counts for nothing where the ledger has the session', async () => {
    await using here = await jetway();
    lay(here, 'sessions', [note({})]);
    lay(here, 'ledger', [entry({})]);
    here.home.write(transcript, written);
    const { json } = await here.run(['usage', '--by', 'session', '--json']);
    expect(json).toMatchObject({ groups: [{ source: 'ledger', requests: 1 }], total: { requests: 1 } });
  });

  it('is no session of a plain agent’s', async () => {
    await using here = await jetway();
    here.home.write(transcript, written);
    const { json } = await here.run(['usage', '--by', 'session', '--json']);
    expect(json).toMatchObject({ groups: [] });
  });

  describe.each([['qwen'], ['gemini']])('of %s, whose records name nobody', (agent) => {
    const folder = '/home/me/docs';
    const qwen = (minutes: number): string =>
      JSON.stringify({
        ...{ timestamp: ago(30), cwd: folder, uuid: `u${minutes}` },
        systemPayload: {
          uiEvent: { 'event.name': 'qwen-code.api_response', model: 'm', input_token_count: 5, output_token_count: 1 },
        },
      });
    const gemini = (minutes: number): string =>
      [
        {
          ...{ sessionId: `s${minutes}`, kind: 'main', startTime: ago(minutes) },
          projectHash: createHash('sha256').update(folder).digest('hex'),
        },
        { id: `g${minutes}`, type: 'gemini', timestamp: ago(30), model: 'm', tokens: { input: 5, output: 1 } },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n');
    const chat = (minutes: number): readonly [string, string] =>
      agent === 'qwen'
        ? [
            `.qwen/projects/-home-me-docs/chats/${minutes}.jsonl`,
            `${JSON.stringify({ type: 'user', timestamp: ago(minutes) })}\n${qwen(minutes)}\n`,
          ]
        : [`.gemini/tmp/docs/chats/session-${minutes}.jsonl`, `${gemini(minutes)}\n`];

    it.each([
      ['is counted where it is the only one', [39.5], 1],
      ['is counted beside a plain one that was there before', [39.5, 70], 1],
      ['is left out where a plain one began beside it', [39.5, 39], 0],
    ])('%s', async (_what, begun, count) => {
      await using here = await jetway();
      lay(here, 'sessions', [note({ agent, at: ago(40), until: ago(10), folder })]);
      for (const minutes of begun) here.home.write(...chat(minutes));
      const { json, stderr } = await here.run(['usage', '--by', 'session', '--json']);
      const groups = count === 0 ? [] : [{ name: session, source: 'transcript', requests: count, output: 1 }];
      expect(json, stderr).toMatchObject({ groups });
      expect((json as { total: { requests: number } }).total.requests).toBe(count);
    });
  });

  it('of Droid is a sum, which stands in one row and counts for as many requests as were answered', async () => {
    await using here = await jetway();
    lay(here, 'sessions', [note({ agent: 'droid' })]);
    const answer = (minutes: number) => ({
      ...{ type: 'message', timestamp: ago(minutes), message: { role: 'assistant', modelId: 'custom:demo/m' } },
    });
    const rows = [{ type: 'session_start', cwd: '/home/me/docs' }, answer(35), answer(30), answer(25)];
    here.home.write('.factory/sessions/-docs/d1.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    const tokenUsage = { inputTokens: 70, outputTokens: 90, cacheCreationTokens: 10, cacheReadTokens: 1000 };
    here.home.write('.factory/sessions/-docs/d1.settings.json', JSON.stringify({ tokenUsage }, null, 2));
    const total = { requests: 3, input: 1080, cached: 1000, output: 90, unpriced: 3 };
    const all = await here.run(['usage', '--by', 'model', '--json']);
    expect(all.json, all.stderr).toMatchObject({ groups: [{ name: 'demo/m', source: 'transcript', ...total }] });
    const one = await here.run(['usage', 'session', 'last', '--json']);
    expect(one.json).toMatchObject({ requests: [{ model: 'demo/m', requests: 3, output: 90 }], total });
    expect(misfits(one.json, schema, schema)).toEqual([]);
    const drawn = await here.run(['usage', 'session', 'last', '--no-cost']);
    expect(drawn.stdout).toMatch(/demo\/m × 3 +1080 +1000 +90 +- +-\ntotal +3 requests/);
  });

  it('of Continue has no times: what was added to it after the session leaves it out', async () => {
    await using here = await jetway();
    lay(here, 'sessions', [note({ agent: 'cn' })]);
    const usage = { model: 'chat:demo/m', prompt_tokens: 70, completion_tokens: 9 };
    const chat = {
      workspaceDirectory: '/home/me/docs',
      history: [{ message: { usage } }],
      usage: { promptTokens: 70 },
    };
    const list = [{ sessionId: 'c1', dateCreated: String(Date.parse(ago(35))) }];
    here.home.write('.continue/sessions/sessions.json', JSON.stringify(list));
    here.home.write('.continue/sessions/c1.json', JSON.stringify(chat, null, 2));
    const total = async (): Promise<unknown> => (await here.run(['usage', '--by', 'model', '--json'])).json;
    expect(await total()).toMatchObject({ groups: [] });
    utimesSync(join(here.home.path, '.continue/sessions/c1.json'), new Date(), new Date(ago(25)));
    expect(await total()).toMatchObject({ groups: [{ name: 'demo/m', source: 'transcript', input: 70, output: 9 }] });
  });

  it('is told to hold a plain session of a configured agent along with it, where that can not be told apart', async () => {
    await using here = await jetway();
    lay(here, 'sessions', [note({ agent: 'droid' })]);
    const row = { type: 'message', timestamp: ago(30), message: { role: 'assistant', modelId: 'custom:demo/m' } };
    const rows = [{ type: 'session_start', cwd: '/home/me/docs' }, row];
    here.home.write('.factory/sessions/-docs/d1.jsonl', rows.map((one) => JSON.stringify(one)).join('\n'));
    here.home.write('.factory/sessions/-docs/d1.settings.json', '{"tokenUsage":{"inputTokens":7,"outputTokens":9}}');
    const configured = (since: number, more: object = {}): void => {
      const about = { schemaVersion: 1, agent: 'droid', scope: 'user', gateway: 'x', url: 'https://x', model: 'm' };
      const receipt = { ...about, jetway: '0.1.0', command: [], at: since, edits: [], files: [], ...more };
      here.home.write('.config/jetway/receipts/droid.json', JSON.stringify(receipt));
    };
    const said = async (): Promise<boolean> => (await here.run(['usage'])).stderr.includes('counts along');
    expect(await said()).toBe(false);
    configured(Date.now());
    expect(await said()).toBe(false);
    configured(Date.now() - 50 * 60_000, { project: '/elsewhere' });
    expect(await said()).toBe(false);
    configured(Date.now() - 50 * 60_000);
    expect(await said()).toBe(true);
    const { json } = await here.run(['usage', 'session', 'last', '--json']);
    expect(json).toMatchObject({
      notes: expect.arrayContaining([expect.stringMatching(/^Droid is configured .* counts along\.$/)]) as unknown,
    });
  });

  it('of a plain session is not read where Jetway’s was asked nothing, or another one of its own ran beside it', async () => {
    const row = (cwd: string): string =>
      `${JSON.stringify({
        ...{ timestamp: ago(30), cwd, uuid: 'u' },
        systemPayload: {
          uiEvent: { 'event.name': 'qwen-code.api_response', model: 'm', input_token_count: 5, output_token_count: 1 },
        },
      })}\n`;
    await using here = await jetway();
    const pinned = { agent: 'qwen', at: ago(40), until: ago(10), folder: '/home/me/docs', pinned: true };
    lay(here, 'sessions', [note(pinned), note({ ...pinned, session: other })]);
    here.home.write('.qwen/projects/-home-me-docs/chats/plain.jsonl', row('/home/me/docs'));
    const { json } = await here.run(['usage', '--by', 'session', '--json']);
    expect(json).toMatchObject({ groups: [] });
    here.home.write(`.qwen/projects/-home-me-docs/chats/${other}.jsonl`, row('/home/me/docs'));
    const again = await here.run(['usage', '--by', 'session', '--json']);
    expect(again.json).toMatchObject({ groups: [{ name: other, requests: 1 }], total: { requests: 1 } });
  });

  it('is read past a file that can’t be, which is said, unless that may be the session’s own', async () => {
    const rollout = [
      {
        type: 'session_meta',
        payload: { id: 'r', timestamp: ago(39), cwd: '/home/me/docs', model_provider: 'jetway' },
      },
      { timestamp: ago(31), type: 'turn_context', payload: { model: 'm' } },
      {
        ...{ timestamp: ago(30), type: 'event_msg' },
        payload: { type: 'token_count', info: { total_token_usage: { input_tokens: 5, output_tokens: 1 } } },
      },
    ];
    const chat = {
      ...{ timestamp: ago(30), cwd: '/home/me/docs', uuid: 'u' },
      systemPayload: { uiEvent: { 'event.name': 'qwen-code.api_response', model: 'm', input_token_count: 5 } },
    };
    const begun = new Date(Date.now() - 40 * 60_000);
    const day = [begun.getFullYear(), begun.getMonth() + 1, begun.getDate()]
      .map((part) => `${part}`.padStart(2, '0'))
      .join('/');
    const cases = [
      ['codex', `.codex/sessions/${day}`, rollout, [{ name: session, requests: 1, input: 5 }], 'A part of what Codex'],
      ['qwen', '.qwen/projects/-home-me-docs/chats', [chat], [], 'What Qwen Code'],
    ] as const;
    for (const [agent, folder, rows, groups, said] of cases) {
      await using here = await jetway();
      lay(here, 'sessions', [note({ agent })]);
      here.home.write(`${folder}/own.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      // A folder in the place of another one's.
      here.home.write(`${folder}/another.jsonl/x`, '');
      const { json, stderr, code } = await here.run(['usage', '--by', 'session', '--json']);
      expect(code, stderr).toBe(0);
      expect(json, stderr).toMatchObject({ groups });
      expect(stderr).toMatch(new RegExp(`^${said} wrote itself is left out: .*another.jsonl can't be read`, 'm'));
    }
  });

  it('is priced by the profile’s own prices, as the ledger is', async () => {
    await using here = await jetway();
    const prices = {
      'claude-*': { input: 1000, output: 2000, cacheRead: 0 },
      'anthropic/*': { input: 1000, output: 2000 },
    };
    const work = { gateway: 'bifrost', settings: {}, models: {}, prices };
    here.home.write(
      '.config/jetway/config.json',
      JSON.stringify({ schemaVersion: 1, profiles: { work }, credentials: {} }),
    );
    lay(here, 'sessions', [note({ profile: 'work' })]);
    lay(here, 'ledger', [entry({ session: other, profile: 'work' })]);
    here.home.write(transcript, written);
    const { json, stderr } = await here.run(['usage', '--by', 'session', '--offline', '--json']);
    const groups = (json as { groups: readonly { name: string; usd?: number }[] }).groups;
    const usd = (name: string): number | undefined => groups.find((group) => group.name === name)?.usd;
    expect(usd(other), stderr).toBeCloseTo((1000 * 1000 + 50 * 2000) / 1e6);
    expect(usd(session)).toBeCloseTo((36 * 1000 + 444 * 2000) / 1e6);
  });
});

describe('usage by session, agent and project of a gateway’s log', () => {
  it('takes each session from one source, and leaves out what names none', async () => {
    const third = '11111111-0c4e-4b6a-9d21-5a7e1c9b0003';
    await using gateway = await bifrost([
      inLog({}),
      inLog({ id: 'b', cost: undefined }),
      inLog({ id: 'c', metadata: null }),
    ]);
    await using here = await jetway();
    lay(here, 'ledger', [entry({}), entry({}), entry({ session: third, agent: 'codex' })]);
    const words = ['--json', ...at(gateway.url)];
    const bySession = await here.run(['usage', '--by', 'session', ...words]);
    expect(bySession.json, bySession.stderr).toMatchObject({
      groups: [
        { name: session, source: 'Bifrost', requests: 2, usd: 0.3, unpriced: 1 },
        { name: third, source: 'ledger', requests: 1, usd: 0.25 },
      ],
      total: { requests: 3 },
    });
    expect(bySession.stderr).toContain('1 request in Bifrost');
    const byAgent = await here.run(['usage', '--by', 'agent', ...words]);
    expect(byAgent.json).toMatchObject({
      groups: [
        { name: 'claude', source: 'Bifrost', requests: 2 },
        { name: 'codex', source: 'ledger', requests: 1 },
      ],
    });
  });
});

describe('what OpenRouter booked for an answer', () => {
  const key = 'sk-or-0123456789abcdef';
  const env = { JETWAY_API_KEY: key };
  const rows = (count: number): readonly object[] =>
    Array.from({ length: count }, (_, index) =>
      entry({
        at: new Date(Date.now() - 1_800_000 + index).toISOString(),
        gateway: 'openrouter',
        answerId: `gen-${index}`,
      }),
    );
  const words = (url: string): readonly string[] => [
    ...['usage', 'session', session, '--json', '--gateway', 'openrouter', '--base-url', url],
  ];
  const generation = (path: string): string | undefined => /^\/v1\/generation\?id=(.*)$/.exec(path)?.[1];
  const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const paid = answer(200, { data: { id: 'gen', total_cost: 0.5, native_tokens_prompt: 1000 } });
  const unknown = answer(404, { error: { code: 404, message: 'Generation not found' } });
  const costs = (json: unknown) =>
    (json as { requests: readonly { usd?: number; costBy?: string }[] }).requests.map(({ usd, costBy }) => [
      usd,
      costBy,
    ]);

  it('stands in place of the estimate, and what is not booked yet is said to be so', async () => {
    await using gateway = await startGateway({
      answers: ({ path }) => ({ 'gen-0': paid, 'gen-1': unknown })[generation(path) ?? ''],
    });
    await using here = await jetway();
    lay(here, 'ledger', [...rows(2), entry({ at: ago(2), gateway: 'bifrost' })]);
    const { json, stderr, code } = await here.run(words(gateway.url), { env });
    expect(code, stderr).toBe(0);
    expect(costs(json)).toEqual([
      [0.5, 'OpenRouter'],
      [0.25, undefined],
      [0.25, undefined],
    ]);
    expect(json).toMatchObject({ source: 'ledger', total: { requests: 3, usd: 1, unpriced: 0 } });
    expect(stderr).toContain('The cost of 1 of 3 requests is what OpenRouter booked; of the others it is an estimate');
    expect(misfits(json, schema, schema)).toEqual([]);
    expect(gateway.to('/v1/generation').map(({ method, headers }) => [method, headers['authorization']])).toEqual([
      ['GET', `Bearer ${key}`],
      ['GET', `Bearer ${key}`],
    ]);
  });

  it('is with a provider’s key of one’s own what that provider takes, too, and unknown without it', async () => {
    const byok = (more: object) => answer(200, { data: { total_cost: 0.25, is_byok: true, ...more } });
    await using gateway = await startGateway({
      answers: ({ path }) =>
        ({ 'gen-0': byok({ upstream_inference_cost: 0.5 }), 'gen-1': byok({}) })[generation(path) ?? ''],
    });
    await using here = await jetway();
    lay(here, 'ledger', rows(2));
    const { json, stderr } = await here.run(words(gateway.url), { env });
    expect(costs(json)).toEqual([
      [0.75, 'OpenRouter'],
      [0.25, undefined],
    ]);
    expect(stderr).toContain('The cost of 1 of 2 requests is what OpenRouter booked');
  });

  it('is asked for again after a short pause that it wants, by four at once and two hundred at most', async () => {
    const refused = new Set<string>();
    await using gateway = await startGateway({
      answers: ({ path }) => {
        const id = generation(path);
        if (id !== 'gen-3' || refused.has(id)) return id === undefined ? undefined : paid;
        refused.add(id);
        return answer(429, { error: { code: 429, message: 'slow down' } }, { 'retry-after': '1' });
      },
    });
    await using here = await jetway();
    lay(here, 'ledger', rows(203));
    const { json, stderr } = await here.run(words(gateway.url), { env });
    expect(
      costs(json).filter(([, by]) => by === 'OpenRouter'),
      stderr,
    ).toHaveLength(200);
    expect(gateway.to('/v1/generation')).toHaveLength(201);
  });

  it.each([
    ['a long pause', answer(429, { error: { code: 429, message: 'slow' } }, { 'retry-after': '600' }), 4],
    ['a refusal', answer(401, { error: { code: 401, message: 'User not found.' } }), 4],
  ])('is not asked for any more after %s', async (_what, told, most) => {
    await using gateway = await startGateway({
      answers: ({ path }) => (generation(path) === undefined ? undefined : told),
    });
    await using here = await jetway();
    lay(here, 'ledger', rows(20));
    const { json, code } = await here.run(words(gateway.url), { env });
    expect(code).toBe(0);
    expect(json).toMatchObject({ source: 'ledger', total: { requests: 20, usd: 5 } });
    expect(gateway.to('/v1/generation').length).toBeLessThanOrEqual(most);
  });

  it.each([
    ['--offline', ['--offline'], env],
    ['without a key', [], {}],
  ])('is not asked for %s', async (_what, more, environment) => {
    await using gateway = await startGateway({ answers: () => paid });
    await using here = await jetway();
    lay(here, 'ledger', rows(2));
    const { json } = await here.run([...words(gateway.url), ...more], { env: environment });
    expect(json).toMatchObject({ source: 'ledger', total: { requests: 2, usd: 0.5 } });
    expect(gateway.to('/v1/generation')).toEqual([]);
  });
});
