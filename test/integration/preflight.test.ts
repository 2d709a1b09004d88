import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { claudeManaged } from '../support/under-policy.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };
const demand = { authorization: `Bearer ${key}` };
const cloud = (url: string, model: string): readonly string[] => [
  ...['--gateway', 'cloudflare', '--base-url', url, '--model', model],
];
const unchecked = (url = 'http://127.0.0.1:9'): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', 'protocols=anthropic-messages,openai-responses'],
  ...['--model', 'some-model', '--no-check'],
];

describe('the preflight', () => {
  const run = async (here: Jetway, url: string, flags: readonly string[] = [], options = {}) =>
    here.run([...cloud(url, 'claude-sonnet-4-5'), ...flags, 'claude'], { env, ...options });

  it('asks before the first launch and not before the second, for 15 minutes', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    here.install('claude');
    await run(here, gateway.url);
    const first = gateway.requests.length;
    expect(first).toBeGreaterThan(0);
    await run(here, gateway.url, [], { later: 14 * 60_000 });
    expect(gateway.requests).toHaveLength(first);
    await run(here, gateway.url, [], { later: 16 * 60_000 });
    expect(gateway.requests).toHaveLength(2 * first);
  });

  it('asks again with --check, and not at all with --no-check', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    const agent = here.install('claude');
    await run(here, gateway.url, ['--no-check']);
    expect(gateway.requests).toEqual([]);
    expect(agent.given()).toBeDefined();
    await run(here, gateway.url);
    const first = gateway.requests.length;
    await run(here, gateway.url, ['--check']);
    expect(gateway.requests).toHaveLength(2 * first);
  });

  it.each([
    ['another key', { env: { JETWAY_API_KEY: 'another' } }, []],
    ['another model', {}, ['--model', 'claude-opus-4-5']],
    ['another header', {}, ['--set', 'credential-header=both']],
  ])('asks again for %s', async (_name, options, flags) => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    here.install('claude');
    await run(here, gateway.url);
    const first = gateway.requests.length;
    await run(here, gateway.url, flags, options);
    expect(gateway.requests.length).toBeGreaterThan(first);
  });

  it('forgets a target that failed', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    here.install('claude');
    await run(here, gateway.url);
    gateway.misbehave('*', '401');
    expect((await run(here, gateway.url, ['--check'])).code).toBe(4);
    expect((await run(here, gateway.url)).code).toBe(4);
    gateway.misbehave('*', undefined);
    expect((await run(here, gateway.url)).code).toBe(0);
  });

  it('tidies up what no longer holds', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    here.install('claude');
    utimesSync(here.home.write('.cache/jetway/preflight/old.json', '{}'), 0, 0);
    await run(here, gateway.url);
    const kept = [...here.home.snapshot().keys()].filter((path) => path.includes('preflight/'));
    expect(kept).toHaveLength(1);
    expect(kept).not.toContain('.cache/jetway/preflight/old.json');
  });

  it('says a warning in one line and launches', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const agent = here.install('claude');
    const { code, stderr } = await here.run([...cloud(gateway.url, 'claude-unheard-of-9'), 'claude'], { env });
    expect(code).toBe(0);
    expect(agent.given()).toBeDefined();
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('claude-unheard-of-9');
  });

  it('launches where its memory can not be written', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    here.home.write('.cache/jetway', 'a file where the folder should be');
    here.install('claude');
    expect((await run(here, gateway.url)).code).toBe(0);
  });
});

describe('what is left of the key', () => {
  it('is asked beside the list, and judged by the small model that the list brings', async () => {
    let tell: (() => void) | undefined;
    const isAsked = new Promise<void>((resolve) => (tell = resolve));
    const spent = [{ id: 'b', max_limit: 1, current_usage: 2 }];
    const answers: Readonly<Record<string, object | string>> = {
      '/v1/models': { data: [{ id: 'openai/gpt-5.5' }, { id: 'openai/gpt-5.5-mini' }] },
      '/api/version': 'v2.0.0',
      '/api/governance/virtual-keys/quota': {
        is_active: true,
        model_configs: [{ model_name: 'gpt-5.5-mini', provider: 'openai', budgets: spent }],
      },
    };
    await using gateway = await startGateway({
      answers: async ({ path }) => {
        const [name = ''] = path.split('?', 1);
        if (name.endsWith('/quota')) tell?.();
        // One that waited for the list would wait in vain.
        if (name === '/v1/models') await isAsked;
        const body = JSON.stringify(answers[name] ?? {});
        return { status: 200, headers: { 'content-type': 'application/json' }, body };
      },
    });
    await using here = await jetway();
    const agent = here.install('codex');
    const words = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'openai/gpt-5.5', 'codex'];
    const { code, stderr } = await here.run(words, { env: { JETWAY_API_KEY: 'sk-bf-left-123456' } });
    expect(stderr).toContain('The budget of the virtual key for openai/gpt-5.5-mini is used up');
    expect(code).toBe(5);
    expect(agent.given()).toBeUndefined();
  });
});

describe('an administrator’s settings', () => {
  const path = claudeManaged;
  const policies = { [path]: JSON.stringify({ forceLoginMethod: 'console' }) };

  it('are not bypassed: file and key are named', async () => {
    await using here = await jetway();
    const agent = here.install('claude');
    const { code, stderr } = await here.run([...unchecked(), 'claude'], { policies });
    expect(code).toBe(3);
    expect(stderr).toContain(path);
    expect(stderr).toContain('forceLoginMethod');
    expect(stderr).toContain('--override-managed-settings');
    expect(agent.given()).toBeUndefined();
  });

  it('are set aside on the user’s word', async () => {
    await using here = await jetway();
    const agent = here.install('claude');
    const { code } = await here.run([...unchecked(), '--override-managed-settings', 'claude'], { policies });
    expect(code).toBe(0);
    expect(agent.given()).toBeDefined();
  });

  it('that deny the model stay in force', async () => {
    await using here = await jetway();
    here.install('claude');
    const denied = { [path]: JSON.stringify({ availableModels: ['opus'] }) };
    const argv = [...unchecked(), '--override-managed-settings', 'claude'];
    expect((await here.run(argv, { policies: denied })).code).toBe(3);
  });

  it('of no concern to the gateway are no obstacle', async () => {
    await using here = await jetway();
    here.install('claude');
    const harmless = { [path]: JSON.stringify({ cleanupPeriodDays: 3 }) };
    expect((await here.run([...unchecked(), 'claude'], { policies: harmless })).code).toBe(0);
  });
});
