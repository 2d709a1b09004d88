import { describe, expect, it } from 'vitest';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import { sample } from '../support/bodies.ts';
import { accountId, startCloudflareApi } from '../support/cloudflare-api.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

const token = 'cf-management-0a1b2c3d4e5f';
const root = `/accounts/${accountId}/ai-gateway/gateways/team-a`;
const flags = ['--gateway', 'cloudflare', '--account-id', accountId, '--gateway-id', 'team-a'];
const at = (origin: string) => ({ JETWAY_MANAGEMENT_KEY: token, CLOUDFLARE_API_BASE_URL: origin });
const asked = ({ requests }: Gateway) => requests.map(({ method, path }) => `${method} ${path}`);
const json = (status: number, body: unknown): ServedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('gateway url', () => {
  it('is the address alone, as Cloudflare tells it', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { code, stdout } = await here.run(['gateway', 'url', 'anthropic', ...flags], { env: at(api.origin) });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `https://gateway.ai.cloudflare.com/v1/${accountId}/x/anthropic\n`,
    });
    expect(asked(api)).toEqual([`GET ${root}/url/anthropic`]);
  });

  it('asks nothing for a word that is no provider, and ends with 3 for a provider that is none', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const run = async (provider: string) => here.run(['gateway', 'url', provider, ...flags], { env: at(api.origin) });
    expect(await run('../keys')).toMatchObject({ code: 2 });
    expect(api.requests).toEqual([]);
    expect(await run('nobody')).toMatchObject({ code: 3 });
  });

  it('wants to know which gateway is meant', async () => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['gateway', 'url', 'openai', ...flags.slice(0, 4)], {
      env: { JETWAY_MANAGEMENT_KEY: token },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--gateway-id');
  });

  it.each([
    ['bifrost', 'gemini', '/genai'],
    ['bifrost', 'mistral', '/v1'],
    ['litellm', 'openai', '/v1'],
  ])('of %s is known without a key and without a question: %s', async (gateway, provider, path) => {
    await using server = await startGateway({ answers: () => json(500, {}) });
    await using here = await jetway();
    const words = ['gateway', 'url', provider, '--gateway', gateway, '--base-url', server.url];
    expect(await here.run(words)).toMatchObject({ code: 0, stdout: `${server.url}${path}\n` });
    expect(server.requests).toEqual([]);
  });
});

