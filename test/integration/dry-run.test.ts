import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

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

describe('a dry run', () => {
  it('starts nothing, stores nothing, and shows argv, variables and checks without the key', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    const agent = here.install('codex');
    const argv = [...cloud(gateway.url, 'gpt-5.5'), 'launch', 'codex', '--dry-run', '--', 'exec', 'say hi'];
    const { code, stdout } = await here.run(argv, { env: { ...env, CODEX_THREAD_ID: 'x' } });
    expect(code).toBe(0);
    expect(stdout).toContain("'say hi'");
    expect(stdout).toContain('JETWAY_AGENT_KEY');
    expect(stdout).toContain('CODEX_THREAD_ID');
    expect(stdout).toContain(`${gateway.url}/openai`);
    expect(stdout).not.toContain(key);
    expect(agent.given()).toBeUndefined();
    expect(here.config()).toBeUndefined();
  });

  it('tells the same as a document', async () => {
    await using here = await jetway();
    here.install('codex');
    const { code, json } = await here.run([
      ...unchecked(),
      'launch',
      'codex',
      '--dry-run',
      '--json',
      '--',
      'exec',
      'hi',
    ]);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      schemaVersion: 1,
      agent: { id: 'codex' },
      gateway: { id: 'compatible' },
      model: 'some-model',
      protocol: 'openai-responses',
      key: 'none',
      argv: expect.arrayContaining(['exec', 'hi']),
    });
  });

  it('plans as if an agent were there that is not', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const argv = [...cloud(gateway.url, 'gpt-5.5'), 'launch', 'codex', '--dry-run', '--json'];
    const { code, json } = await here.run(argv, { env });
    expect(code).toBe(0);
    const checks = expect.arrayContaining([expect.objectContaining({ id: 'agent', status: 'fail', code: 'agent' })]);
    expect(json).toMatchObject({ checks });
  });

  const pairs = agents.flatMap(({ id, speaks }) => speaks.map((protocol) => [id, protocol] as const));
  it.each(pairs)('of %s over %s asks no model anything', async (id, protocol) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install(id);
    const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocol}`];
    for (const more of [[], ['--no-check'], ['--check']]) {
      const argv = [...flags, ...more, '--model', 'claude-sonnet-4-5', 'launch', id, '--dry-run'];
      const { code, stdout } = await here.run(argv, { env });
      expect.soft(code, stdout).toBe(0);
    }
    expect(gateway.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
    expect(gateway.requests.length).toBeGreaterThan(0);
  });
});
