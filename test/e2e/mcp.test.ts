import { afterAll, beforeAll, expect, it } from 'vitest';
import { textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { mcpAt } from '../support/mcp.ts';
import { isHere, packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';

// The real agents, each with the gateway's MCP server attached in its own way.
const key = 'sk-bf-mcp-1d7c2b9a4f';
const demand = `Bearer ${key}`;

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

interface Case {
  readonly model: string;
  readonly words: readonly [agent: string, ...more: string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly tool: RegExp;
}

const cases: readonly Case[] = [
  // Its tools are searched for by name otherwise, and do not stand in the request.
  {
    model: 'anthropic/claude-sonnet-4-5',
    words: ['claude', '-p', 'say hello'],
    env: { ENABLE_TOOL_SEARCH: 'false' },
    tool: /"mcp__bifrost-[0-9a-f]{6}__echo"/,
  },
  { model: 'openai/gpt-5', words: ['codex', 'exec', 'say hello'], tool: /mcp__bifrost[-_][0-9a-f]{6}/ },
  { model: 'openai/gpt-5', words: ['opencode', 'run', 'say hello'], tool: /"bifrost-[0-9a-f]{6}_echo"/ },
  {
    model: 'gemini/gemini-2.5-pro',
    words: ['gemini', '--skip-trust', '--approval-mode', 'yolo', '-p', 'say hello'],
    tool: /"mcp_bifrost-[0-9a-f]{6}_echo"/,
  },
  {
    model: 'openai/gpt-5',
    words: ['copilot', '--allow-all-tools', '-p', 'say hello'],
    tool: /"bifrost-[0-9a-f]{6}-echo"/,
  },
  { model: 'openai/gpt-5', words: ['vibe', '-p', 'say hello'], tool: /mcp_bifrost_[0-9a-f]{6}/ },
  { model: 'openai/gpt-5', words: ['kimi', '-p', 'say hello'], tool: /mcp__bifrost-[0-9a-f]{6}__echo/ },
  { model: 'openai/gpt-5', words: ['crush', 'run', '-q', 'say hello'], tool: /mcp_bifrost.[0-9a-f]{6}/ },
  { model: 'openai/gpt-5', words: ['grok', '-p', 'say hello'], tool: /bifrost-[0-9a-f]{6}/ },
  { model: 'openai/gpt-5', words: ['cn', '-p', 'say hello'], tool: /"echo"/ },
];

it.each(cases.filter(({ words: [agent] }) => isHere({ agent })))(
  '$words.0 offers the tools of the server to the model',
  async ({ model, words, env = {}, tool }) => {
    await using gateway = await startGateway({ models: [model], answers: mcpAt({ demand }) });
    await using home = await programs.home(words[0]);
    const where = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', model, '--mcp'];
    const { code, stdout, stderr } = await runIn(home, ['jetway', ...where, ...words], {
      env: { JETWAY_API_KEY: key, ...env },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("This is Jetway's demo gateway");
    const asked = gateway.to('/mcp');
    expect(asked.map(({ body }) => textAt(body, 'method'))).toContain('tools/list');
    expect(asked.filter(({ headers }) => headers['authorization'] !== demand)).toEqual([]);
    expect(gateway.requests.some(({ path, body }) => path !== '/mcp' && tool.test(JSON.stringify(body)))).toBe(true);
    // No client is registered, and nobody asks where one could be.
    expect(gateway.requests.filter(({ path }) => /well-known|register|authorize/.test(path))).toEqual([]);
    expect(home.filesContaining(key)).toEqual([]);
  },
);

it('connects Claude Code under a new name after another key was refused', async () => {
  await using gateway = await startGateway({ models: ['anthropic/claude-sonnet-4-5'], answers: mcpAt({ demand }) });
  await using home = await programs.home();
  const where = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'anthropic/claude-sonnet-4-5', '--mcp'];
  const refused = await runIn(home, ['jetway', ...where, 'claude', '-p', 'say hello'], {
    env: { JETWAY_API_KEY: `${key}-old` },
  });
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('refuses this key with 401');
  const { code } = await runIn(home, ['jetway', ...where, 'claude', '-p', 'say hello'], {
    env: { JETWAY_API_KEY: key },
  });
  expect(code).toBe(0);
  expect(gateway.to('/mcp').map(({ body }) => textAt(body, 'method'))).toContain('tools/list');
});
