import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { entriesIn } from '../support/relay/entries.ts';
import { runIn } from '../support/run-in.ts';
import { openTerminal } from '../support/terminal.ts';
import { cases } from './cases/index.ts';

// The profile's model for plan mode, with the real agents: in print mode, and in and out of it in a terminal.
// Qwen Code's signs are those of unit tests, Kilo is started as OpenCode is.
const env = { JETWAY_API_KEY: 'gw-6e02b8c5d1', IS_SANDBOX: '1', GEMINI_CLI_TRUST_WORKSPACE: 'true' };
const planned = 'demo/plan-model';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

function save(home: Home, gateway: Gateway, agent: string, model: string): void {
  const settings = { 'base-url': gateway.url, protocols: 'anthropic-messages,openai-responses,openai-chat,gemini' };
  const work = {
    gateway: 'compatible',
    settings,
    models: { [agent]: model },
    smallModels: { [agent]: 'demo/small' },
    roles: { plan: planned },
  };
  const config = { schemaVersion: 1, current: 'work', profiles: { work } };
  home.write('.config/jetway/config.json', JSON.stringify(config));
}

/** The models that answered, with the role that each had. */
const answered = (home: Home): readonly string[] =>
  entriesIn(home).map(({ model, because }) => (because === undefined ? model : `${model} ${because}`));

describe.each([
  ['claude', 'demo/claude-sonnet-4-6', ['-p'], ['--permission-mode', 'plan']],
  ['opencode', 'demo/gpt-5.5', ['run'], ['--agent', 'plan']],
  ['gemini', 'demo/gemini-2.5-pro', ['-p'], ['--approval-mode', 'plan']],
  ['copilot', 'demo/gpt-5.5', ['-p'], ['--plan']],
  ['cline', 'demo/gpt-5.5', [], ['--plan']],
  ['droid', 'demo/gpt-5.5', ['exec'], ['--use-spec']],
] as const)('%s', (agent, model, command, inPlanMode) => {
  it("plans with the profile's model for that, and works with its own", async () => {
    await using gateway = await startGateway();
    await using home = await programs.home(agent);
    save(home, gateway, agent, model);
    // A flag that takes the prompt as its value stands directly before it.
    const told = (flags: readonly string[]): readonly string[] =>
      command[0] === '-p' ? [...flags, '-p', 'say hello'] : [...command, ...flags, 'say hello'];
    const planning = await runIn(home, ['jetway', agent, ...told(inPlanMode)], { env });
    expect(planning.code, planning.stderr).toBe(0);
    const before = answered(home);
    expect(before).toContain(`${planned} role plan`);
    expect(before).not.toContain(model);
    const working = await runIn(home, ['jetway', agent, ...told([])], { env });
    expect(working.code, working.stderr).toBe(0);
    const after = answered(home).slice(before.length);
    expect(after).toContain(model);
    expect(after.join()).not.toContain(planned);
  });
});

describe.each([
  ['claude', 'demo/claude-sonnet-4-6', ['--permission-mode', 'plan']],
  ['codex', 'demo/gpt-5.5', []],
] as const)('%s in a terminal', (agent, model, flags) => {
  it('changes the model with the mode, both ways', async () => {
    const { terminal: how } = cases.find((one) => one.agent === agent) ?? {};
    if (how === undefined) throw new Error(`${agent} has no case for a terminal.`);
    await using gateway = await startGateway();
    await using home = await programs.home(agent);
    save(home, gateway, agent, model);
    await using terminal = openTerminal(home, env, []);
    await terminal.until('shell>');
    terminal.type(`jetway ${[agent, ...flags].join(' ')}; echo "ended $?"`);
    for (const answerIt of how.questions ?? []) await answerIt(terminal);
    await terminal.until(how.ready);
    const ask = async (text: string): Promise<string | undefined> => {
      const before = answered(home).length;
      await terminal.submit(text);
      await terminal.until(`You wrote: ${text}`);
      await vi.waitFor(() => expect(answered(home).length).toBeGreaterThan(before), { timeout: 10_000 });
      return answered(home).find((line, index) => index >= before && (line === model || line.startsWith(planned)));
    };
    const isPlanning = /plan mode (?:on|\()/i;
    const cycle = (shown: boolean): Promise<void> =>
      vi.waitFor(
        async () => {
          if (isPlanning.test(terminal.screen()) === shown) return;
          terminal.press('BTab');
          await new Promise((resolve) => setTimeout(resolve, 500));
          expect(isPlanning.test(terminal.screen())).toBe(shown);
        },
        { timeout: 30_000, interval: 100 },
      );
    await cycle(true);
    expect(await ask('say one')).toBe(`${planned} role plan`);
    await cycle(false);
    expect(await ask('say two')).toBe(model);
    await cycle(true);
    expect(await ask('say three')).toBe(`${planned} role plan`);
    await how.quit(terminal);
    await terminal.until('ended 0');
  });
});
