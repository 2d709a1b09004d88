import { describe, expect, it } from 'vitest';
import type { ServedAnswer } from '../../src/net/served.ts';
import { sample } from '../support/bodies.ts';
import { startCloudflareApi, accountId } from '../support/cloudflare-api.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Outcome } from '../support/jetway.ts';

const json = (status: number, body: unknown): ServedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

interface Check {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
  readonly hint?: string;
  readonly agent?: string;
}
const checksIn = ({ json: report }: Outcome) => (report as { readonly checks: readonly Check[] }).checks;
const practiceIn = (outcome: Outcome) => checksIn(outcome).find(({ id }) => id === 'practice');

/** A Bifrost of 2.0: `password` as its header carries it. */
async function bifrost(change: object = {}, password?: string): Promise<Gateway> {
  const { client_config, ...config } = sample('bifrost2-config').body as Readonly<Record<string, object>>;
  const keys = [
    { id: '1', name: 'endless', is_active: true, value: 'sk-bf-secret-1', budgets: [] },
    {
      id: '2',
      name: 'good',
      is_active: true,
      value: 'sk-bf-secret-2',
      expires_at: '2030-01-01T00:00:00Z',
      budgets: [{ max_limit: 5 }],
    },
    { id: '3', name: 'off', is_active: false, value: 'sk-bf-secret-3', budgets: [] },
  ];
  const bodies: Readonly<Record<string, unknown>> = {
    '/api/config': { ...config, client_config: { ...client_config, ...change } },
    '/api/governance/virtual-keys': { virtual_keys: keys, count: 3 },
  };
  return startGateway({
    answers: ({ path, headers }) => {
      if (path === '/api/session/is-auth-enabled') return json(200, { is_auth_enabled: password !== undefined });
      if (path === '/v1/models' || path.startsWith('/v1/models?'))
        return json(200, { data: [{ id: 'openai/gpt-5.5' }] });
      if (!Object.hasOwn(bodies, path)) return json(404, { error: { message: 'not here' } });
      return password === undefined || headers['authorization'] === `Bearer ${password}`
        ? json(200, bodies[path])
        : json(401, { error: { message: 'Unauthorized' } });
    },
  });
}
const words = (gateway: Gateway) => ['doctor', 'gateway', '--gateway', 'bifrost', '--base-url', gateway.url, '--json'];

describe('doctor gateway', () => {
  it('checks the gateway alone: no machine, no agent', async () => {
    await using gateway = await bifrost();
    await using here = await jetway();
    const checks = checksIn(await here.run(words(gateway)));
    expect(checks.map(({ id }) => id)).toContain('health');
    expect(checks.filter(({ id, agent }) => id === 'node' || agent !== undefined)).toEqual([]);
  });

  it('tells of a gateway that everybody may manage, that wants no key and keeps no log', async () => {
    await using gateway = await bifrost({ enforce_auth_on_inference: false, enable_logging: false });
    await using here = await jetway();
    const outcome = await here.run(words(gateway));
    expect(outcome.code).toBe(0);
    expect(practiceIn(outcome)).toMatchObject({ status: 'warn' });
    expect(practiceIn(outcome)?.detail.split('; ')).toEqual([
      'whoever reaches it may manage it and read all of its keys: it has no password',
      'requests are taken without a key',
      'it keeps no logs',
      'keys without an end: endless',
      'keys without a budget: endless',
    ]);
    expect(practiceIn(outcome)?.hint).toContain('enforce_auth_on_inference');
    expect(practiceIn(outcome)?.hint).not.toContain('.;');
    expect(outcome.stdout).not.toContain('sk-bf-secret');
  });

  it('asks with the management key, and with none of a session’s', async () => {
    await using gateway = await bifrost({}, btoa('admin:pass-12345'));
    await using here = await jetway();
    const env = { JETWAY_MANAGEMENT_KEY: 'admin:pass-12345', JETWAY_API_KEY: 'sk-bf-session-1234' };
    const outcome = await here.run(words(gateway), { env });
    expect(practiceIn(outcome)?.detail).toBe('keys without an end: endless; keys without a budget: endless');
    const managed = gateway.requests.filter(({ path }) => path === '/api/config' || path.endsWith('/virtual-keys'));
    expect(managed).toHaveLength(2);
    expect(JSON.stringify(managed)).not.toContain('sk-bf-session-1234');
    const without = await here.run(words(gateway), { env: { JETWAY_API_KEY: 'sk-bf-session-1234' } });
    expect(practiceIn(without)).toMatchObject({ status: 'skip' });
  });

  it('is the only one to give advice: the doctor of all asks for none', async () => {
    await using gateway = await bifrost({ enforce_auth_on_inference: false });
    await using here = await jetway();
    const outcome = await here.run(['doctor', ...words(gateway).slice(2)]);
    expect(practiceIn(outcome)).toBeUndefined();
    expect(gateway.requests.filter(({ path }) => path === '/api/config')).toEqual([]);
    const asked = await here.run(['doctor', '--only', 'practice', ...words(gateway).slice(2)]);
    expect(practiceIn(asked)).toMatchObject({ status: 'warn' });
  });

  it('of Cloudflare reads the settings with the management token where the session’s may not', async () => {
    await using api = await startCloudflareApi('cf-management-0a1b2c3d4e5f');
    api.gateways.set('team-a', { ...api.gateways.get('team-a'), authentication: false, collect_logs: false });
    await using gateway = await startGateway({ answers: () => json(200, { object: 'list', data: [] }) });
    await using here = await jetway();
    const ids = ['--account-id', accountId, '--gateway-id', 'team-a'];
    const base = `${gateway.url}/v1/${accountId}/team-a`;
    const outcome = await here.run(
      ['doctor', 'gateway', '--gateway', 'cloudflare', ...ids, '--base-url', base, '--json'],
      {
        env: {
          JETWAY_MANAGEMENT_KEY: 'cf-management-0a1b2c3d4e5f',
          CF_AIG_TOKEN: 'cf-session-123456789',
          CLOUDFLARE_API_BASE_URL: api.origin,
        },
      },
    );
    const { detail, hint } = practiceIn(outcome) ?? {};
    expect(detail).toContain('whoever knows its URL can use this gateway; no rate limit; it keeps no logs');
    expect(hint).toContain('jetway gateway update team-a --set authentication=on');
    expect(JSON.stringify(api.requests)).not.toContain('cf-session-123456789');
  });
});
