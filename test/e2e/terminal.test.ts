import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findAgent } from '../../src/agents/index.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import type { AgentCase, InTerminal } from './cases/case.ts';
import { cases } from './cases/index.ts';
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

type Agent = AgentCase & { readonly terminal: InTerminal };
const isFirstRun = (one: AgentCase): one is Agent => one.terminal?.firstRun === true;
const agents = cases.filter(isFirstRun);

describe('a first run in a terminal', () => {
  it.each(agents)('leads to the input line of $agent, and the next asks nothing', async (agent) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    await using terminal = openTerminal(home, {}, withKeyring);
    await terminal.until('shell>');

    terminal.type('jetway; echo "ended $?"');
    for (const step of steps(agent, gateway.url)) await step(terminal);
    for (const answerIt of agent.terminal.questions ?? []) await answerIt(terminal);
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
    const [agent] = agents.filter((one) => one.agent === 'codex') as [Agent];
    const all = steps(agent, gateway.url);
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

describe('at a question', () => {
  it('Esc leads back with the answers kept, a list filters as one types, and a refused key is asked again', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    await using terminal = openTerminal(home, {}, withKeyring);
    await terminal.until('shell>');
    terminal.type('jetway; echo "ended $?"');
    await terminal.until('Which agent?');
    await pick(terminal, 'Codex');
    await terminal.until('Which gateway?');
    terminal.press('Escape');
    // The answer of before is where the cursor stands.
    await terminal.until('❯ Codex');
    terminal.press('Enter');

    await terminal.until('OpenRouter');
    terminal.type('cloudf', false);
    await vi.waitFor(() => expect(terminal.screen()).not.toContain('OpenRouter'), { timeout: 10_000 });
    expect(terminal.screen()).toContain('❯ Cloudflare AI Gateway');
    terminal.press('Enter');

    await terminal.until('Cloudflare account id');
    terminal.press('Escape');
    await terminal.until('❯ Cloudflare AI Gateway');
    terminal.press('Enter');
    await terminal.until('Cloudflare account id');
    terminal.type(gateway.url);
    await terminal.until('Key of Cloudflare');
    terminal.type('cf-wrong');
    await terminal.until('does not accept the token');
    terminal.type(token);
    await terminal.until('Which model');
    terminal.press('C-c');
    await terminal.until('ended 130');
    expect(terminal.written()).not.toContain(token);
    expect([...home.snapshot().keys()].filter((name) => name.startsWith('.config/jetway'))).toEqual([]);
  });
});

/** What answers Jetway's questions, one after the other; a wrong key is asked again. */
function steps(agent: Agent, url: string): readonly ((terminal: Terminal) => Promise<void>)[] {
  return [
    async (terminal) => {
      await terminal.until('Which agent?');
      await pick(terminal, findAgent(agent.agent).name);
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
      terminal.type(agent.models[0].model, false);
      await pick(terminal, agent.models[0].model);
    },
    async (terminal) => {
      await terminal.until(`Launch ${findAgent(agent.agent).name}?`);
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
  await terminal.until(agent.terminal.ready);
  await terminal.submit('say hello');
  await terminal.until(answer);
  await agent.terminal.quit(terminal);
  await terminal.until('ended 0');
}
