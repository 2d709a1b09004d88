import { describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { planLaunch, removed, type CompletePlan } from '../../../src/launch/plan.ts';
import { childEnvironment } from '../../../src/launch/spawn.ts';
import { gatewayKey, launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const agent: Agent = {
  id: 'some',
  name: 'Some Agent',
  command: 'some',
  package: 'some',
  versions: { minimum: '1.0.0', tested: '1.0.0' },
  speaks: ['openai-chat'],
  mcp: { why: 'it has none' },
  unset: [{ names: ['STALE', 'Other_Stale'], why: 'it would win' }],
  plan: () => ({
    args: ['run'],
    set: { KEY: gatewayKey, URL: 'here', MERGED: { over: { ours: gatewayKey, deep: { a: 1 } } } },
    unset: [{ names: ['EXTRA'], why: 'this once' }],
  }),
};

function plan(env: Readonly<Record<string, string>>, baseUrl = 'https://gateway.test', platform?: NodeJS.Platform) {
  const main: AgentCase['target']['main'] = { protocol: 'openai-chat', baseUrl, model: 'm' };
  const launch = launchOf({ target: { main }, launch: { env, ...(platform === undefined ? {} : { platform }) } });
  return { plan: planLaunch(agent, targetOf({ target: { main } }), launch), host: launch.host };
}

const keys = new Map([[gatewayKey.account, 'the-key']]);
const child = (env: Readonly<Record<string, string>>, url?: string, platform?: NodeJS.Platform) => {
  const made = plan(env, url, platform);
  return childEnvironment(made.plan, keys, made.host);
};

describe('what is left out', () => {
  const names = (made: { readonly plan: CompletePlan; readonly host: Parameters<typeof removed>[1] }) =>
    removed(made.plan, made.host).map(({ name }) => name);

  it('is told by name and reason, only where it is not empty and not a key of Jetway’s own', () => {
    const made = plan({ STALE: 'x', EXTRA: 'y', Other_Stale: '', KEPT: 'z', JETWAY_API_KEY: 'k' });
    expect(removed(made.plan, made.host)).toEqual([
      { name: 'STALE', why: 'it would win' },
      { name: 'EXTRA', why: 'this once' },
    ]);
  });

  it('is not what the plan replaces', () => {
    expect(names(plan({ KEY: 'mine', URL: 'mine' }))).toEqual([]);
  });

  it('goes by any case of its name on Windows, and by the exact one elsewhere', () => {
    expect(names(plan({ stale: 'x', OTHER_STALE: 'y' }, undefined, 'win32'))).toEqual(['stale', 'OTHER_STALE']);
    expect(names(plan({ stale: 'x', OTHER_STALE: 'y' }))).toEqual([]);
  });
});

describe('a proxy', () => {
  const proxy = { HTTPS_PROXY: 'http://proxy:3128' };
  it.each([
    ['passed by for a gateway on this machine', proxy, 'http://127.0.0.1:8080', '127.0.0.1,localhost'],
    ['passed by for localhost', proxy, 'http://localhost:8080', 'localhost,127.0.0.1'],
    [
      'passed by as well as what was',
      { ...proxy, NO_PROXY: 'a.test' },
      'http://127.0.0.1:1',
      'a.test,127.0.0.1,localhost',
    ],
    [
      'passed by as lower-case says',
      { ...proxy, no_proxy: 'b.test' },
      'http://127.0.0.1:1',
      'b.test,127.0.0.1,localhost',
    ],
    ['used for a gateway elsewhere', proxy, 'https://gateway.test', undefined],
    ['of no concern where there is none', {}, 'http://127.0.0.1:8080', undefined],
  ])('is %s', (_name, env, url, expected) => {
    expect(plan(env, url).plan.set['NO_PROXY']).toBe(expected);
    expect(plan(env, url).plan.set['no_proxy']).toBe(expected);
  });
});

describe('the environment of the agent', () => {
  it('is the user’s, less what would win, plus what the plan sets', () => {
    const env = { STALE: 'x', KEY: 'mine', KEPT: 'z', EMPTY: '', JETWAY_API_KEY: 'k', JETWAY_PROVIDER_KEY: 'p' };
    expect(child(env)).toEqual({
      KEPT: 'z',
      EMPTY: '',
      KEY: 'the-key',
      URL: 'here',
      MERGED: '{"ours":"the-key","deep":{"a":1}}',
    });
  });

  it('lays JSON over the user’s', () => {
    const { MERGED = '' } = child({ MERGED: '{"mine":true,"deep":{"b":2},"ours":"no"}' });
    expect(JSON.parse(MERGED)).toEqual({ mine: true, deep: { a: 1, b: 2 }, ours: 'the-key' });
  });

  it('is refused where that variable is no JSON, without showing it', () => {
    expect(() => child({ MERGED: '{broken secret' })).toThrow(/^MERGED in your environment is not JSON\.$/);
  });

  it('holds one of two names that differ in case on Windows', () => {
    const env = child({ key: 'mine', Stale: 'x' }, undefined, 'win32');
    expect(Object.keys(env).filter((name) => /^(key|stale)$/i.test(name))).toEqual(['KEY']);
  });

  it('is not made without the key', () => {
    const made = plan({});
    expect(() => childEnvironment(made.plan, new Map(), made.host)).toThrow('No key for');
  });
});
