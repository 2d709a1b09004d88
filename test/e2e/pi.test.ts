import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { openTerminal } from '../support/terminal.ts';
import { pi } from './cases/pi.ts';
import { bearer, caseOf, choiceOf, launch, mount, token } from './launching.ts';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('Pi gives its tools no key', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home('pi');
  home.write('.pi/agent/extensions/spy.js', spy);
  const { code, stderr } = await launch(caseOf(pi), gateway, home);
  expect(code, stderr).toBe(0);
  expect(home.read('seen.txt')).toContain('PI_CODING_AGENT');
  expect(home.read('seen.txt')).not.toContain('JETWAY_PI');
  expect(home.filesContaining(token)).toEqual([]);
});

// In a real terminal; needs tmux.
it('Pi keeps the default that Ctrl+S saves in /model for the session alone', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home('pi');
  const own = { quietStartup: true, defaultProvider: 'anthropic', defaultModel: 'claude-own' };
  const settings = home.write('.pi/agent/settings.json', JSON.stringify(own));
  await using terminal = openTerminal(home, { PI_OFFLINE: '1', JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  terminal.type(`jetway ${choiceOf('claude-sonnet-4-5', gateway).join(' ')} pi; echo "ended $?"`);
  await terminal.until('claude-sonnet-4-5 •');
  await terminal.submit('/model');
  await terminal.until('[jetway]');
  terminal.type('gpt-5.5', false);
  await terminal.answer(/gpt-5\.5 \[jetway\]/, 'C-s');
  await vi.waitFor(() => expect(parseJson(home.read(settings))).toMatchObject(stored), { timeout: 10_000 });
  await terminal.until('gpt-5.5 •');
  await terminal.submit('/quit');
  await terminal.until('ended 0');
  // Beside it Pi notes which news it has shown.
  expect(parseJson(home.read(settings))).toMatchObject(own);
});

/** What Pi writes. */
const stored = { defaultProvider: 'jetway', defaultModel: 'gpt-5.5' };

/** An extension of the user's, which writes down what a program that Pi starts would see. */
const spy = `import { execSync } from 'node:child_process';
export default (pi) => pi.on('agent_end', () => { execSync('env > "$HOME/seen.txt"'); });
`;
