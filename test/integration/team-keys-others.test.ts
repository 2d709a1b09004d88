import { describe, expect, it } from 'vitest';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import { sample } from '../support/bodies.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

type Body = Readonly<Record<string, unknown>>;
const json = (status: number, body: unknown): ServedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const recorded = (name: string): ServedAnswer => json(sample(name).status, sample(name).body);
const missing = json(404, { error: { message: 'not found', type: 'not_found_error' } });

describe('keys of LiteLLM', () => {
  const env = { LITELLM_MASTER_KEY: 'sk-master-123456' };
  const flags = (gateway: Gateway): readonly string[] => ['--gateway', 'litellm', '--base-url', gateway.url];

  /** Shapes of the source of LiteLLM 1.108.7: values once, at `/key/generate` and `/regenerate`; hashes for ids. */
  async function liteLlm(premium = true): Promise<Gateway> {
    const keys = new Map<string, Body>();
    const answers = ({ method, path, body, headers }: ServedRequest): ServedAnswer => {
      if (headers['authorization'] !== 'Bearer sk-master-123456') return json(401, { error: { message: 'no' } });
      const sent = (body === '' ? {} : JSON.parse(body)) as Body;
      const [place = '', query = ''] = path.split('?');
      const parameters = new URLSearchParams(query);
      if (place === '/key/list') {
        const [page, size] = [Number(parameters.get('page')), Number(parameters.get('size'))];
        const all = [...keys.values()];
        const shown = all.slice((page - 1) * size, page * size);
        return json(200, { keys: shown, total_count: all.length, total_pages: Math.ceil(all.length / size) });
      }
      if (place === '/key/info') {
        const found = keys.get(parameters.get('key') ?? '');
        return found === undefined ? missing : json(200, { key: found['token'], info: found });
      }
      if (method !== 'POST') return missing;
      if (place === '/key/generate') {
        const token = `hash-${keys.size + 1}`;
        const { duration, ...fields } = sent;
        const row = { token, spend: 0, expires: expiresAfter(duration), ...fields };
        keys.set(token, row);
        return json(200, { ...row, key: `sk-made-${token}-0123456789`, token_id: token });
      }
      const [, regenerated] = /^\/key\/([^/]+)\/regenerate$/.exec(place) ?? [];
      const [first] = (sent['keys'] ?? [sent['key']]) as readonly string[];
      const id = regenerated ?? first ?? '';
      const found = keys.get(id);
      if (found === undefined) return missing;
      if (regenerated !== undefined) {
        if (!premium) return json(500, { error: { message: 'Regenerating Virtual Keys is an Enterprise feature' } });
        keys.delete(id);
        const row = { ...found, token: 'hash-new' };
        keys.set('hash-new', row);
        return json(200, { key: 'sk-rotated-0123456789', token_id: 'hash-new', key_alias: found['key_alias'] });
      }
      if (place === '/key/delete') keys.delete(id);
      if (place === '/key/block') keys.set(id, { ...found, blocked: true });
      if (place === '/key/unblock') keys.set(id, { ...found, blocked: false });
      if (place === '/key/update') {
        const { key: _key, duration, ...fields } = sent;
        const expires = 'duration' in sent ? expiresAfter(duration) : found['expires'];
        keys.set(id, { ...found, ...fields, expires });
      }
      return json(200, {});
    };
    return startGateway({ answers });
  }

  function expiresAfter(duration: unknown): string | null {
    if (duration === null || duration === undefined) return null;
    const [, count] = /^(\d+)s$/.exec(typeof duration === 'string' ? duration : '') ?? [];
    return new Date(Date.UTC(2026, 10, 30) + Number(count) * 1000).toISOString();
  }

  it('are made with budget, models, rate, team and an end in its own words', async () => {
    await using gateway = await liteLlm();
    await using here = await jetway();
    const wish = [
      '--budget',
      '75usd/month',
      '--models',
      'anthropic/*',
      '--rate',
      '60requests/minute',
      '--team',
      'core',
    ];
    const words = ['keys', 'create', 'alice', ...wish, '--expires', '30d', ...flags(gateway)];
    const { code, stdout, stderr } = await here.run(words, { env });
    expect(code, stderr).toBe(0);
    expect(gateway.requests).toMatchObject([{ method: 'POST', path: '/key/generate' }]);
    expect(gateway.requests[0]?.body).toEqual({
      key_alias: 'alice',
      max_budget: 75,
      budget_duration: '30d',
      models: ['anthropic/*'],
      rpm_limit: 60,
      team_id: 'core',
      duration: '2592000s',
    });
    expect(stdout + stderr).not.toContain('sk-made');
  });

  it('live their whole life by name: made, listed, shown, changed, off, on, rotated, deleted', async () => {
    await using gateway = await liteLlm();
    await using here = await jetway();
    const run = async (...words: readonly string[]) => here.run(['keys', ...words, ...flags(gateway)], { env });
    const made = await run('create', 'alice', '--budget', '5usd/day', '--show-key', '--json');
    expect(made.json).toMatchObject({ made: true, value: 'sk-made-hash-1-0123456789', key: { id: 'hash-1' } });
    expect((await run('list')).stdout).toMatch(/^alice +on +0 of 5 USD\/1d$/m);
    expect((await run('show', 'alice')).stdout).toMatch(/^key_alias +alice$/m);
    const changed = await run('update', 'alice', '--budget', '7usd', '--expires', '1d');
    expect(changed.stderr).toMatch(/budgets +5 USD\/1d → 7 USD$/m);
    expect(await run('update', 'alice', '--expires', 'never')).toMatchObject({ code: 0 });
    expect(await run('disable', 'alice')).toMatchObject({ code: 0, stdout: 'Key alice is off.\n' });
    expect((await run('list')).stdout).toMatch(/^alice +off/m);
    expect(await run('enable', 'alice')).toMatchObject({ code: 0, stdout: 'Key alice is on.\n' });
    const rotated = await run('rotate', 'alice', '--yes', '--show-key', '--json');
    expect(rotated.json).toMatchObject({
      rotated: true,
      value: 'sk-rotated-0123456789',
      key: { id: 'hash-new', name: 'alice' },
    });
    expect(await run('delete', 'alice', '--yes')).toMatchObject({ code: 2 });
    expect(await run('delete', 'alice', '--yes', '--confirm', 'alice')).toMatchObject({ code: 0 });
    expect(await run('show', 'alice')).toMatchObject({ code: 3 });
    expect(gateway.to('/key/update').map(({ body }) => body)).toEqual([
      { key: 'hash-1', max_budget: 7, budget_duration: null, duration: '86400s' },
      { key: 'hash-1', duration: null },
    ]);
  });

  it('are read page by page', async () => {
    await using gateway = await liteLlm();
    await using here = await jetway();
    for (let count = 0; count < 101; count += 1) {
      await fetch(`${gateway.url}/key/generate`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-master-123456' },
        body: JSON.stringify({ key_alias: `key-${count}` }),
      });
    }
    const { json: listed } = await here.run(['keys', 'list', '--json', ...flags(gateway)], { env });
    expect((listed as { readonly keys: readonly unknown[] }).keys).toHaveLength(101);
  });

  it('are not rotated without its licence, and it says what to do', async () => {
    await using gateway = await liteLlm(false);
    await using here = await jetway();
    const run = async (...words: readonly string[]) => here.run(['keys', ...words, ...flags(gateway)], { env });
    await run('create', 'alice');
    const { code, stderr } = await run('rotate', 'alice', '--yes');
    expect(code).toBe(3);
    expect(stderr).toContain('Enterprise');
  });

  it.each([
    ['providers', ['--providers', 'openai']],
    ['a limit for a day', ['--rate', '60requests/day']],
  ])('have no %s, which is said before anything is asked', async (_what, words) => {
    await using gateway = await liteLlm();
    await using here = await jetway();
    const outcome = await here.run(['keys', 'create', 'bob', ...words, ...flags(gateway)], { env });
    expect(outcome.code).toBe(3);
    expect(gateway.requests).toEqual([]);
  });

  it.each(['litellm-nodb-team-list', 'litellm-nodb-key-info', 'litellm-nodb-spend-logs-v2'])(
    'without a database are one sentence: %s',
    async (name) => {
      await using gateway = await startGateway({ answers: () => recorded(name) });
      await using here = await jetway();
      const { code, stderr } = await here.run(['keys', 'list', ...flags(gateway)], { env });
      expect(code).toBe(3);
      expect(stderr).toContain('has no database');
    },
  );
});

