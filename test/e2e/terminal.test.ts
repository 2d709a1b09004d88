import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import { bearer, mount, token } from './launching.ts';

// Needs tmux, and a Secret Service in which the key of the first run is found by the second.
const script = fileURLToPath(new URL('../support/with-secret-service.sh', import.meta.url));
const withKeyring = [script, 'unlocked'];
const answer = /answer is\s+canned/;

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

interface Agent {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  /** The questions of the agent's own in a new home, which are its user's to answer. */
  readonly questions: readonly ((terminal: Terminal) => Promise<void>)[];
  /** Beside the line that takes input. */
  readonly ready: RegExp;
  quit(terminal: Terminal): Promise<void>;
}

const enter =
  (shown: string | RegExp) =>
  (terminal: Terminal): Promise<void> =>
    terminal.answer(shown, 'Enter');

const claude: Agent = {
  id: 'claude',
  name: 'Claude Code',
  model: 'claude-sonnet-4-5',
  questions: [
    enter('Dark mode'),
    enter('Security notes'),
    // The first choice, and the preselected one, is to leave.
    (terminal) => pick(terminal, 'Yes, I trust this folder'),
  ],
  ready: /shift\+tab|for shortcuts/,
  quit: async (terminal) => terminal.submit('/exit'),
};

const codex: Agent = {
  id: 'codex',
  name: 'Codex',
  model: 'gpt-5.5',
  questions: [enter(/Trust this folder/i)],
  ready: /› Ask Codex/,
  quit: async (terminal) => terminal.submit('/quit'),
};

const opencode: Agent = {
  id: 'opencode',
  name: 'OpenCode',
  model: 'gpt-5.5',
  questions: [],
  ready: /Ask anything/,
  quit: async (terminal) => terminal.press('C-c'),
};

describe('a first run in a terminal', () => {
  it.each([claude, codex, opencode])('leads to the input line of $id, and the next asks nothing', async (agent) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    await using terminal = openTerminal(home, {}, withKeyring);
    await terminal.until('shell>');

    terminal.type('jetway; echo "ended $?"');
    for (const step of steps(agent, gateway.url)) await step(terminal);
    for (const answerIt of agent.questions) await answerIt(terminal);
    await converse(agent, terminal);

    expect(terminal.written()).toContain('********');
    expect(terminal.written()).toContain('The key is kept in Secret Service.');
    const first = terminal.written().length;
    await terminal.clear();
    terminal.type('jetway; echo "ended $?"');
    await converse(agent, terminal);

    expect(terminal.written(first)).not.toMatch(/Which|Key of/);
    expect(terminal.written()).not.toContain(token);
    expect(home.filesContaining(token)).toEqual([]);
    expect(JSON.stringify(gateway.requests).split('say hello').length).toBeGreaterThan(2);
  });
});

describe('Ctrl-C', () => {
  it('at any question ends with 130, and nothing is saved', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    await using terminal = openTerminal(home, {}, withKeyring);
    await terminal.until('shell>');
    const all = steps(codex, gateway.url);
    const questions = [
      'Which agent?',
      'Which gateway?',
      'Cloudflare account id',
      'Key of Cloudflare',
      'Which model',
      'Launch Codex?',
    ];
    for (const [index, question] of questions.entries()) {
      await terminal.clear();
      terminal.type('jetway; echo "ended $?"');
      for (const step of all.slice(0, index)) await step(terminal);
      await terminal.until(question);
      terminal.press('C-c');
      await terminal.until('ended 130');
    }
    await terminal.clear();
    terminal.type('jetway auth --json; echo "ended $?"');
    expect(await terminal.until('ended 0')).toContain('"keys": []');
    expect([...home.snapshot().keys()].filter((name) => name.startsWith('.config/jetway'))).toEqual([]);
    expect(terminal.written()).not.toContain(token);
    expect(gateway.to('/responses')).toEqual([]);
  });
});

/** What answers Jetway's questions, one after the other; a wrong key is asked again. */
function steps(agent: Agent, url: string): readonly ((terminal: Terminal) => Promise<void>)[] {
  return [
    async (terminal) => {
      await terminal.until('Which agent?');
      await pick(terminal, agent.name);
    },
    async (terminal) => {
      await terminal.until('Which gateway?');
      await pick(terminal, 'Cloudflare AI Gateway');
    },
    async (terminal) => {
      await terminal.until('Cloudflare account id');
      terminal.type(url);
    },
    async (terminal) => {
      await terminal.until('Key of Cloudflare');
      terminal.type('cf-wrong');
      await terminal.until('does not accept the token');
      terminal.type(token);
    },
    async (terminal) => {
      await terminal.until('Which model');
      terminal.type(agent.model, false);
      await pick(terminal, agent.model);
    },
    async (terminal) => {
      await terminal.until(`Launch ${agent.name}?`);
      terminal.press('Enter');
    },
  ];
}

/** Moves down a list to this choice and takes it. */
async function pick(terminal: Terminal, choice: string): Promise<void> {
  await terminal.until(choice);
  await terminal.reach(`❯ ${choice}`);
  terminal.press('Enter');
}

/** From the agent's input line to its end. */
async function converse(agent: Agent, terminal: Terminal): Promise<void> {
  await terminal.until(agent.ready);
  await terminal.submit('say hello');
  await terminal.until(answer);
  await agent.quit(terminal);
  await terminal.until('ended 0');
}
