import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, parseJson, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { loopback, type Loopback } from '../support/relay/loopback.ts';
import { sealedReasoning, sealedThinking, sealing, sealsIn } from '../support/relay/sealing.ts';
import { scriptedChat, type ScriptedCall, type ScriptedTurn } from '../support/relay/scripted-chat.ts';
import { type Ended, runIn } from '../support/run-in.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const overflow: ScriptedTurn = {
  error: {
    status: 400,
    body: {
      error: {
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 150000 tokens.",
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      },
    },
  },
};

/** Three turns: two calls in parallel, of which one brings a picture; a file that is written; an end. */
function session(home: Home, ...writing: readonly ScriptedCall[]): readonly ScriptedTurn[] {
  const dot = join(home.cwd, 'dot.png');
  writeFileSync(dot, Buffer.from(png, 'base64'));
  const list: ScriptedCall = {
    tools: ['Bash', 'exec_command', 'run_shell_command'],
    arguments: (name) => (name === 'exec_command' ? { cmd: 'ls' } : { command: 'ls', description: 'Lists files' }),
  };
  const look: ScriptedCall = {
    tools: ['Read', 'view_image', 'read_file'],
    arguments: (name) => ({ [name === 'view_image' ? 'path' : 'file_path']: name === 'read_file' ? 'dot.png' : dot }),
  };
  return [
    { thought: 'First I look.', text: 'Let me look around. ', calls: [list, look] },
    { thought: 'Then I write.', calls: writing },
    { text: 'All is done here.' },
  ];
}

const write: ScriptedCall = {
  tools: ['Write', 'write_file'],
  arguments: () => ({ file_path: 'new.txt', content: 'patched\n' }),
};
const patch: ScriptedCall = {
  tools: ['apply_patch'],
  arguments: () => ({ input: '*** Begin Patch\n*** Add File: new.txt\n+patched "ü"\n*** End Patch' }),
};