describe('gateway logs', () => {
  it('are rows without what was said, and nothing asks for that', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { code, stdout } = await here.run(['gateway', 'logs', ...flags], { env: at(api.origin) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^11-20 10:15:41 +200 +anthropic\/claude-sonnet-5\.5 +18234 +612 +0\.0426 +2310$/m);
    // Tokens that are null are not known.
    expect(stdout).toMatch(/^11-20 10:15:43 +429 +anthropic\/claude-sonnet-5\.5 +\? +\? +0 +120$/m);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(asked(api)).toEqual([`GET ${root}/logs?page=1&per_page=20&order_by=created_at&order_by_direction=desc`]);
  });

  it('are read on, page by page, up to the limit', async () => {
    await using api = await startCloudflareApi(token);
    api.logs = Array.from({ length: 130 }, (_row, number) => row(number));
    await using here = await jetway();
    const { json: found } = await here.run(['gateway', 'logs', '--limit', '120', '--json', ...flags], {
      env: at(api.origin),
    });
    expect((found as { readonly logs: readonly unknown[] }).logs).toHaveLength(120);
    expect(api.requests).toHaveLength(3);
  });

  it('of a session are its own, whatever else the filter lets through', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const words = ['gateway', 'logs', '--session', 's-7f3a', '--since', '2026-11-01', '--json', ...flags];
    const { json: found } = await here.run(words, { env: at(api.origin) });
    const { logs } = found as { readonly logs: readonly { readonly facets: { readonly session: string } }[] };
    expect(logs.map(({ facets }) => facets.session)).toEqual(['s-7f3a', 's-7f3a']);
    const sent = new URL(api.requests[0]?.path ?? '', api.origin).searchParams.get('filters') ?? '';
    expect(JSON.parse(sent)).toEqual([
      { key: 'created_at', operator: 'gt', value: ['2026-11-01T00:00:00.000Z'] },
      { key: 'metadata.value', operator: 'eq', value: ['s-7f3a'] },
    ]);
  });

  it('have what was said with --content alone, by the ids that were asked for', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const id = '01JDEXAMPLE000000000000A1';
    const { stdout } = await here.run(['gateway', 'logs', id, '--content', ...flags], { env: at(api.origin) });
    expect(stdout).toContain(`response of ${id}`);
    expect(asked(api)).toEqual([`GET ${root}/logs/${id}/request`, `GET ${root}/logs/${id}/response`]);
  });

  it('that are empty are not said to be no use', async () => {
    await using api = await startCloudflareApi(token);
    api.logs = [];
    await using here = await jetway();
    const { code, stderr } = await here.run(['gateway', 'logs', ...flags], { env: at(api.origin) });
    expect(code).toBe(0);
    expect(stderr).toContain('since 24 September 2026');
  });

  it('take metadata that is a text of JSON, and a cost of 0 for tokens as unknown', async () => {
    await using api = await startCloudflareApi(token);
    api.logs = [{ ...row(1), metadata: '{"session":"s-1"}', cost: 0 }];
    await using here = await jetway();
    const { json: found } = await here.run(['gateway', 'logs', '--json', ...flags], { env: at(api.origin) });
    const [one] = (found as { readonly logs: readonly object[] }).logs;
    expect(one).toMatchObject({ facets: { session: 's-1' } });
    expect(one).not.toHaveProperty('usd');
  });

  it.each([
    ['--limit', '0'],
    ['--limit', '1001'],
    ['--since', 'yesterday'],
  ])('ask nothing with %s %s', async (...words) => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    expect(await here.run(['gateway', 'logs', ...words, ...flags], { env: at(api.origin) })).toMatchObject({ code: 2 });
    expect(api.requests).toEqual([]);
  });

  it('are counted by this machine’s clock, and it says so where the gateway’s is another', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const words = ['gateway', 'logs', '--since', '1h', ...flags];
    const env = at(api.origin);
    expect((await here.run(words, { env })).stderr).not.toContain('clock');
    expect((await here.run(words, { env, later: 600_000 })).stderr).toContain('10 minutes ahead of the gateway');
  });

  it('of Bifrost lose the prompts that it sends unasked, and its lists of models', async () => {
    await using server = await startGateway({
      answers: ({ path }) => {
        if (path.startsWith('/api/session')) return json(200, { is_auth_enabled: false });
        if (path.startsWith('/api/logs?')) return json(200, sample('bifrost2-logs').body);
        return json(200, sample('bifrost2-log-detail').body);
      },
    });
    await using here = await jetway();
    const words = ['gateway', 'logs', '--gateway', 'bifrost', '--base-url', server.url];
    const { code, stdout, stderr } = await here.run([...words, '--json']);
    expect(code, stderr).toBe(0);
    expect(stdout).not.toMatch(/UPFAIL429|input_history|content_summary|list_models/);
    expect(stdout).toContain('gpt-5.5');
    const said = await here.run([...words, 'an-id', '--content', '--json']);
    expect(said.stdout).toContain('input_history');
    expect(said.stdout).not.toContain('virtual_key"');
  });
});

function row(number: number): Record<string, unknown> {
  const time = new Date(Date.UTC(2026, 10, 20) - number * 1000).toISOString();
  const tokens = { tokens_in: 10, tokens_out: 1, cost: null };
  return { id: `row-${number}`, created_at: time, model: 'openai/gpt-5.5', success: true, ...tokens, metadata: {} };
}

