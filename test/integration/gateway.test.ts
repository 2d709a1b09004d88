import { assert, dictionary, jsonValue, property, string, type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds, merged } from '../../src/commands/gateway.ts';
import { managementOf } from '../../src/gateways/cloudflare/admin.ts';
import type { JsonObject } from '../../src/json-path.ts';
import { accountId, startCloudflareApi } from '../support/cloudflare-api.ts';
import { jetway } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const token = 'cf-management-0a1b2c3d4e5f';
const root = `/accounts/${accountId}/ai-gateway/gateways`;
const flags = ['--gateway', 'cloudflare', '--account-id', accountId];
const at = (origin: string) => ({ JETWAY_MANAGEMENT_KEY: token, CLOUDFLARE_API_BASE_URL: origin });

describe('gateway list', () => {
  it('asks for all pages with the management key, and no session’s', async () => {
    await using api = await startCloudflareApi(token);
    for (let number = 0; number < 60; number += 1) api.gateways.set(`gw-${number}`, { id: `gw-${number}` });
    await using here = await jetway();
    const env = { ...at(api.origin), JETWAY_API_KEY: 'cf-session-999999999' };
    const { code, json, stderr } = await here.run(['gateway', 'list', ...flags, '--json'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((json as { readonly gateways: readonly unknown[] }).gateways).toHaveLength(63);
    expect(api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET ${root}?page=1&per_page=50`,
      `GET ${root}?page=2&per_page=50`,
    ]);
    expect(api.requests.every(({ headers }) => headers['authorization'] === `Bearer ${token}`)).toBe(true);
  });

  it('is a line each, in 80 columns', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { stdout } = await here.run(['gateway', 'list', ...flags], { env: at(api.origin) });
    expect(stdout).toMatch(/^team-a +authenticated +no cache +no rate limit +logs$/m);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('names the permission that a token lacks', async () => {
    await using api = await startCloudflareApi('another');
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['gateway', 'list', ...flags], { env: at(api.origin) });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('"AI Gateway: Read"');
    expect(stderr).not.toContain(token);
  });

  it('without a key asks nothing, and says where one comes from', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const env = { CLOUDFLARE_API_BASE_URL: api.origin };
    const { code, stderr } = await here.run(['gateway', 'list', ...flags], { env });
    expect(code).toBe(4);
    expect(stderr).toContain('JETWAY_MANAGEMENT_KEY');
    expect(api.requests).toEqual([]);
  });

  it('takes a key that login has stored for managing, and its host alone gets it', async () => {
    await using api = await startCloudflareApi(token);
    await using other = await startCloudflareApi(token);
    await using here = await jetway();
    const env = { CLOUDFLARE_API_BASE_URL: api.origin };
    const stored = await here.run(['login', '--management', '--key-stdin', ...flags], { env, stdin: token });
    expect(stored.code, stored.stderr).toBe(0);
    expect([...here.keys]).toEqual([[`${api.origin}/accounts/${accountId}`, token]]);
    expect(await here.run(['gateway', 'list', ...flags], { env })).toMatchObject({ code: 0 });
    const elsewhere = { CLOUDFLARE_API_BASE_URL: other.origin };
    expect(await here.run(['gateway', 'list', ...flags], { env: elsewhere })).toMatchObject({ code: 4 });
    expect(other.requests).toEqual([]);
    expect(await here.run(['logout', '--management', ...flags], { env })).toMatchObject({ code: 0 });
    expect([...here.keys]).toEqual([]);
  });

  it('says after how long a busy API takes requests again', async () => {
    await using api = await startCloudflareApi(token);
    api.misbehave('*', { status: 429, headers: { 'retry-after': '17' }, body: '{}' });
    await using here = await jetway();
    const { code, stderr } = await here.run(['gateway', 'list', ...flags], { env: at(api.origin) });
    expect(code).toBe(5);
    expect(stderr).toContain('17 s');
  });

  it('of a gateway without such an API is a failure that says so', async () => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['gateway', 'list', '--gateway', 'ollama']);
    expect(code).toBe(3);
    expect(stderr).toContain('no API for this');
  });
});

describe('gateway show', () => {
  it('masks what its settings hold of secrets', async () => {
    await using api = await startCloudflareApi(token);
    const stripe = { authorization: 'sk_live_51Nxxxxxxxxxxxx', usage_events: [] };
    const otel = [{ url: 'https://otel.example.test', headers: { 'x-key': 'otel-secret-1234' } }];
    api.gateways.set('team-a', { ...api.gateways.get('team-a'), stripe, otel });
    await using here = await jetway();
    for (const words of [[], ['--json']]) {
      const { code, stdout } = await here.run(['gateway', 'show', 'team-a', ...flags, ...words], {
        env: at(api.origin),
      });
      expect(code).toBe(0);
      expect(stdout).toContain('https://otel.example.test');
      expect(stdout).not.toMatch(/sk_live|otel-secret/);
    }
  });

  it('of one that is not there ends with 3', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { code, stderr } = await here.run(['gateway', 'show', 'nowhere', ...flags], { env: at(api.origin) });
    expect(code).toBe(3);
    expect(stderr).toContain('no gateway "nowhere"');
  });
});

describe('gateway create', () => {
  it('sends all that the API insists on, with authentication on, and names it', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['gateway', 'create', 'dev-chat', ...flags, '--yes'], {
      env: at(api.origin),
    });
    expect(code, stderr).toBe(0);
    expect(api.requests).toMatchObject([
      {
        method: 'POST',
        path: root,
        headers: { authorization: `Bearer ${token}` },
        body: {
          id: 'dev-chat',
          authentication: true,
          cache_invalidate_on_update: false,
          cache_ttl: null,
          collect_logs: true,
          rate_limiting_interval: 0,
          rate_limiting_limit: 0,
        },
      },
    ]);
    expect(stderr).toMatch(/authentication +on/);
    expect(stdout).toBe('Gateway dev-chat is made.\n');
  });

  it.each([
    ['nobody can be asked', ['dev-chat'], 2],
    ['the name is none', ['Dev Chat', '--yes'], 3],
    ['the setting is none', ['dev-chat', '--yes', '--set', 'colour=red'], 2],
    ['the value is none', ['dev-chat', '--yes', '--set', 'cache-ttl=-1'], 2],
    ['it is a dry run', ['dev-chat', '--dry-run'], 0],
  ])('sends nothing where %s', async (_why, words, expected) => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { code } = await here.run(['gateway', 'create', ...words, ...flags], { env: at(api.origin) });
    expect(code).toBe(expected);
    expect(api.requests).toEqual([]);
  });

  it('names the permission where the token may read alone', async () => {
    await using api = await startCloudflareApi(token, { permission: 'read' });
    await using here = await jetway();
    const { code, stderr } = await here.run(['gateway', 'create', 'dev', ...flags, '--yes'], { env: at(api.origin) });
    expect(code).toBe(4);
    expect(stderr).toContain('"AI Gateway: Edit"');
  });
});

describe('gateway update', () => {
  it('reads, lays the change over all that is there, sends the whole and reads it again', async () => {
    await using api = await startCloudflareApi(token);
    const before = { ...api.gateways.get('prod-api'), new_field: { kept: [1, null] } };
    api.gateways.set('prod-api', before);
    await using here = await jetway();
    const words = ['--set', 'cache-ttl=7200', '--set', 'rate-limiting-limit=200', '--yes'];
    const { code, stderr } = await here.run(['gateway', 'update', 'prod-api', ...words, ...flags], {
      env: at(api.origin),
    });
    expect(code, stderr).toBe(0);
    expect(api.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
    const sent = { ...before, cache_ttl: 7200, rate_limiting_limit: 200 } as Record<string, unknown>;
    for (const field of ['id', 'created_at', 'modified_at', 'is_default']) delete sent[field];
    expect(api.requests[1]).toMatchObject({ path: `${root}/prod-api` });
    expect(api.requests[1]?.body).toEqual(sent);
    expect(stderr).toMatch(/cache_ttl +0 → 7200/);
    expect(stderr).toContain('without an interval');
  });

  it('changes every setting that it knows, one at a time, and keeps all others', async () => {
    const values: Readonly<Record<string, readonly [typed: string, sent: unknown]>> = {
      authentication: ['off', false],
      'cache-ttl': ['none', null],
      'cache-invalidate-on-update': ['on', true],
      'collect-logs': ['off', false],
      'rate-limiting-limit': ['7', 7],
      'rate-limiting-interval': ['61', 61],
      'rate-limiting-technique': ['sliding', 'sliding'],
      'byok-only': ['on', true],
      'log-management': ['20000', 20_000],
      'log-management-strategy': ['stop_inserting', 'STOP_INSERTING'],
      logpush: ['on', true],
      'retry-backoff': ['linear', 'linear'],
      'retry-delay': ['250', 250],
      'retry-max-attempts': ['4', 4],
      'store-id': ['a1b2c3', 'a1b2c3'],
      'workers-ai-billing-mode': ['unified', 'unified'],
      zdr: ['on', true],
    };
    const { gateways } = managementOf({ 'account-id': accountId });
    const changes = gateways?.(new Map()).changes;
    const known = typeof changes === 'object' ? changes.fields.map(({ id }) => id) : [];
    expect(Object.keys(values).toSorted()).toEqual(known.toSorted());
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const others = {
      cache_ttl: 60,
      rate_limiting_technique: 'fixed',
      retry_backoff: 'constant',
      unknown_to_us: { a: [1] },
    };
    const before = { ...api.gateways.get('prod-api'), ...others };
    for (const [id, [typed, sent]] of Object.entries(values)) {
      const asked = api.requests.length;
      api.gateways.set('prod-api', before);
      const words = ['gateway', 'update', 'prod-api', '--set', `${id}=${typed}`, '--yes', ...flags];
      const { code, stderr } = await here.run(words, { env: at(api.origin) });
      expect(code, `${id}: ${stderr}`).toBe(0);
      const put = api.requests.slice(asked).find(({ method }) => method === 'PUT')?.body;
      const expected = { ...before, [id.replaceAll('-', '_')]: sent } as Record<string, unknown>;
      for (const own of ['id', 'created_at', 'modified_at', 'is_default']) delete expected[own];
      expect(put, id).toEqual(expected);
    }
  });

  it('changes nothing, and sends nothing, where all is so already', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { code, stdout } = await here.run(
      ['gateway', 'update', 'team-a', '--set', 'authentication=on', '--yes', ...flags],
      { env: at(api.origin) },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Gateway team-a is so already.\n' });
    expect(api.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it('fails where the gateway then is not what was sent', async () => {
    await using api = await startCloudflareApi(token, { loses: ['cache_ttl'] });
    await using here = await jetway();
    const { code, stderr } = await here.run(
      ['gateway', 'update', 'team-a', '--set', 'cache-ttl=60', '--yes', ...flags],
      { env: at(api.origin) },
    );
    expect(code).toBe(5);
    expect(stderr).toContain('"cache_ttl"');
  });

  it('sends nothing after a no', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { code } = await here.run(['gateway', 'update', 'team-a', '--set', 'cache-ttl=60', ...flags], {
      env: at(api.origin),
      prompts: scripted(['Change it?', false]),
    });
    expect(code).toBe(130);
    expect(api.requests.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('gateway delete', () => {
  it('with its name given says what goes with it, and deletes it', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const { code, stderr } = await here.run(
      ['gateway', 'delete', 'prod-api', ...flags, '--yes', '--confirm', 'prod-api'],
      { env: at(api.origin) },
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('its logs, its dynamic routes');
    expect(api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET ${root}/prod-api`,
      `DELETE ${root}/prod-api`,
    ]);
    expect(api.gateways.has('prod-api')).toBe(false);
  });

  it.each([[[]], [['--yes']], [['--confirm', 'prod-api']], [['--yes', '--confirm', 'prod']]])(
    'deletes nothing with %j',
    async (words) => {
      await using api = await startCloudflareApi(token);
      await using here = await jetway();
      const { code } = await here.run(['gateway', 'delete', 'prod-api', ...flags, ...words], { env: at(api.origin) });
      expect(code).toBe(2);
      expect(api.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
    },
  );

  it('is not agreed to by a standing JETWAY_YES', async () => {
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const env = { ...at(api.origin), JETWAY_YES: '1', JETWAY_CONFIRM: 'prod-api' };
    expect(await here.run(['gateway', 'delete', 'prod-api', ...flags], { env })).toMatchObject({ code: 2 });
    expect(api.gateways.has('prod-api')).toBe(true);
  });
});

describe('what is sent of a gateway that is read', () => {
  const own = ['id', 'created_at'];
  const settings = dictionary(string(), jsonValue()) as Arbitrary<JsonObject>;

  it('keeps every field, whatever it is, but those that were changed and the gateway’s own', () => {
    assert(
      property(settings, settings, (before, changes) => {
        const sent = merged({ ...before, id: 'a', created_at: 'b' }, changes, own);
        const fields = [...Object.keys(before), ...Object.keys(changes)].filter((field) => !own.includes(field));
        expect(new Set(Object.keys(sent))).toEqual(new Set(fields));
        for (const field of fields) {
          expect(sent[field]).toEqual(Object.hasOwn(changes, field) ? changes[field] : before[field]);
        }
      }),
    );
  });

  it('is held by itself, and by no other value of a field', () => {
    assert(
      property(settings, string(), (sent, field) => {
        expect(holds(sent, sent)).toBe(true);
        expect(holds({ ...sent, [field]: 'one' }, { ...sent, [field]: 'another' })).toBe(false);
      }),
    );
  });
});