describe('agents whose protocol is translated', () => {
  let programs: Packed;
  beforeAll(async () => {
    programs = await packed();
  });
  afterAll(() => programs?.[Symbol.asyncDispose]());

  const claude = (home: Home, { origin }: Loopback, prompt: string): Promise<Ended> =>
    runIn(
      home,
      ['claude', '-p', prompt, '--model', 'gpt-5.5', '--output-format', 'json', '--dangerously-skip-permissions'],
      {
        env: {
          ANTHROPIC_BASE_URL: origin,
          ANTHROPIC_AUTH_TOKEN: 'none',
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
          IS_SANDBOX: '1',
          NO_PROXY: '127.0.0.1',
        },
      },
    );
  const codex = (home: Home, { origin }: Loopback, model: string, prompt: string): Promise<Ended> => {
    const provider = `model_providers.test={name="test",base_url="${origin}/v1",env_key="TEST_KEY",wire_api="responses"}`;
    const settings = ['-c', 'model_provider=test', '-c', provider, '--dangerously-bypass-approvals-and-sandbox'];
    return runIn(home, ['codex', 'exec', '--json', '--skip-git-repo-check', '-m', model, ...settings, prompt], {
      env: { TEST_KEY: 'none', NO_PROXY: '127.0.0.1' },
    });
  };

  it('Claude Code works for three turns, with tools in parallel, a picture and exact totals', async () => {
    await using home = await programs.home();
    const file = { ...write, arguments: () => ({ file_path: join(home.cwd, 'new.txt'), content: 'patched\n' }) };
    await using chat = await scriptedChat(session(home, file));
    await using relay = await loopback('openai-chat', chat.baseUrl, { reasons: true });
    const { code, stdout } = await claude(home, relay, 'look at dot.png');
    expect([code, chat.faults]).toEqual([0, []]);
    expect(textAt(parseJson(stdout), 'result')).toBe('All is done here.');
    expect(at(parseJson(stdout), 'modelUsage', 'gpt-5.5')).toMatchObject({
      inputTokens: 3 * 400,
      cacheReadInputTokens: 3 * 600,
      outputTokens: 3 * 70,
    });
    expect(home.read('project/new.txt')).toBe('patched\n');
    expectWorked(chat.bodies);
  });

  it('Claude Code compacts what is too long for the model, and goes on', async () => {
    await using home = await programs.home();
    const file = { ...write, arguments: () => ({ file_path: join(home.cwd, 'new.txt'), content: 'patched\n' }) };
    const [first, second, third] = session(home, file);
    await using chat = await scriptedChat([first ?? {}, second ?? {}, overflow, third ?? {}]);
    await using relay = await loopback('openai-chat', chat.baseUrl, {});
    const { code, stdout } = await claude(home, relay, 'look at dot.png');
    expect([code, chat.faults]).toEqual([0, []]);
    expect(textAt(parseJson(stdout), 'result')).toBe('All is done here.');
    expect(relay.sent.join()).toContain('prompt is too long: 150000 tokens > 128000 maximum');
    const compacted = chat.bodies.slice(3).some((body) => JSON.stringify(body).includes('summary'));
    expect(compacted).toBe(true);
  });

  it('Codex works for three turns, with tools in parallel, a picture, a freeform patch and exact totals', async () => {
    await using home = await programs.home();
    await using chat = await scriptedChat(session(home, patch));
    await using relay = await loopback('openai-chat', chat.baseUrl, { reasons: true });
    const { code, stdout } = await codex(home, relay, 'gpt-5.5', 'look at dot.png');
    expect([code, chat.faults]).toEqual([0, []]);
    expect(stdout).toContain('"text":"All is done here."');
    expect(parseJson(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      usage: { input_tokens: 3000, cached_input_tokens: 1800, output_tokens: 210, reasoning_output_tokens: 60 },
    });
    expect(home.read('project/new.txt')).toBe('patched "ü"\n');
    expectWorked(chat.bodies);
  });

  it("Codex's newest models, whose tools travel inside the input, call them in their namespaces", async () => {
    await using home = await programs.home();
    const exec: ScriptedCall = {
      tools: ['functions__exec'],
      arguments: () => ({ input: 'text("hello from within")' }),
    };
    const sleep: ScriptedCall = { tools: ['clock__sleep'], arguments: () => ({ duration_ms: 1 }) };
    await using chat = await scriptedChat([{ calls: [exec, sleep] }, { text: 'All is done here.' }]);
    await using relay = await loopback('openai-chat', chat.baseUrl, {});
    const { code, stdout } = await codex(home, relay, 'gpt-6.1-sol', 'say hello');
    expect([code, chat.faults]).toEqual([0, []]);
    expect(stdout).toContain('"text":"All is done here."');
    const results = listAt(chat.bodies.at(-1), 'messages').filter((message) => textAt(message, 'role') === 'tool');
    expect(results.map((message) => textAt(message, 'content'))).toEqual([
      expect.stringContaining('hello from within'),
      expect.stringContaining('Sleep completed'),
    ]);
  });

  it('Codex says that the window is full where the gateway says so, and asks no second time', async () => {
    await using home = await programs.home();
    await using chat = await scriptedChat([overflow]);
    await using relay = await loopback('openai-chat', chat.baseUrl, {});
    const { code, stdout } = await codex(home, relay, 'gpt-5.5', 'say hello');
    expect([code, relay.asked.length]).toEqual([1, 1]);
    expect(stdout).toContain("ran out of room in the model's context window");
  });

  it('Gemini CLI works for three turns, with tools in parallel, a picture and exact totals', async () => {
    await using home = await programs.home();
    home.write('.gemini/settings.json', '{"security":{"auth":{"selectedType":"gemini-api-key"}}}');
    await using chat = await scriptedChat(session(home, write));
    await using relay = await loopback('openai-chat', chat.baseUrl, { model: 'kimi-k2' });
    const { code, stdout } = await runIn(
      home,
      ['gemini', '-p', 'look at dot.png', '-m', 'kimi-k2', '--yolo', '--output-format', 'json'],
      {
        env: {
          GEMINI_API_KEY: 'none',
          GEMINI_CLI_TRUST_WORKSPACE: 'true',
          GOOGLE_GEMINI_BASE_URL: relay.origin,
          NO_PROXY: '127.0.0.1',
        },
      },
    );
    expect([code, chat.faults]).toEqual([0, []]);
    expect(textAt(parseJson(stdout), 'response')).toBe('All is done here.');
    expect(at(parseJson(stdout), 'stats', 'models', 'kimi-k2', 'tokens')).toMatchObject({
      prompt: 3000,
      cached: 1800,
      candidates: 150,
      thoughts: 60,
    });
    expect(home.read('project/new.txt')).toBe('patched\n');
    expectWorked(chat.bodies);
  });

  it("Claude Code gives OpenAI's sealed thoughts back, and Codex those of Claude, in their very letters", async () => {
    await using home = await programs.home();
    await using openai = await sealing('Bash', { command: 'ls', description: 'Lists files' });
    await using there = await loopback('openai-responses', `${openai.origin}/v1`, { reasons: true });
    const one = await claude(home, there, 'list the files');
    expect(textAt(parseJson(one.stdout), 'result')).toBe('All is done here.');
    expect(openai.bodies.map(sealsIn)).toEqual([[], [sealedReasoning]]);
    expect(at(parseJson(one.stdout), 'modelUsage', 'gpt-5.5')).toMatchObject({
      inputTokens: 2 * 200,
      cacheReadInputTokens: 2 * 800,
      outputTokens: 2 * 70,
    });
    await using anthropic = await sealing('exec_command', { cmd: 'ls' });
    await using here = await loopback('anthropic-messages', anthropic.origin, { reasons: true });
    const other = await codex(home, here, 'claude-opus-4-6', 'list the files');
    expect(other.stdout).toContain('"text":"All is done here."');
    expect(anthropic.bodies.map(sealsIn)).toEqual([[], [sealedThinking]]);
    expect(at(anthropic.bodies[1], 'thinking', 'type')).toBe('adaptive');
    expect(parseJson(other.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      usage: { input_tokens: 2000, cached_input_tokens: 1600, cache_write_input_tokens: 200, output_tokens: 140 },
    });
  });

  it('Claude Code works over openai-responses, and Codex over anthropic-messages', async () => {
    await using gateway = await startGateway({ models: ['gpt-5.5', 'claude-sonnet-4-6'] });
    await using home = await programs.home();
    home.write('project/alpha.txt', '');
    await using there = await loopback('openai-responses', `${gateway.origin}/v1`, { reasons: true });
    const one = await claude(home, there, 'list the files');
    expect(textAt(parseJson(one.stdout), 'result')).toContain('The tool ran; its first line: alpha.txt');
    await using here = await loopback('anthropic-messages', gateway.origin, { reasons: true });
    const other = await codex(home, here, 'claude-sonnet-4-6', 'list the files');
    expect(other.stdout).toContain('The tool ran; its first line: alpha.txt');
    expect([one.code, other.code]).toEqual([0, 0]);
    const caching = gateway
      .to('/v1/messages')
      .map(({ body }) => JSON.stringify(body).split('"cache_control"').length - 1);
    expect(caching.length).toBeGreaterThan(1);
    expect(Math.max(...caching)).toBeLessThanOrEqual(4);
  });
});

