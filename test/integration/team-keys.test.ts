import { describe, expect, it } from 'vitest';
import { desk, json, made, root, startBifrostKeys, type Body } from '../support/bifrost-keys.ts';
import type { Gateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

const value = String(made['value']);
const flagsOf = (gateway: Gateway): readonly string[] => ['--gateway', 'bifrost', '--base-url', gateway.url];
const sentTo = (gateway: Gateway): readonly string[] =>
  gateway.requests.slice(1).map(({ method, path }) => `${method} ${path}`);

describe('keys create', () => {
  it('at an open Bifrost without a key stores the value under a profile, and shows it nowhere', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const words = ['--budget', '75usd/month', '--models', 'anthropic/*', '--save-as', 'alice'];
    const outcome = await here.run(['keys', 'create', 'alice', ...words, ...flagsOf(gateway)]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(gateway.requests[1]).toMatchObject({ method: 'POST', path: root });
    expect(gateway.requests[1]?.headers).not.toHaveProperty('authorization');
    expect(gateway.requests[1]?.body).toEqual({
      name: 'alice',
      budgets: [{ max_limit: 75, reset_duration: '1M' }],
      provider_configs: [
        { provider: 'anthropic', weight: 1, allowed_models: ['*'], blacklisted_models: [], key_ids: ['*'] },
      ],
    });
    expect([...here.keys]).toEqual([[gateway.url, value]]);
    expect(here.config()).toMatchObject({
      current: 'alice',
      profiles: { alice: { gateway: 'bifrost', settings: { 'base-url': gateway.url }, keyFrom: 'keyring' } },
    });
    expect(outcome.stdout + outcome.stderr).not.toContain(value);
    expect(outcome.stderr).toContain('no password');
  });

  it('prints the value once where that is asked for', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const words = ['keys', 'create', 'bob', '--models', 'openai/gpt-5.5', '--show-key', '--json'];
    expect((await here.run([...words, ...flagsOf(gateway)])).json).toMatchObject({ made: true, value });
    const { stdout } = await here.run(['keys', 'show', 'bob', ...flagsOf(gateway)]);
    expect(stdout).toContain('bob');
    expect(stdout).not.toContain(value);
  });

  it('goes with the management key alone, as user and password or as a token', async () => {
    await using gateway = await startBifrostKeys(btoa('admin:pass-12345'));
    await using here = await jetway();
    const env = { JETWAY_MANAGEMENT_KEY: 'admin:pass-12345', JETWAY_API_KEY: 'sk-bf-session-1234' };
    const words = ['keys', 'create', 'bob', '--providers', 'openai', '--team', 'core', ...flagsOf(gateway)];
    const outcome = await here.run(words, { env });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(gateway.requests.at(-1)?.body).toMatchObject({ name: 'bob', team_id: 'team-1' });
    expect(JSON.stringify(gateway.requests)).not.toContain('sk-bf-session-1234');
    expect(outcome.stdout + outcome.stderr).not.toContain('pass-12345');
  });

  it('without a key says what kind is wanted, and asks for none', async () => {
    await using gateway = await startBifrostKeys('c2VjcmV0');
    await using here = await jetway();
    const env = { JETWAY_API_KEY: 'sk-bf-session-1234' };
    const { code, stderr } = await here.run(['keys', 'list', ...flagsOf(gateway)], { env });
    expect(code).toBe(4);
    expect(stderr).toContain('user:password of its administrator');
    expect(gateway.requests).toHaveLength(1);
  });

  it.each([
    ['no models', ['bob'], 2],
    ['a pattern that Bifrost has not', ['bob', '--models', 'openai/gpt-*'], 2],
    ['a model of nobody’s', ['bob', '--models', 'gpt-5.5'], 2],
    ['a budget that is none', ['bob', '--models', '*', '--budget', 'much'], 2],
    ['an end that is past', ['bob', '--models', 'openai/*', '--expires', '2020-01-01'], 2],
    ['no name', ['--models', 'openai/*'], 2],
    ['two names', ['bob', '--name', 'eve', '--models', 'openai/*'], 2],
  ])('makes nothing with %s', async (_what, words, expected) => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const { code } = await here.run(['keys', 'create', ...words, ...flagsOf(gateway)]);
    expect(code).toBe(expected);
    expect(gateway.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('makes nothing where the stored key of another profile would be lost', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const login = ['login', '--no-check', '--key-stdin', '--profile', 'mine', ...flagsOf(gateway)];
    await here.run(login, { stdin: 'sk-bf-mine-1234567' });
    const before = gateway.requests.length;
    const words = ['keys', 'create', 'bob', '--models', 'openai/*', '--save-as', 'bob', ...flagsOf(gateway)];
    expect(await here.run(words)).toMatchObject({ code: 2 });
    expect(gateway.requests.slice(before).every(({ method }) => method === 'GET')).toBe(true);
    expect([...here.keys.values()]).toEqual(['sk-bf-mine-1234567']);
  });

  it('tells of a name that is taken', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const words = ['keys', 'create', 'alice-desk', '--models', 'openai/*', ...flagsOf(gateway)];
    const { code, stderr } = await here.run(words);
    expect(code).toBe(3);
    expect(stderr).toContain('is there already');
  });
});