describe('gateway provider-keys', () => {
  it('are listed as Cloudflare masks them', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { stdout } = await here.run(['gateway', 'provider-keys', 'list', ...flags], { env: at(api.origin) });
    expect(stdout).toMatch(/^anthropic +default +used where none is named +sk-ant-\.\.\.xyz$/m);
  });

  it('are added from standard input, and the key is in no output', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const words = ['gateway', 'provider-keys', 'add', 'openai', '--alias', 'spare', '--yes', '--json', ...flags];
    const secret = 'sk-proj-0123456789abcdef';
    const { code, stdout, stderr } = await here.run(words, { env: at(api.origin), stdin: `${secret}\n` });
    expect(code, stderr).toBe(0);
    expect(api.requests).toMatchObject([
      {
        method: 'POST',
        path: `${root}/provider_configs`,
        body: { alias: 'spare', default_config: false, provider_slug: 'openai', secret },
      },
    ]);
    expect(stdout + stderr).not.toContain(secret);
    expect(stderr).toContain('Stores a key for openai as spare');
  });

  it.each([
    ['nobody agrees', ['openai'], 'sk-proj-0123456789abcdef', 2],
    ['none comes in', ['openai', '--yes'], '', 4],
    ['standard input has two keys to hold', ['openai', '--yes', '--key-stdin'], 'sk-proj-0123456789abcdef', 2],
    ['the name is none', ['openai', '--yes', '--alias', 'a b'], 'sk-proj-0123456789abcdef', 2],
    ['it is a dry run', ['openai', '--dry-run'], 'sk-proj-0123456789abcdef', 0],
  ])('are not added where %s', async (_why, words, stdin, expected) => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const all = ['gateway', 'provider-keys', 'add', ...words, ...flags];
    expect(await here.run(all, { env: at(api.origin), stdin })).toMatchObject({ code: expected });
    expect(api.requests).toEqual([]);
  });

  it('name both permissions where the token lacks one', async () => {
    await using api = await startCloudflareApi(token, { permission: 'read' });
    await using here = await jetway();
    const words = ['gateway', 'provider-keys', 'add', 'openai', '--yes', ...flags];
    const { code, stderr } = await here.run(words, { env: at(api.origin), stdin: 'sk-proj-0123456789abcdef' });
    expect(code).toBe(4);
    expect(stderr).toContain('"AI Gateway: Edit" and "Secrets Store: Write"');
  });

  it.each(['bifrost', 'litellm'])('of %s are added elsewhere, and it says where before it asks', async (gateway) => {
    await using server = await startGateway({ answers: () => json(200, {}) });
    await using here = await jetway();
    const words = ['gateway', 'provider-keys', 'add', 'openai', '--yes', '--gateway', gateway];
    const { code, stderr } = await here.run([...words, '--base-url', server.url], { stdin: 'sk-proj-0123456789' });
    expect(code).toBe(3);
    expect(stderr).toContain('config');
    expect(server.requests).toEqual([]);
  });
});

describe('gateway routes', () => {
  it('are listed with what they lead to, and shown by their names', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const env = at(api.origin);
    const { stdout } = await here.run(['gateway', 'routes', 'list', ...flags], { env });
    expect(stdout).toMatch(/^cheap-first +openai\/gpt-5-mini$/m);
    for (const name of ['cheap-first', 'dynamic/cheap-first', 'r-1']) {
      const { json: shown } = await here.run(['gateway', 'routes', 'show', name, '--json', ...flags], { env });
      expect(shown).toMatchObject({ route: { id: 'r-1', elements: [{}, { type: 'model' }, {}] } });
    }
    expect(await here.run(['gateway', 'routes', 'show', 'other', ...flags], { env })).toMatchObject({ code: 3 });
  });
});

