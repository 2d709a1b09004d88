import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, textAt } from '../../src/json-path.ts';
import { isThere, keyHeader, startImitation } from '../support/fake-gateway.ts';
import { imitations } from '../support/fake-gateways.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';
import { answer, credentialsOf } from './launching.ts';

const key = 'gw-0d5c1f7a3e';
const providerKey = 'sk-provider-6b2e8f0c41';

/** Each gateway with the agents, and where their question belongs. A line is one cell of the matrix. */
const cases = [
  ['openrouter', 'claude', 'anthropic/claude-sonnet-4.5', '-p', '/api/v1/messages'],
  ['openrouter', 'codex', 'openai/gpt-5.5', 'exec', '/api/v1/responses'],
  ['openrouter', 'opencode', 'z-ai/glm-5', 'run', '/api/v1/chat/completions'],
  ['openrouter', 'qwen', 'qwen/qwen3-coder:free', '-p', '/api/v1/chat/completions'],
  ['vercel', 'claude', 'anthropic/claude-sonnet-4.5', '-p', '/v1/messages'],
  ['vercel', 'codex', 'openai/gpt-5.5', 'exec', '/v1/responses'],
  ['vercel', 'opencode', 'anthropic/claude-sonnet-4.5', 'run', '/v1/messages'],
  ['vercel', 'qwen', 'zai/glm-5', '-p', '/v1/chat/completions'],
  ['helicone', 'claude', 'claude-sonnet-4-5-20250929', '-p', '/v1/messages'],
  ['helicone', 'codex', 'gpt-5', 'exec', '/v1/responses'],
  ['helicone', 'opencode', 'claude-4.5-sonnet', 'run', '/v1/chat/completions'],
  ['databricks', 'claude', 'databricks-claude-sonnet-5', '-p', '/ai-gateway/anthropic/v1/messages'],
  ['databricks', 'codex', 'databricks-gpt-5-5', 'exec', '/ai-gateway/codex/v1/responses'],
  ['databricks', 'opencode', 'databricks-claude-sonnet-5', 'run', '/ai-gateway/anthropic/v1/messages'],
  ['databricks', 'opencode', 'databricks-gpt-oss-120b', 'run', '/ai-gateway/mlflow/v1/chat/completions'],
  ['databricks', 'gemini', 'databricks-gemini-3-5-flash', '-p', '/ai-gateway/gemini/v1beta/models/'],
  ['ollama', 'claude', 'qwen3-coder:30b', '-p', '/v1/messages'],
  ['ollama', 'codex', 'qwen3-coder:30b', 'exec', '/v1/responses'],
  ['ollama', 'opencode', 'qwen3-coder:30b', 'run', '/v1/chat/completions'],
  ['ollama', 'qwen', 'qwen3-coder:30b', '-p', '/v1/chat/completions'],
  ['lm-studio', 'claude', 'openai/gpt-oss-20b', '-p', '/v1/messages'],
  ['lm-studio', 'codex', 'openai/gpt-oss-20b', 'exec', '/v1/responses'],
  ['lm-studio', 'opencode', 'qwen/qwen3-coder-30b', 'run', '/v1/chat/completions'],
  ['lm-studio', 'qwen', 'openai/gpt-oss-20b', '-p', '/v1/chat/completions'],
  ['vllm', 'claude', 'Qwen/Qwen3-Coder-30B-A3B-Instruct', '-p', '/v1/messages'],
  ['vllm', 'codex', 'Qwen/Qwen3-Coder-30B-A3B-Instruct', 'exec', '/v1/responses'],
  ['vllm', 'opencode', 'Qwen/Qwen3-Coder-30B-A3B-Instruct', 'run', '/v1/chat/completions'],
  ['vllm', 'qwen', 'Qwen/Qwen3-Coder-30B-A3B-Instruct', '-p', '/v1/chat/completions'],
  ['llama-cpp', 'claude', 'qwen3-8b', '-p', '/v1/messages'],
  ['llama-cpp', 'codex', 'qwen3-8b', 'exec', '/v1/responses'],
  ['llama-cpp', 'opencode', 'qwen3-8b', 'run', '/v1/chat/completions'],
  ['llama-cpp', 'qwen', 'qwen3-8b', '-p', '/v1/chat/completions'],
] as const;

describe('gateways of which there is only an imitation', () => {
  let programs: Packed;
  beforeAll(async () => {
    programs = await packed();
  });
  afterAll(() => programs?.[Symbol.asyncDispose]());

  it.each(cases)('%s is asked by %s for %s where it has it', async (id, agent, model, word, path) => {
    const imitation = imitations[`${id} ${agent}`] ?? imitations[id];
    if (imitation === undefined) throw new Error(`There is no imitation of ${id}.`);
    await using gateway = await startImitation(imitation, [model], { key, providerKey });
    await using home = await programs.home(agent);
    const { mount = '', flags = [] } = imitation;
    const choice = ['--gateway', id, '--base-url', `${gateway.origin}${mount}`, ...flags, '--model', model];
    const { stdout, stderr, code } = await runIn(home, ['jetway', ...choice, agent, word, 'say hello'], {
      env: {
        // Without a terminal Gemini CLI works only where it is told that the folder is trusted.
        GEMINI_CLI_TRUST_WORKSPACE: 'true',
        ...(imitation.key === undefined ? {} : { JETWAY_API_KEY: key }),
        ...(imitation.providerKey === undefined ? {} : { JETWAY_PROVIDER_KEY: providerKey }),
      },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = gateway.requests
      .filter((one) => textAt(one.body, 'model') === model || one.path.includes(`/${model}:`))
      .filter((one) => JSON.stringify(at(one.body)).includes('say hello'));
    expect(asked).not.toEqual([]);
    for (const one of asked) {
      expect(one.path.startsWith(path)).toBe(true);
      const wanted = keyHeader(imitation, one.path, key);
      // Some agents can't leave a header of their own out: they send it empty.
      const sent = Object.entries(credentialsOf(one)).filter(([, value]) => value !== '');
      expect(Object.fromEntries(sent)).toEqual({
        ...(wanted === undefined ? {} : Object.fromEntries([wanted])),
        ...(imitation.providerKey === undefined ? {} : { [imitation.providerKey]: providerKey }),
      });
      const [told, session] = imitation.attribution ?? [];
      if (told !== undefined) expect(one.headers[told]).toMatch(session ?? '');
    }
    // Jetway's own questions too: nothing was asked where the real one has nothing.
    const lost = gateway.requests.filter((one) => one.method !== 'HEAD' && !isThere(imitation, one.path));
    expect(lost.map((one) => `${one.method} ${one.path}`)).toEqual([]);
    expect(home.filesContaining(key)).toEqual([]);
    expect(home.filesContaining(providerKey)).toEqual([]);
  });
});
