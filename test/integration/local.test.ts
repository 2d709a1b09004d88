import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

const models = ['qwen3-coder:30b'];
const ollama = (url: string): readonly string[] => ['--gateway', 'ollama', '--base-url', url];

describe('a server on this machine', () => {
  it('is logged in to without a key', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const { code, stderr } = await here.run(['login', ...ollama(gateway.url)]);
    expect(code).toBe(0);
    expect(stderr).toContain('No key is kept');
    expect(here.config()).toMatchObject({ current: 'ollama', profiles: { ollama: { gateway: 'ollama' } } });
    expect((await here.run(['list-models'])).stdout).toBe('qwen3-coder:30b\n');
  });

  it('that does not run is to be started, and how is said', async () => {
    await using here = await jetway();
    here.install('codex');
    const { code, stderr } = await here.run([...ollama('http://127.0.0.1:9'), '--model', 'qwen3-coder:30b', 'codex']);
    expect(code).toBe(5);
    expect(stderr).toContain('ollama serve');
    const listed = await here.run(['list-models', ...ollama('http://127.0.0.1:9')]);
    expect([listed.code, listed.stderr]).toEqual([5, stderr]);
  });

  it('that answers is not told of as one to be started', async () => {
    await using server = await startGateway({
      answers: () => ({ status: 500, headers: {}, body: '{"error":"out of order"}' }),
    });
    await using here = await jetway();
    const { code, stderr } = await here.run(['list-models', ...ollama(server.url)]);
    expect(code).toBe(5);
    expect(stderr).not.toContain('ollama serve');
  });

  it('that has not got the model is to get it, and how is said', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    here.install('codex');
    const { code, stderr } = await here.run([...ollama(gateway.url), '--model', 'qwen3:8b', 'codex']);
    expect(code).toBe(6);
    expect(stderr).toContain('ollama pull qwen3:8b');
  });

  it('that has no model at all is to get one', async () => {
    await using gateway = await startGateway({ models: [] });
    await using here = await jetway();
    const { code, stderr } = await here.run(['list-models', ...ollama(gateway.url)]);
    expect(code).toBe(6);
    expect(stderr).toContain('ollama pull <model>');
  });

  it('that gives a model a small window is warned of, with what gives it a larger one', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const agent = here.install('codex');
    const argv = [...ollama(gateway.url), '--set', 'context-window=4k', '--model', 'qwen3-coder:30b', 'codex'];
    const { code, stderr } = await here.run(argv);
    expect(code).toBe(0);
    expect(stderr).toContain('a window of 4k tokens');
    expect(stderr).toContain('OLLAMA_CONTEXT_LENGTH=64000 ollama serve');
    expect(agent.given()).toBeDefined();
  });

  it('that tells of a model without tools is believed: no agent is started with it', async () => {
    await using gateway = await startGateway({ models });
    const headers = { 'content-type': 'application/json' };
    const able = (...capabilities: readonly string[]): void =>
      gateway.misbehave('/api/show', { status: 200, headers, body: JSON.stringify({ capabilities }) });
    await using here = await jetway();
    const agent = here.install('codex');
    const argv = [...ollama(gateway.url), '--set', 'context-window=64k', '--model', 'qwen3-coder:30b', 'codex'];
    able('completion');
    const { code, stderr } = await here.run(argv);
    expect(code).toBe(6);
    expect(stderr).toContain('qwen3-coder:30b calls no tools');
    expect(agent.given()).toBeUndefined();
    expect(gateway.to('/api/show')[0]?.body).toEqual({ model: 'qwen3-coder:30b' });
    const { json } = await here.run(['doctor', ...argv.slice(0, -1), 'codex', '--json']);
    expect(JSON.stringify(json)).toContain('qwen3-coder:30b calls no tools');
    able('completion', 'tools');
    expect((await here.run(argv)).code).toBe(0);
    able();
    expect((await here.run([...argv.slice(0, -1), '--check', 'codex'])).code).toBe(0);
  });

  it.each([
    ['does not tell a window', 'qwen3:8b', { data: [{ id: 'qwen3:8b', owned_by: 'library' }] }],
    ['lists a model that is known elsewhere', 'qwen3-coder:30b', { data: [{ id: 'qwen3-coder:30b' }] }],
  ])('that %s may give too little, and what is to be done is said', async (_name, model, body) => {
    await using gateway = await startGateway();
    const headers = { 'content-type': 'application/json' };
    gateway.misbehave('/api/ps', { status: 200, headers, body: JSON.stringify({ models: [] }) });
    gateway.misbehave('/v1/models', { status: 200, headers, body: JSON.stringify(body) });
    await using here = await jetway();
    const agent = here.install('codex');
    const { code, stderr } = await here.run([...ollama(gateway.url), '--model', model, 'codex']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/is not known, and may be too little.*--set context-window=64k/);
    expect(agent.given()).toBeDefined();
    const told = ['--set', 'context-window=64k', '--model', model, 'codex'];
    expect((await here.run([...ollama(gateway.url), ...told])).stderr).toBe('');
  });
});