describe('gateway spend-limits', () => {
  const rules = [
    { limit: 25, limitType: 'cost', window: 86_400, model: { mode: 'filter', values: ['gpt-5.5'] } },
    { limit: 5, limitType: 'cost', window: 3600, enabled: false, metadata: { user: { mode: 'partition' } } },
  ];

  it('are those of the gateway and of the account', async () => {
    await using api = await startCloudflareApi(token);
    api.gateways.set('team-a', { ...api.gateways.get('team-a'), spend_limits: { enabled: true, rules } });
    await using here = await jetway();
    const { code, stdout } = await here.run(['gateway', 'spend-limits', ...flags], { env: at(api.origin) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^gateway +25 USD +in 1 d +model gpt-5\.5$/m);
    expect(stdout).toMatch(/^gateway +5 USD +in 1 h +off +each user$/m);
    expect(stdout).toMatch(/^account +500 USD +monthly$/m);
  });

  it('are shown as far as they are told, with what is not', async () => {
    await using api = await startCloudflareApi(token, { permission: 'gateway' });
    api.gateways.set('team-a', { ...api.gateways.get('team-a'), spend_limits: { enabled: true, rules } });
    await using here = await jetway();
    const outcome = await here.run(['gateway', 'spend-limits', '--json', ...flags], { env: at(api.origin) });
    expect(outcome.code).toBe(0);
    expect(outcome.json).toMatchObject({
      spendLimits: [{ limit: 25 }, { limit: 5 }],
      notTold: [{ what: 'the account' }],
    });
    expect(outcome.stderr).toContain('Of the account nothing is told');
  });

  it('are a failure where nothing is told at all', async () => {
    await using api = await startCloudflareApi('another');
    await using here = await jetway();
    expect(await here.run(['gateway', 'spend-limits', ...flags], { env: at(api.origin) })).toMatchObject({ code: 4 });
  });
});

describe('a server that is one gateway', () => {
  const customer = (sample('bifrost2-customer-get').body as { readonly customer: object }).customer;
  const bodies: Readonly<Record<string, unknown>> = {
    '/api/session/is-auth-enabled': { is_auth_enabled: false },
    '/api/config': sample('bifrost2-config').body,
    '/api/providers': { providers: [{ name: 'openai' }, { name: 'anthropic' }], total: 2 },
    '/api/providers/openai/keys': {
      keys: [{ id: 'k1', name: 'main', value: { value: 'sk-u****…enai' }, models: ['*'] }],
    },
    '/api/providers/anthropic/keys': { keys: [{ id: 'k2', name: 'raw', value: { value: 'sk-ant-secret-1234' } }] },
    '/api/governance/customers': { customers: [customer], count: 1 },
    '/api/governance/teams': { teams: null, count: 0 },
    '/api/governance/routing-rules': { rules: [{ id: 'r1', name: 'night', enabled: true, provider: 'openai' }] },
  };
  const bifrost = async () =>
    startGateway({
      answers: ({ path }: ServedRequest) =>
        Object.hasOwn(bodies, path) ? json(200, bodies[path]) : json(404, { error: { message: 'not here' } }),
    });
  const words = (server: Gateway) => ['--gateway', 'bifrost', '--base-url', server.url];

  it('is listed and shown without a name, and its secrets are masked', async () => {
    await using server = await bifrost();
    await using here = await jetway();
    const { stdout } = await here.run(['gateway', 'list', ...words(server)]);
    expect(stdout).toBe(`${server.url}  keys wanted  logs  prompts kept\n`);
    const shown = await here.run(['gateway', 'show', '--json', ...words(server)]);
    expect(shown.json).toMatchObject({ gateway: { client_config: { enable_logging: true } } });
    expect(shown.stdout).not.toContain('<redacted>');
  });

  it.each(['create', 'update', 'delete'])('can’t be the object of %s, which says where it is changed', async (verb) => {
    await using server = await bifrost();
    await using here = await jetway();
    const given = [
      'gateway',
      verb,
      'prod',
      '--yes',
      ...(verb === 'delete' ? ['--confirm', 'prod'] : []),
      ...words(server),
    ];
    const { code, stderr } = await here.run(given);
    expect(code).toBe(3);
    expect(stderr).toContain('config.json');
    expect(server.requests).toEqual([]);
  });

  it('tells of its providers’ keys, and shows a preview only where it is masked', async () => {
    await using server = await bifrost();
    await using here = await jetway();
    const { stdout } = await here.run(['gateway', 'provider-keys', 'list', ...words(server)]);
    expect(stdout).toMatch(/^openai +main +sk-u\*\*\*\*…enai +\*$/m);
    expect(stdout).toMatch(/^anthropic +raw$/m);
    expect(stdout).not.toContain('secret');
  });

  it('is cut to a terminal’s width, and whole in a pipe', async () => {
    await using server = await bifrost();
    await using here = await jetway();
    const narrow = await here.run(['gateway', 'spend-limits', ...words(server)], { columns: 30 });
    expect(narrow.stdout.split('\n').every((line) => line.length <= 30)).toBe(true);
    expect(narrow.stdout).toContain('…');
    expect((await here.run(['gateway', 'spend-limits', ...words(server)])).stdout).not.toContain('…');
  });

  it('tells of its rules, and of limits without the keys that stand beside them', async () => {
    await using server = await bifrost();
    await using here = await jetway();
    expect((await here.run(['gateway', 'routes', 'list', ...words(server)])).stdout).toMatch(/^night +openai$/m);
    const { stdout, stderr } = await here.run(['gateway', 'spend-limits', ...words(server)]);
    expect(stdout).toMatch(/^customer acme +0\.000738 of 500 USD +in 1M$/m);
    expect(stdout).toMatch(/^customer acme +4 of 1000 requests +in 1h$/m);
    expect(stderr).toContain('Of its keys and models nothing is told');
    expect(stdout + stderr).not.toContain('sk-bf-');
  });
});