describe('keys of OpenRouter', () => {
  const env = { OPENROUTER_MANAGEMENT_KEY: 'sk-or-management-1', OPENROUTER_API_KEY: 'sk-or-session-22' };
  const flags = (gateway: Gateway): readonly string[] => [
    '--gateway',
    'openrouter',
    '--base-url',
    `${gateway.url}/api`,
  ];

  /** Shapes of `@openrouter/sdk` 1.3.19: PATCH takes no end. */
  async function openRouter(known: readonly Body[] = []): Promise<Gateway> {
    const keys = new Map<string, Body>(known.map((one, index) => [`k${index}`, one]));
    const answers = ({ method, path, body, headers }: ServedRequest): ServedAnswer => {
      if (headers['authorization'] !== 'Bearer sk-or-management-1') return json(401, { error: { code: 401 } });
      const sent = (body === '' ? {} : JSON.parse(body)) as Body;
      const [place = '', query = ''] = path.split('?');
      if (place === '/api/v1/keys' && method === 'POST') {
        const hash = `h${keys.size + 1}`;
        const row = {
          hash,
          label: 'sk-or-v1-abc...123',
          disabled: false,
          limit_remaining: sent['limit'] ?? null,
          ...sent,
        };
        keys.set(hash, row);
        return json(201, { data: row, key: `sk-or-v1-made-${hash}` });
      }
      if (place === '/api/v1/keys') {
        const offset = Number(new URLSearchParams(query).get('offset') ?? 0);
        return json(200, { data: [...keys.values()].slice(offset, offset + 100) });
      }
      const hash = place.split('/').at(-1) ?? '';
      const found = keys.get(hash);
      if (found === undefined) return missing;
      if (method === 'PATCH') keys.set(hash, { ...found, ...sent });
      if (method === 'DELETE') keys.delete(hash);
      return json(200, method === 'DELETE' ? { deleted: true } : { data: keys.get(hash) });
    };
    return startGateway({ answers });
  }

  it('are listed to their end, past one that can’t be read', async () => {
    const row = (index: number): Body => (index === 3 ? {} : { hash: `k${index}`, name: `key-${index}` });
    await using gateway = await openRouter(Array.from({ length: 101 }, (_, index) => row(index)));
    await using here = await jetway();
    const { json: document, stderr } = await here.run(['keys', 'list', '--json', ...flags(gateway)], { env });
    expect((document as { keys: readonly object[] }).keys, stderr).toHaveLength(100);
  });

  it('are made with a budget for a month, by the management key', async () => {
    await using gateway = await openRouter();
    await using here = await jetway();
    const words = ['keys', 'create', 'alice', '--budget', '75usd/month', '--save-as', 'work', ...flags(gateway)];
    const outcome = await here.run(words, { env });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(gateway.requests).toMatchObject([
      { method: 'POST', path: '/api/v1/keys', body: { name: 'alice', limit: 75, limit_reset: 'monthly' } },
    ]);
    expect([...here.keys.values()]).toEqual(['sk-or-v1-made-h1']);
    expect(JSON.stringify(gateway.requests)).not.toContain('sk-or-session-22');
  });

  it('live their whole life by name, but get no other value and no other end', async () => {
    await using gateway = await openRouter();
    await using here = await jetway();
    const run = async (...words: readonly string[]) => here.run(['keys', ...words, ...flags(gateway)], { env });
    await run('create', 'alice', '--budget', '5usd/day', '--expires', '2030-01-31');
    expect((await run('list')).stdout).toMatch(/^alice +on +0 of 5 USD\/daily +until 2030-01-3/m);
    expect((await run('show', 'alice', '--json')).json).toMatchObject({ key: { hash: 'h1', name: 'alice' } });
    expect(await run('update', 'alice', '--name', 'bob', '--budget', '6usd/week')).toMatchObject({ code: 0 });
    expect(await run('disable', 'bob')).toMatchObject({ code: 0 });
    expect(await run('enable', 'bob')).toMatchObject({ code: 0 });
    expect(await run('update', 'bob', '--expires', '30d')).toMatchObject({ code: 3 });
    expect(await run('rotate', 'bob', '--yes')).toMatchObject({ code: 3 });
    expect(await run('delete', 'bob', '--yes', '--confirm', 'bob')).toMatchObject({ code: 0 });
    const changes = gateway.requests.filter(({ method }) => method === 'PATCH');
    expect(changes.map(({ body }) => body)).toEqual([
      { name: 'bob', limit: 6, limit_reset: 'weekly' },
      { disabled: true },
      { disabled: false },
    ]);
  });

  it('have neither models nor rates nor budgets for an hour, which is said before anything is asked', async () => {
    await using gateway = await openRouter();
    await using here = await jetway();
    for (const words of [
      ['--models', 'openai/*'],
      ['--rate', '60requests/minute'],
      ['--budget', '5usd/hour'],
    ]) {
      const outcome = await here.run(['keys', 'create', 'bob', ...words, ...flags(gateway)], { env });
      expect(outcome.code).toBe(3);
    }
    expect(gateway.requests).toEqual([]);
  });

  it('are for a management key alone, and a session’s is refused in words', async () => {
    await using gateway = await openRouter();
    await using here = await jetway();
    const { code, stderr } = await here.run(['keys', 'list', ...flags(gateway)], {
      env: { JETWAY_MANAGEMENT_KEY: 'sk-or-session-22' },
    });
    expect(code).toBe(4);
    expect(stderr).toContain('management key alone');
  });
});
