import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };
const cloud = (url: string): readonly string[] => ['--gateway', 'cloudflare', '--base-url', url];
const server = (url: string, protocols = 'openai-chat'): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', `protocols=${protocols}`],
];

describe('list-models', () => {
  const models = ['openai/gpt-5', 'openai/gpt-5-mini', 'anthropic/claude-sonnet-4-5'];
  const bifrost = (url: string): readonly string[] => ['--gateway', 'bifrost', '--base-url', url];

  it('piped prints one id a line', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['list-models', ...bifrost(gateway.url)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(models.map((id) => `${id}\n`).join(''));
    expect((await here.run(['models', ...bifrost(gateway.url)])).stdout).toBe(stdout);
  });

  it('narrows by words and by agent', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const found = await here.run(['list-models', ...cloud(gateway.url), '--agent', 'claude', '--search', 'SONNET 5'], {
      env,
    });
    const ids = found.stdout.trimEnd().split('\n');
    expect(ids).toContain('claude-sonnet-5');
    expect(ids.every((id) => id.startsWith('claude-sonnet'))).toBe(true);
    expect((await here.run(['list-models', ...cloud(gateway.url), '--search', 'zzz'], { env })).code).toBe(6);
    expect((await here.run(['list-models', ...cloud(gateway.url), '--agent', 'zzz'], { env })).code).toBe(2);
  });

  it('says on stderr what it does not know', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    const { stdout, stderr } = await here.run(['list-models', ...cloud(gateway.url)], { env });
    expect(stderr).toContain('bundled');
    expect(stdout).not.toContain('bundled');
  });

  it('is a document with --json', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    expect((await here.run(['list-models', ...bifrost(gateway.url), '--json'])).json).toMatchObject({
      schemaVersion: 1,
      gateway: { id: 'bifrost' },
      source: 'gateway',
      models: models.map((id) => ({ id, contextWindow: 200_000 })),
    });
  });

  it('is a table in a terminal', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const { stdout } = await here.run(['list-models', ...bifrost(gateway.url)], { columns: 100 });
    const [head, first] = stdout.split('\n');
    expect(head).toMatch(/^MODEL +CONTEXT +AGENTS$/);
    expect(first).toMatch(/^openai\/gpt-5 +200k +claude codex opencode$/);
  });

  it('prints ten thousand', async () => {
    await using gateway = await startGateway({ models: 10_000 });
    await using here = await jetway();
    const { stdout } = await here.run(['list-models', ...bifrost(gateway.url)]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(10_000);
  });

  it('ends with the code of a gateway that can not list', async () => {
    await using gateway = await startGateway({ misbehave: { '/models': '404' } });
    await using here = await jetway();
    const { code, stdout } = await here.run(['list-models', ...server(gateway.url)]);
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
  });
});
