import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAt, textAt } from '../../src/json-path.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { entriesIn } from '../support/relay/entries.ts';
import { loopback } from '../support/relay/loopback.ts';
import { scriptedChat, type ScriptedTurn } from '../support/relay/scripted-chat.ts';
import { type Ended, runIn } from '../support/run-in.ts';

// Whole sessions of further agents, at a gateway of another protocol. Behind it stands a strict server of openai-chat, so that
// each request is translated twice: by the relay, and from the gateway's protocol to the server's.
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const agents = [
  ['qwen', 'gpt-5.5', 'openai-responses', '/v1', ['--yolo', '-p'], 1],
  // Goose 1.52.0 gives the calls of an answer back in turns of their own, each with its result behind it.
  ['goose', 'claude-sonnet-4-6', 'anthropic-messages', '', ['run', '-t'], 2],
] as const;
const overflow: ScriptedTurn = {
  error: {
    once: true,
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

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

/** Two calls in parallel, of which one brings a picture; a file that is written; an end. */
function session(home: Home, shown: number): readonly ScriptedTurn[] {
  const dot = join(home.cwd, 'dot.png');
  const made = join(home.cwd, 'new.txt');
  writeFileSync(dot, Buffer.from(png, 'base64'));
  // Of a program that ends at once Qwen Code 0.24.4 loses, on a busy machine, what it printed.
  const list = { tools: ['run_shell_command', 'shell'], arguments: () => ({ command: 'ls; sleep 0.5' }) };
  const look = {
    tools: ['read_file', 'read_image'],
    arguments: (name: string) => (name === 'read_file' ? { file_path: dot } : { source: dot }),
  };
  const write = {
    tools: ['write_file', 'write'],
    arguments: (name: string) => ({
      [name === 'write_file' ? 'file_path' : 'path']: made,
      content: 'patched\n',
    }),
  };
  const looking = { text: 'Let me look around. ', calls: [list, look] };
  return [...Array.from({ length: shown }, () => looking), { calls: [write] }, { text: 'All is done here.' }];
}

describe.each(agents)('%s with %s over %s', (agent, model, protocol, base, args, turns) => {
  const run = (home: Home, origin: string): Promise<Ended> => {
    const gateway = ['--gateway', 'compatible', '--base-url', `${origin}${base}`, '--set', `protocols=${protocol}`];
    return runIn(home, ['jetway', ...gateway, '--model', model, agent, ...args, 'look at dot.png'], {
      env: { JETWAY_API_KEY: 'gw-93b1c4e07d' },
    });
  };

  it('works for three turns, with tools in parallel and a picture', async () => {
    await using home = await programs.home(agent);
    await using chat = await scriptedChat(session(home, turns));
    await using gateway = await loopback('openai-chat', chat.baseUrl, {});
    const { code, stdout, stderr } = await run(home, gateway.origin);
    expect([code, chat.faults], stderr).toEqual([0, []]);
    expect(stdout).toContain('All is done here.');
    expect(home.read('project/new.txt')).toBe('patched\n');
    const last = listAt(chat.bodies.at(-1), 'messages');
    const results = last.filter((message) => textAt(message, 'role') === 'tool');
    expect(results.map((result) => textAt(result, 'tool_call_id'))).toEqual([
      'call_0_0',
      'call_0_1',
      `call_${turns}_0`,
    ]);
    expect(textAt(results[0], 'content')).toContain('dot.png');
    expect(JSON.stringify(last)).toMatch(/data:image\/(?:png|jpeg);base64,/);
    const entries = entriesIn(home).filter(({ outcome }) => outcome === 'whole');
    expect(entries.length).toBeGreaterThanOrEqual(3);
    expect(entries.every(({ translatedTo }) => translatedTo === protocol)).toBe(true);
  });
});

type Driven = readonly [string, string, string, string, readonly string[], number];
const ask = (home: Home, origin: string, one: Driven): Promise<Ended> => {
  const [agent, model, protocol, base, args] = one;
  const gateway = ['--gateway', 'compatible', '--base-url', `${origin}${base}`, '--set', `protocols=${protocol}`];
  return runIn(home, ['jetway', ...gateway, '--no-check', '--model', model, agent, ...args, 'look at dot.png'], {
    env: { JETWAY_API_KEY: 'gw-93b1c4e07d' },
  });
};

// Qwen Code 0.24.4 prints the error and ends where what it is given is no summary in its own words.
const summary = '<state_snapshot><overall_goal>Look at the dot.</overall_goal></state_snapshot> All is done here.';

it.each(agents)('%s compacts what is too long for the model, and goes on', async (...one) => {
  await using home = await programs.home(one[0]);
  const script = session(home, one[5]);
  await using chat = await scriptedChat([...script.slice(0, -1), overflow, { text: summary }]);
  await using gateway = await loopback('openai-chat', chat.baseUrl, {});
  const { code, stdout, stderr } = await ask(home, gateway.origin, one);
  expect([code, chat.faults], stderr).toEqual([0, []]);
  if (one[0] === 'goose') expect(stdout).toContain('Compacting to continue');
  expect(stdout).toContain('All is done here.');
  const outcomes = entriesIn(home).map(({ outcome, status }) => (outcome === 'failed' ? status : outcome));
  expect(outcomes.slice(outcomes.indexOf(400))).toEqual([400, 'whole', 'whole']);
});

// Qwen Code 0.24.4 says the same, after it has asked for a minute and a half.
it('Goose says that nothing answers at the gateway', async () => {
  await using home = await programs.home('goose');
  await using chat = await scriptedChat([]);
  const gone = await loopback('openai-chat', chat.baseUrl, {});
  await gone[Symbol.asyncDispose]();
  const { stdout, stderr } = await ask(home, gone.origin, agents[1]);
  expect(stdout + stderr).toContain(`Nothing listens at ${gone.origin}`);
  expect(new Set(entriesIn(home).map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
});
