import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import type { System } from '../../src/system/system.ts';
import { sample } from '../support/bodies.ts';
import { accountId } from '../support/cloudflare-api.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';

interface Group {
  readonly name: string;
  readonly source: string;
  readonly requests: number;
  readonly usd?: number;
  readonly unpriced: number;
}
const groupsIn = (json: unknown): readonly Group[] => (json as { readonly groups: readonly Group[] }).groups;

const entry = (more: object, daysAgo = 1): object => ({
  schemaVersion: 1,
  at: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
  session: '11111111-1111-4111-8111-111111111111',
  agent: 'codex',
  gateway: 'bifrost',
  protocol: 'openai-responses',
  asked: 'gpt-5.5',
  model: 'gpt-5.5',
  outcome: 'whole',
  attempts: 1,
  totalMs: 900,
  usage: { input: 1000, cached: 400, output: 50 },
  estimatedUsd: 0.25,
  ...more,
});

/** Lays a ledger of this month and the one before. */
function ledger(here: Jetway, entries: readonly object[]): void {
  const months = new Map<string, string>();
  for (const one of entries) {
    const month = (one as { readonly at: string }).at.slice(0, 7);
    months.set(month, `${months.get(month) ?? ''}${JSON.stringify(one)}\n`);
  }
  for (const [month, text] of months) here.home.write(`.local/state/jetway/ledger/${month}.jsonl`, text);
}