describe('keys of Bifrost', () => {
  it('are listed without their values', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const { stdout } = await here.run(['keys', 'list', ...flagsOf(gateway)]);
    expect(stdout).toMatch(/^alice-desk +on +0\.000738 of 50 USD\/1M.* until 2027-06-30 /);
    const { stdout: text } = await here.run(['keys', 'list', '--json', ...flagsOf(gateway)]);
    expect(stdout + text).not.toContain(String(desk['value']));
  });

  it('keep, in a change of models, what Bifrost would take away with a list', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const words = ['keys', 'update', 'alice-desk', '--models', 'openai/gpt-5.5', '--budget', '60usd/month'];
    const { code, stderr } = await here.run([...words, ...flagsOf(gateway)]);
    expect(code, stderr).toBe(0);
    const put = gateway.requests.find(({ method }) => method === 'PUT');
    expect(put?.path).toBe(`${root}/${String(desk['id'])}`);
    expect(put?.body).toMatchObject({
      budgets: [
        { id: '00000000-0000-4000-8000-000000000014', max_limit: 5, reset_duration: '1d' },
        { id: '00000000-0000-4000-8000-000000000012', max_limit: 60, reset_duration: '1M' },
      ],
      provider_configs: [
        {
          id: 36,
          provider: 'openai',
          allowed_models: ['gpt-5.5'],
          key_ids: ['*'],
          weight: 1,
          budgets: [{ max_limit: 20, reset_duration: '1M' }],
          model_budgets: [{ model_name: 'gpt-5.5', budgets: [{ max_limit: 9, reset_duration: '1w' }] }],
        },
      ],
    });
    expect(JSON.stringify(put?.body)).not.toMatch(/current_usage|config_hash|allow_all_keys/);
  });

  it('are changed in one field at a time: what is not wished for is not sent, or is sent as it was', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const id = '00000000-0000-4000-8000-000000000012';
    const cases: readonly (readonly [readonly string[], Body])[] = [
      [['--name', 'alice-2'], { name: 'alice-2' }],
      [['--expires', '2030-01-31'], { expires_at: '2030-01-31T00:00:00.000Z' }],
      [['--team', 'core'], { team_id: 'team-1' }],
      [['--team', 'none'], { team_id: null }],
      [['--rate', '60requests/minute'], { rate_limit: { request_max_limit: 60, request_reset_duration: '1m' } }],
      [['--budget', '9usd/month'], { budgets: [{}, { id, max_limit: 9 }] }],
    ];
    for (const [words, expected] of cases) {
      await here.run(['keys', 'update', String(desk['id']), ...words, ...flagsOf(gateway)]);
      const sent = gateway.requests.findLast(({ method }) => method === 'PUT')?.body as Body;
      expect(sent).toMatchObject(expected);
      expect(Object.keys(sent)).toEqual(Object.keys(expected));
    }
  });

  it('show what a change made otherwise, and fail where the gateway took it and did not', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const words = ['keys', 'update', 'alice-desk', '--budget', '60usd/month', ...flagsOf(gateway)];
    const { code, stderr, json: document } = await here.run([...words, '--json']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('50 USD/1M');
    expect(stderr).toContain('→');
    expect(document).toMatchObject({ updated: true, changes: [{ field: 'budgets' }] });
    await using deaf = await startBifrostKeys(undefined, ['budgets']);
    const lost = await here.run(['keys', 'update', 'alice-desk', '--budget', '60usd/month', ...flagsOf(deaf)]);
    expect(lost.code).toBe(5);
    expect(lost.stderr).toContain('not as it was wished for');
  });

  it('of a configuration file are said to come back', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    gateway.respond(`${root}/${String(desk['id'])}`, json(200, { virtual_key: { ...desk, config_hash: 'c0ffee' } }));
    const { stderr } = await here.run(['keys', 'delete', 'alice-desk', ...flagsOf(gateway)]);
    expect(stderr).toContain('may be back after a restart');
  });

  it('that take bad input as a fault of the server say what was wrong', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    gateway.respond(root, json(500, { error: { message: 'FOREIGN KEY constraint failed' } }), 'POST');
    const words = ['keys', 'create', 'bob', '--models', 'openai/*', ...flagsOf(gateway)];
    const { code, stderr } = await here.run(words);
    expect(code).toBe(5);
    expect(stderr).toContain('FOREIGN KEY constraint failed');
  });

  it.each([
    ['disable', false],
    ['enable', true],
  ])('%s sends the switch and nothing else', async (word, active) => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    expect(await here.run(['keys', word, 'alice-desk', ...flagsOf(gateway)])).toMatchObject({ code: 0 });
    expect(gateway.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual([
      { is_active: active },
    ]);
  });

  it('get another value after consent alone', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const words = ['keys', 'rotate', 'alice-desk', '--show-key', ...flagsOf(gateway)];
    expect(await here.run(words)).toMatchObject({ code: 2 });
    expect(gateway.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    const { code, stdout } = await here.run([...words, '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('0000000000ff');
  });

  it('are deleted with their name given, and not without', async () => {
    await using gateway = await startBifrostKeys();
    await using here = await jetway();
    const words = ['keys', 'delete', 'alice-desk', ...flagsOf(gateway)];
    for (const more of [[], ['--yes'], ['--yes', '--confirm', 'alice']]) {
      expect(await here.run([...words, ...more])).toMatchObject({ code: 2 });
    }
    expect(gateway.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
    expect(await here.run([...words, '--yes', '--confirm', 'alice-desk'])).toMatchObject({ code: 0 });
    expect(sentTo(gateway)).toContain(`DELETE ${root}/${String(desk['id'])}`);
  });
});
