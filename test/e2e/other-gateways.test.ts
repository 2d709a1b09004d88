import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';
import { answer, credentialsOf } from './launching.ts';

const key = 'dapi-0d5c1f7a3e';
const bearer = { authorization: `Bearer ${key}` };

/** Gateways whose addresses, headers and models differ: each with the agents, and where their question belongs. */
const cases = [
  ['ollama', 'claude', 'qwen3-coder:30b', '-p', '/v1/messages'],
  ['ollama', 'codex', 'qwen3-coder:30b', 'exec', '/v1/responses'],
  ['ollama', 'opencode', 'qwen3-coder:30b', 'run', '/v1/chat/completions'],
  ['databricks', 'claude', 'databricks-claude-sonnet-5', '-p', '/ai-gateway/anthropic/v1/messages'],
  ['databricks', 'codex', 'databricks-gpt-5-5', 'exec', '/ai-gateway/codex/v1/responses'],
  ['databricks', 'opencode', 'databricks-claude-sonnet-5', 'run', '/ai-gateway/anthropic/v1/messages'],
  ['databricks', 'opencode', 'databricks-gpt-oss-120b', 'run', '/ai-gateway/mlflow/v1/chat/completions'],
  ['databricks', 'gemini', 'databricks-gemini-3-5-flash', '-p', '/ai-gateway/gemini/v1beta/models/'],
] as const;

describe('gateways of which there is only an imitation', () => {
  let programs: Packed;
  let gateway: Gateway;
  beforeAll(async () => {
    programs = await packed();
    gateway = await startGateway({ models: cases.map(([, , model]) => model) });
  });
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await programs?.[Symbol.asyncDispose]();
  });

  it.each(cases)('%s is asked by %s for %s where it has it', async (id, agent, model, word, path) => {
    await using home = await programs.home();
    const isLocal = id === 'ollama';
    const before = gateway.requests.length;
    const choice = ['--gateway', id, '--base-url', gateway.origin, '--model', model];
    const { stdout, stderr, code } = await runIn(home, ['jetway', ...choice, agent, word, 'say hello'], {
      // Without a terminal Gemini CLI works only where it is told that the folder is trusted.
      env: { GEMINI_CLI_TRUST_WORKSPACE: 'true', ...(isLocal ? {} : { JETWAY_API_KEY: key }) },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = gateway.requests
      .slice(before)
      .filter((one) => textAt(one.body, 'model') === model || one.path.includes(`/${model}:`))
      .filter((one) => JSON.stringify(at(one.body)).includes('say hello'));
    expect(asked).not.toEqual([]);
    for (const one of asked) expect(one.path).toMatch(new RegExp(`^${path}`));
    for (const one of asked) {
      // Gemini CLI can't leave its own header out: it sends it empty.
      const sent = Object.entries(credentialsOf(one)).filter(([, value]) => value !== '');
      expect(Object.fromEntries(sent)).toEqual(isLocal ? {} : bearer);
    }
    if (!isLocal) expect(asked[0]?.headers['x-databricks-use-coding-agent-mode']).toBe('true');
    expect(home.filesContaining(key)).toEqual([]);
  });
});