describe('usage of the ledger', () => {
  it('adds up by agent, and takes a price that nobody knows for unknown', async () => {
    await using here = await jetway();
    ledger(here, [
      entry({}),
      entry({ estimatedUsd: undefined }),
      entry({ agent: 'claude', usage: {}, estimatedUsd: undefined }),
      entry({ agent: 'claude', outcome: 'refused' }),
      entry({ agent: 'gone' }, 9),
    ]);
    const { code, json, stderr } = await here.run(['usage', '--since', '7d', '--by', 'agent', '--json']);
    expect(code, stderr).toBe(0);
    expect(groupsIn(json)).toEqual([
      { name: 'codex', source: 'ledger', requests: 2, input: 2000, cached: 800, output: 100, usd: 0.25, unpriced: 1 },
      { name: 'claude', source: 'ledger', requests: 1, unpriced: 1 },
    ]);
    expect(json).toMatchObject({ schemaVersion: 1, total: { requests: 3, usd: 0.25, unpriced: 2 } });
  });

  it('is a table with bars in 80 columns, and a total', async () => {
    await using here = await jetway();
    ledger(here, [
      entry({}),
      entry({ model: 'claude-opus-4-8', estimatedUsd: undefined }),
      entry({ model: 'gpt-5.5' }),
    ]);
    const { stdout } = await here.run(['usage', '--offline'], { columns: 80 });
    expect(stdout).toMatch(/^gpt-5\.5 +2 +2000 +800 +100 +\$0\.50 +█{10}$/m);
    expect(stdout).toMatch(/^claude-opus-4-8 +1 +1000 +400 +50 +unknown$/m);
    expect(stdout).toMatch(/^total +3 +3000 +1200 +150 +≥ \$0\.50$/m);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('has a line of the days below it, and leaves out what is not wanted', async () => {
    await using here = await jetway();
    ledger(here, [entry({}, 3), entry({ estimatedUsd: 1 }, 1), entry({ estimatedUsd: 1 }, 1)]);
    const drawn = async (...flags: readonly string[]): Promise<string> =>
      (await here.run(['usage', '--offline', '--timezone', 'UTC', ...flags], { columns: 80 })).stdout;
    expect(await drawn()).toMatch(/\ntotal [^]*\n\d{4}-\d\d-\d\d ▁ █  ?\d{4}-\d\d-\d\d\n$/);
    expect(await drawn('--no-cost')).toMatch(/^model +requests +in +cached +out *\n[^$]*$/);
    expect(await drawn('--no-cost')).toMatch(/ ▄ █/);
    expect(await drawn('--compact')).toMatch(
      /^model +in +out +cost\ngpt-5\.5 +3000 +150 +\$2\.25\ntotal +3000 +150 +\$2\.25\n$/,
    );
    expect(await drawn('--compact', '--no-cost')).toMatch(/^model +in +out\ngpt-5\.5 +3000 +150\ntotal +3000 +150\n$/);
  });

  it('gives CSV, with what a spreadsheet would run made harmless', async () => {
    await using here = await jetway();
    ledger(here, [entry({ project: '=cmd|x' }), entry({ project: 'a,b"c', estimatedUsd: undefined })]);
    const { stdout } = await here.run(['usage', '--csv', '--by', 'project']);
    expect(stdout.split('\r\n')).toEqual([
      'project,requests,input_tokens,cached_input_tokens,output_tokens,cost_usd,unpriced_requests,source',
      "'=cmd|x,1,1000,400,50,0.25,0,ledger",
      '"a,b""c",1,1000,400,50,,1,ledger',
      '',
    ]);
  });

  it('is a page that needs nothing else, and runs its own script alone', async () => {
    await using here = await jetway();
    ledger(here, [entry({ project: '<script>alert(1)</script>' }), entry({ project: 'b' }, 2)]);
    const { code, stdout } = await here.run(['usage', '--html', 'report.html', '--by', 'project']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const [, html] = [...here.home.snapshot()].find(([name]) => name.endsWith('report.html')) ?? [];
    expect(String(html)).not.toMatch(/https?:|src=|@import|<script>alert/);
    const script = /<script>(.*)<\/script>/s.exec(String(html))?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(String(html)).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`);
    expect(String(html)).toContain('&lt;script&gt;');
    expect(String(html).match(/<rect /g)).toHaveLength(2);
    expect(String(html)).toContain('prefers-color-scheme: dark');
  });

  it.each([
    ['linux', 'xdg-open', 0, true],
    ['linux', 'xdg-open', 3, false],
    ['linux', undefined, 0, false],
    ['darwin', 'open', 0, true],
    // Windows' explorer ends with 1 when all is well.
    ['win32', 'explorer.exe', 1, true],
  ] as const)('--open on %s: %s, which ends with %i', async (platform, opener, code, shown) => {
    await using here = await jetway();
    ledger(here, [entry({})]);
    const ran: (readonly string[])[] = [];
    const parts = ({ host, programs }: System): Partial<System> => ({
      host: { ...host, platform },
      programs: {
        ...programs,
        locate: (name) => (name === opener ? { command: `/bin/${name}`, prefix: ['/c'] } : undefined),
        run: async (words) => {
          ran.push(words);
          return { code, stdout: '', stderr: '' };
        },
      },
    });
    const told = await here.run(['usage', '--html', 'report.html', '--open', '--offline'], { parts });
    expect({ code: told.code, stdout: told.stdout }).toEqual({ code: 0, stdout: '' });
    const path = /^The page is in (.*report\.html)$/m.exec(told.stderr)?.[1] ?? '';
    expect(readFileSync(path, 'utf8')).toContain('<table');
    expect(ran).toEqual(opener === undefined ? [] : [[`/bin/${opener}`, '/c', path]]);
    expect(told.stderr.includes('open that file in a browser')).toBe(!shown);
  });

  it('--open without a page is refused, and writes nothing', async () => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['usage', '--open']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--html usage.html --open') });
  });

  it('puts a request into the day of the time zone, and begins with one', async () => {
    await using here = await jetway();
    ledger(here, [entry({ at: '2026-11-01T23:30:00.000Z' }), entry({ at: '2026-11-01T22:30:00.000Z' })]);
    const words = ['usage', '--by', 'day', '--timezone', 'Europe/Berlin', '--json', '--since'];
    expect(groupsIn((await here.run([...words, '2026-11-01'])).json).map(({ name }) => name)).toEqual([
      '2026-11-01',
      '2026-11-02',
    ]);
    expect(groupsIn((await here.run([...words, '2026-11-02'])).json).map(({ name }) => name)).toEqual(['2026-11-02']);
  });

  it('cuts to the largest groups, and says how many are left', async () => {
    await using here = await jetway();
    ledger(here, [entry({ model: 'a' }), entry({ model: 'b', estimatedUsd: 9 }), entry({ model: 'c' })]);
    const { json, stderr } = await here.run(['usage', '--limit', '1', '--json']);
    expect(groupsIn(json).map(({ name }) => name)).toEqual(['b']);
    expect(json).toMatchObject({ left: 2, total: { requests: 3 } });
    expect(stderr).toContain('2 more');
  });

  it('of nothing ends with 0, and says where figures come from', async () => {
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['usage']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('--relay always');
  });

  it.each([
    ['--since', 'yesterday'],
    ['--by', 'colour'],
    ['--limit', '0'],
    ['--timezone', 'Mars/Olympus'],
  ])('takes no %s %s', async (flag, value) => {
    await using here = await jetway();
    expect(await here.run(['usage', flag, value])).toMatchObject({ code: 2, stdout: '' });
  });

  it('reads broken lines, and files larger than any other, as they are', async () => {
    await using here = await jetway();
    const one = entry({});
    const month = (one as { readonly at: string }).at.slice(0, 7);
    const line = `${JSON.stringify(one)}\n`;
    const broken = [{ at: `${month}-99T00:00:00.000Z` }, { at: month }, { usage: null }, { usage: [] }, { model: 1 }];
    const others = broken.map((more) => `${JSON.stringify(entry(more))}\n`).join('');
    const text = `{"schemaVersion":1,\n${others}${line.repeat(30_000)}{"cut`;
    here.home.write(`.local/state/jetway/ledger/${month}.jsonl`, text);
    const { code, json } = await here.run(['usage', '--json', '--offline']);
    expect(code).toBe(0);
    expect(json).toMatchObject({ total: { requests: 30_000, input: 30_000_000 } });
  });
});

const json = (status: number, body: unknown): ServedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const recorded = (name: string): ServedAnswer => json(sample(name).status, sample(name).body);
const key = 'management-0123456789';
const env = { JETWAY_MANAGEMENT_KEY: key };

describe('usage of a gateway', () => {
  it('of Bifrost by model is its ranking, and the ledger’s requests to it are not added', async () => {
    await using gateway = await startGateway({ answers: () => recorded('bifrost2-logs-rankings-of-a-session') });
    await using here = await jetway();
    ledger(here, [entry({}), entry({ gateway: 'ollama', model: 'qwen3', estimatedUsd: undefined })]);
    const words = ['usage', '--json', '--gateway', 'bifrost', '--base-url', gateway.url];
    const { json: document, stderr } = await here.run(words, { env });
    expect(groupsIn(document).map(({ name, source, requests }) => [name, source, requests])).toEqual([
      ['openai/gpt-5.5', 'Bifrost', 4],
      ['anthropic/claude-haiku-4-5', 'Bifrost', 1],
      ['qwen3', 'ledger', 1],
      ['openai/nosuch-model', 'Bifrost', 1],
    ]);
    expect(stderr).toContain('1 request of the ledger is left out');
    expect(gateway.requests).toHaveLength(1);
    expect(gateway.requests[0]?.path).toMatch(
      /^\/api\/logs\/rankings\?all=true&start_time=[\w%.-]+Z&end_time=[\w%.-]+Z$/,
    );
    expect(gateway.requests[0]?.headers['authorization']).toBe(`Bearer ${key}`);
  });

  it('of LiteLLM is its daily activity', async () => {
    await using gateway = await startGateway({ answers: () => recorded('litellm-daily-activity') });
    await using here = await jetway();
    const words = ['usage', '--json', '--by', 'model', '--gateway', 'litellm', '--base-url', gateway.url];
    expect(groupsIn((await here.run(words, { env })).json)).toMatchObject([
      { name: 'claude-sonnet-5-5', source: 'LiteLLM', requests: 41, input: 120_000, output: 8000, usd: 1.23 },
    ]);
    expect(gateway.requests[0]?.path).toMatch(/^\/user\/daily\/activity\?start_date=\d{4}-\d\d-\d\d&end_date=/);
  });

  describe('of LiteLLM by what it keeps no log of', () => {
    const metrics = (requests: number): object => ({
      ...{ spend: 0.5 * requests, prompt_tokens: 100 * requests, completion_tokens: 10 * requests },
      ...{ total_tokens: 110 * requests, cache_read_input_tokens: 40 * requests, api_requests: requests },
    });
    const day = (date: string, entities: object, more = false): ServedAnswer =>
      json(200, {
        results: [{ date, metrics: metrics(9), breakdown: { models: {}, entities } }],
        metadata: { page: 1, has_more: more },
      });
    const tags = {
      'agent:codex': { metrics: metrics(3), metadata: {} },
      'project:docs': { metrics: metrics(3), metadata: {} },
      'User-Agent: codex_exec': { metrics: metrics(5), metadata: {} },
      Unassigned: { metrics: metrics(2), metadata: {} },
    };
    const words = (by: string, url: string): readonly string[] => [
      ...['usage', '--json', '--by', by, '--since', '7d', '--gateway', 'litellm', '--base-url', url],
    ];
    const row = { source: 'LiteLLM', requests: 6, input: 600, cached: 240, output: 60, usd: 3 };
    const logs = { turned: json(200, { data: [], total_pages: 0 }), refused: json(401, { detail: 'Not allowed' }) };

    it.each([
      ['agent', 'codex', 'turned off', logs.turned],
      ['project', 'docs', 'refused', logs.refused],
    ])('by %s are the tags that name one (%s), where its log is %s', async (by, name, _what, log) => {
      await using gateway = await startGateway({
        answers: ({ path }) => {
          if (path.startsWith('/spend/logs')) return log;
          if (!path.startsWith('/tag/daily/activity?start_date=')) return undefined;
          return day(`2026-11-2${path.includes('&page=2&') ? 1 : 0}`, tags, path.includes('&page=1&'));
        },
      });
      await using here = await jetway();
      ledger(here, [entry({ gateway: 'litellm' }), entry({ gateway: 'bifrost', agent: 'pi', project: 'x' })]);
      const { json: document, stderr } = await here.run(words(by, gateway.url), { env });
      expect(groupsIn(document), stderr).toMatchObject([
        { name, ...row },
        { source: 'ledger', requests: 1 },
      ]);
      expect(stderr).toContain(`tells this by the tags ${by}:… of requests: those without one are not in it.`);
      expect(stderr).toContain('1 request of the ledger is left out');
      expect(gateway.to('/tag/daily/activity').map(({ headers }) => headers['authorization'])).toEqual([
        `Bearer ${key}`,
        `Bearer ${key}`,
      ]);
    });

    it('stays with the ledger, and says why, where no tag tells or the key may not read them', async () => {
      for (const answer of [day('2026-11-20', { Unassigned: { metrics: metrics(1) } }), json(403, { detail: 'no' })]) {
        await using gateway = await startGateway({
          answers: ({ path }) => (path.startsWith('/tag/') ? answer : logs.refused),
        });
        await using here = await jetway();
        ledger(here, [entry({ gateway: 'litellm' })]);
        const { json: document, stderr } = await here.run(words('agent', gateway.url), { env });
        expect(groupsIn(document)).toMatchObject([{ name: 'codex', source: 'ledger', requests: 1 }]);
        expect(stderr).toContain('lets its master key');
        expect(stderr).toContain('this is from the ledger');
      }
    });

    it.each([
      [
        'user',
        '/user/daily/activity',
        { 'u-1': { metrics: metrics(6), metadata: { user_email: 'ann@x.test' } } },
        'ann@x.test',
      ],
      ['user', '/user/daily/activity', { 'u-1': { metrics: metrics(6), metadata: {} } }, 'u-1'],
      ['team', '/team/daily/activity', { 't-1': { metrics: metrics(6), metadata: { team_alias: 'core' } } }, 'core'],
    ])('by %s is the activity of each (%s)', async (by, path, entities, name) => {
      await using gateway = await startGateway({
        answers: (request) => (request.path.startsWith(`${path}?`) ? day('2026-11-20', entities) : undefined),
      });
      await using here = await jetway();
      const { json: document, stderr } = await here.run(words(by, gateway.url), { env });
      expect(groupsIn(document), stderr).toMatchObject([{ name, ...row }]);
    });
  });

  it('of Vercel by agent are the tags that name one', async () => {
    await using gateway = await startGateway({ answers: () => recorded('vercel-report') });
    await using here = await jetway();
    const words = ['usage', '--json', '--by', 'agent', '--gateway', 'vercel', '--base-url', gateway.url];
    expect(groupsIn((await here.run(words, { env })).json)).toMatchObject([
      { name: 'claude-code', source: 'Vercel AI Gateway', requests: 41, cached: 90_000, usd: 1.23 },
    ]);
  });

  it('of Cloudflare is asked of its analytics, for the account', async () => {
    await using gateway = await startGateway({ answers: () => recorded('cf-graphql') });
    await using here = await jetway();
    const words = ['usage', '--json', '--by', 'day', '--gateway', 'cloudflare', '--account-id', accountId];
    const { json: document } = await here.run(words, { env: { ...env, CLOUDFLARE_API_BASE_URL: gateway.url } });
    expect(groupsIn(document)).toMatchObject([{ name: '2026-11-20', requests: 3, input: 27_255, usd: 0.102088 }]);
    expect(gateway.requests).toMatchObject([
      { method: 'POST', path: '/graphql', body: { variables: { a: accountId } } },
    ]);
  });

  it.each([
    ['an error under 200', () => recorded('cf-graphql-error')],
    ['a refusal', () => recorded('cf-rest-10000-authentication')],
  ])('names the permission after %s, and falls back to the ledger', async (_what, answers) => {
    await using gateway = await startGateway({ answers });
    await using here = await jetway();
    ledger(here, [entry({ gateway: 'cloudflare' })]);
    const words = ['usage', '--json', '--gateway', 'cloudflare', '--account-id', accountId];
    const outcome = await here.run(words, { env: { ...env, CLOUDFLARE_API_BASE_URL: gateway.url } });
    expect(outcome.code).toBe(0);
    expect(groupsIn(outcome.json)).toMatchObject([{ source: 'ledger', requests: 1 }]);
    expect(outcome.stderr).toContain('Account Analytics');
  });

  it('of OpenRouter is asked of its activity', async () => {
    const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    const row = {
      date: day,
      model: 'openai/gpt-5.5',
      requests: 3,
      prompt_tokens: 10,
      completion_tokens: 5,
      usage: 0.5,
    };
    const seen: ServedRequest[] = [];
    await using gateway = await startGateway({
      answers: (request) => {
        seen.push(request);
        return json(200, { data: [row, { ...row, date: '2020-01-01' }] });
      },
    });
    await using here = await jetway();
    const words = ['usage', '--json', '--gateway', 'openrouter', '--base-url', `${gateway.url}/api`];
    expect(groupsIn((await here.run(words, { env })).json)).toMatchObject([
      { name: 'openai/gpt-5.5', source: 'OpenRouter', requests: 3, usd: 0.5 },
    ]);
    expect(seen.map(({ path }) => path)).toEqual(['/api/v1/activity']);
  });

  it('of OpenRouter is of whole days: today, and what is older than a month, is from the ledger', async () => {
    const midnight = Date.parse(new Date().toISOString().slice(0, 10));
    const day = (ago: number): string => new Date(midnight - ago * 86_400_000).toISOString();
    const told = (date: string, more: object): object => ({
      ...{ date, model: 'openai/gpt-5.5', requests: 3, prompt_tokens: 10, completion_tokens: 5, usage: 0.5, ...more },
    });
    // With a provider's key of one's own its price stands beside OpenRouter's fee.
    const rows = [told(day(1), { byok_usage_inference: 2 }), told(day(0), { usage: 70 }), told(day(40), { usage: 70 })];
    await using gateway = await startGateway({ answers: () => json(200, { data: rows }) });
    await using here = await jetway();
    const at = (time: number): object => entry({ gateway: 'openrouter', at: new Date(time).toISOString() });
    ledger(here, [
      ...[at(midnight), at(midnight - 1), at(midnight - 20 * 86_400_000)],
      ...[at(midnight - 35 * 86_400_000), entry({ gateway: 'bifrost' })],
    ]);
    const words = ['usage', '--json', '--since', '60d', '--gateway', 'openrouter', '--base-url', `${gateway.url}/api`];
    const { json: document, stderr } = await here.run(words, { env });
    expect(groupsIn(document), stderr).toMatchObject([
      { name: 'openai/gpt-5.5', source: 'OpenRouter', requests: 3, usd: 2.5 },
      { name: 'gpt-5.5', source: 'ledger', requests: 3 },
    ]);
    expect(stderr).toContain('2 requests of the ledger are left out');
    expect(stderr).toContain('today, and what is older, is from the ledger');
  });

  it('of Cloudflare’s analytics, where tokens of a model cost nothing or null, has no known price', async () => {
    const group = (model: string, sum: object): object => ({
      count: 1,
      sum: { cachedTokensIn: 0, cachedTokensOut: 0, uncachedTokensIn: 100, uncachedTokensOut: 10, ...sum },
      dimensions: { model, datetimeHour: '2026-11-20T10:00:00Z' },
    });
    const answered = { cost: 0, cachedTokensIn: 100, uncachedTokensIn: 0, uncachedTokensOut: 0 };
    const groups = [group('own', { cost: 0 }), group('null', { cost: null }), group('from-the-cache', answered)];
    const body = { data: { viewer: { accounts: [{ aiGatewayRequestsAdaptiveGroups: groups }] } }, errors: null };
    await using gateway = await startGateway({ answers: () => json(200, body) });
    await using here = await jetway();
    const words = ['usage', '--json', '--gateway', 'cloudflare', '--account-id', accountId];
    const told = await here.run(words, { env: { ...env, CLOUDFLARE_API_BASE_URL: gateway.url } });
    const prices = groupsIn(told.json).map(({ name, usd, unpriced }) => [name, usd, unpriced]);
    expect(new Set(prices), told.stderr).toEqual(
      new Set([
        ['own', undefined, 1],
        ['null', undefined, 1],
        ['from-the-cache', 0, 0],
      ]),
    );
  });

  it('is not asked without a management key, which is named with where it comes from', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    ledger(here, [entry({})]);
    const words = ['usage', '--json', '--gateway', 'openrouter', '--base-url', `${gateway.url}/api`];
    const outcome = await here.run(words, { env: { OPENROUTER_API_KEY: 'sk-or-session-22' } });
    expect(outcome.code).toBe(0);
    expect(groupsIn(outcome.json)).toMatchObject([{ source: 'ledger' }]);
    expect(outcome.stderr).toContain('jetway login --management --gateway openrouter');
    expect(gateway.requests).toEqual([]);
  });

  it('is not asked with --offline', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const words = ['usage', '--offline', '--gateway', 'litellm', '--base-url', gateway.url];
    expect(await here.run(words, { env })).toMatchObject({ code: 0 });
    expect(gateway.requests).toEqual([]);
  });
});
