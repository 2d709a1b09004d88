import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { at, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { jsonRpc } from '../support/json-rpc.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn } from '../support/run-in.ts';

// The real agents, started by their names as editors and orchestrators do: what stands first on PATH is a shim of Jetway's.
const key = 'sk-shim-7c2b9a4f1d';
const answer = "This is Jetway's demo gateway: the answer is canned. You wrote: say hello";

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it.each([
  { agent: 'claude', model: 'anthropic/claude-sonnet-4-5', words: ['-p', 'say hello'] },
  { agent: 'codex', model: 'openai/gpt-5', words: ['exec', 'say hello'] },
])('$agent prints to standard output what it prints without a shim, and nothing else', async (one) => {
  await using gateway = await startGateway({ models: [one.model] });
  await using home = await programs.home();
  const shims = await shimsFor(one.agent, one.model, gateway, home);
  const env = { PATH: [shims, home.env['PATH']].join(delimiter) };
  const { stdout, stderr, code } = await runIn(home, [one.agent, ...one.words], { env });
  expect(code, stderr).toBe(0);
  expect(stdout.trim()).toBe(answer);
  expect(gateway.requests.some(({ headers }) => JSON.stringify(headers).includes(key))).toBe(true);
  // The agent finds the shim first when it starts itself: that is a launch of its own, and no circle.
  expect((await runIn(home, [one.agent, '--version'], { env })).stdout).toMatch(/\d+\.\d+\.\d+/);
});

it.each([
  { agent: 'gemini', model: 'gemini/gemini-2.5-pro', words: ['--skip-trust', '--acp'] },
  { agent: 'opencode', model: 'openai/gpt-5', words: ['acp'] },
  { agent: 'copilot', model: 'openai/gpt-5', words: ['--acp'] },
  { agent: 'goose', model: 'openai/gpt-5', words: ['acp'] },
])('$agent speaks ACP with a client that starts it by its name', async (one) => {
  await using gateway = await startGateway({ models: [one.model] });
  await using home = await programs.home();
  const shims = await shimsFor(one.agent, one.model, gateway, home);
  const client = jsonRpc(home, [join(shims, one.agent), ...one.words], {});
  try {
    await client.call('initialize', { protocolVersion: 1, clientCapabilities: {} });
    const { sessionId } = (await client.call('session/new', { cwd: home.cwd, mcpServers: [] })) as {
      sessionId: string;
    };
    const prompt = [{ type: 'text', text: 'say hello' }];
    expect(await client.call('session/prompt', { sessionId, prompt })).toMatchObject({ stopReason: 'end_turn' });
    expect(textOf(client.messages)).toContain("This is Jetway's demo gateway");
  } finally {
    await client.end();
  }
  expect(client.strays).toEqual([]);
  await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  expect(home.filesContaining(key)).toEqual(['.config/jetway/credentials.json']);
});

it("serves a client of Codex's app server, and sends a thread nowhere else", async () => {
  await using gateway = await startGateway({ models: ['openai/gpt-5'] });
  await using home = await programs.home();
  const shims = await shimsFor('codex', 'openai/gpt-5', gateway, home);
  const client = jsonRpc(home, [join(shims, 'codex'), 'app-server'], {});
  try {
    await client.call('initialize', { clientInfo: { name: 'test', title: 'test', version: '1' } });
    client.notify('initialized', {});
    const started = await client.call('thread/start', {});
    expect(at(started, 'thread', 'modelProvider')).toBe('jetway');
    const input = [{ type: 'text', text: 'say hello' }];
    await client.call('turn/start', { threadId: textAt(started, 'thread', 'id'), input });
    await vi.waitFor(() => expect(JSON.stringify(client.messages)).toContain('turn/completed'), { timeout: 20_000 });
    expect(JSON.stringify(client.messages)).toContain(answer);
  } finally {
    expect(await client.end()).toBe(0);
  }
  expect(client.strays).toEqual([]);
  expect(gateway.to('/responses')).not.toEqual([]);
});

/** Makes a profile with its key in a file, and a shim for it; gives the folder. */
async function shimsFor(agent: string, model: string, gateway: Gateway, home: Home): Promise<string> {
  const shims = join(home.path, 'shims');
  const where = ['--gateway', 'bifrost', '--base-url', gateway.url, '--profile', 'work'];
  const login = await runIn(home, ['jetway', 'login', ...where, '--store', 'file', '--key-stdin'], {
    stdin: `${key}\n`,
  });
  expect(login.code, login.stderr).toBe(0);
  const made = await runIn(home, ['jetway', 'shim', agent, '--dir', shims, '--profile', 'work', '--model', model]);
  expect(made.code, made.stderr).toBe(0);
  expect(existsSync(join(shims, agent))).toBe(true);
  expect(execFileSync('sh', ['-n', join(shims, agent)]).length).toBe(0);
  return shims;
}

/** The pieces of the answer that came as ACP updates. */
function textOf(messages: readonly unknown[]): string {
  return messages
    .filter((message) => textAt(message, 'params', 'update', 'sessionUpdate') === 'agent_message_chunk')
    .map((message) => textAt(message, 'params', 'update', 'content', 'text') ?? '')
    .join('');
}