describe('agents that Jetway launches at a gateway of openai-chat alone', () => {
  let programs: Packed;
  beforeAll(async () => {
    programs = await packed();
  });
  afterAll(() => programs?.[Symbol.asyncDispose]());

  const key = 'gw-4c1e7d09ab';
  const cases = [
    ['claude', ['-p', 'look at dot.png', '--dangerously-skip-permissions'], 'gpt-5.5'],
    ['codex', ['exec', '--dangerously-bypass-approvals-and-sandbox', 'look at dot.png'], 'gpt-5.5'],
    ['gemini', ['-p', 'look at dot.png', '--yolo'], 'gpt-5.5'],
  ] as const;

  it.each(cases)('%s works there through the relay, which alone holds the key', async (agent, args, model) => {
    await using home = await programs.home();
    const file = { ...write, arguments: () => ({ file_path: join(home.cwd, 'new.txt'), content: 'patched\n' }) };
    await using chat = await scriptedChat(session(home, agent === 'codex' ? patch : agent === 'claude' ? file : write));
    const choice = ['--gateway', 'compatible', '--base-url', chat.baseUrl, '--set', 'protocols=openai-chat'];
    const { code, stdout, stderr } = await runIn(home, ['jetway', ...choice, '--model', model, agent, ...args], {
      env: { JETWAY_API_KEY: key, IS_SANDBOX: '1', GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    });
    expect([code, chat.faults], stderr).toEqual([0, []]);
    expect(stdout).toContain('All is done here.');
    expect(home.read('project/new.txt')).toContain('patched');
    expectWorked(chat.bodies);
    expect(chat.credentials).toEqual([`Bearer ${key}`]);
    expect(stderr).toMatch(/translat/);
  });
});

/** What the server was told the second and the third time. */
function expectWorked(bodies: readonly unknown[]): void {
  expect(bodies).toHaveLength(3);
  const last = listAt(bodies[2], 'messages');
  const turns = last.filter((message) => textAt(message, 'role') === 'assistant');
  expect(turns.map((turn) => textAt(turn, 'reasoning_content'))).toEqual(['First I look.', 'Then I write.']);
  expect(turns.map((turn) => listAt(turn, 'tool_calls').map((call) => textAt(call, 'id')))).toEqual([
    ['call_0_0', 'call_0_1'],
    ['call_1_0'],
  ]);
  const results = last.filter((message) => textAt(message, 'role') === 'tool');
  expect(results.map((result) => textAt(result, 'tool_call_id'))).toEqual(['call_0_0', 'call_0_1', 'call_1_0']);
  expect(textAt(results[0], 'content')).toContain('dot.png');
  expect(JSON.stringify(last).includes('data:image/png;base64,')).toBe(true);
  // The second body is the beginning of the third: a server's cache knows it again.
  expect(listAt(bodies[1], 'messages')).toEqual(last.slice(0, listAt(bodies[1], 'messages').length));
}
