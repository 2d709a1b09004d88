import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { openTerminal } from '../support/terminal.ts';
import { bearer, mount, token } from './launching.ts';

// The real Gemini CLI in a real terminal; needs tmux.
let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('asks about the folder once, answers through the gateway, and is switched to another of its models', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  const start = async (): Promise<void> => {
    const choice = `--gateway cloudflare --base-url ${gateway.url} --model gemini-2.5-pro`;
    terminal.type(`jetway ${choice} gemini; echo "ended $?"`);
  };
  await start();
  await terminal.answer('Do you trust the files in this folder?', 'Enter');
  await terminal.until('Type your message');
  await terminal.submit('say hello');
  await terminal.until(/answer is\s+canned\. You wrote: say hello/);
  expect(terminal.screen()).toContain('gemini-2.5-pro');
  await terminal.submit('/model set gemini-2.5-flash');
  await terminal.until('Model set to gemini-2.5-flash');
  await terminal.submit('say goodbye');
  await terminal.until(/answer is\s+canned\. You wrote: say goodbye/);
  await terminal.submit('/quit');
  await terminal.until('ended 0');

  expect(terminal.written()).toContain('Authenticated with gateway');
  const asked = gateway.requests.filter(({ path }) => path.includes(':streamGenerateContent'));
  const prompt = (text: string): string | undefined =>
    asked.find(({ body }) => JSON.stringify(body).includes(text))?.path;
  expect(prompt('say hello')).toContain('/models/gemini-2.5-pro:');
  expect(prompt('say goodbye')).toContain('/models/gemini-2.5-flash:');
  expect(asked.every(({ headers }) => headers['authorization'] === bearer.authorization)).toBe(true);

  // The answer about the folder is the user's own, and kept where plain Gemini CLI has it.
  expect(home.read('.gemini/trustedFolders.json')).toContain('TRUST_FOLDER');
  const first = terminal.written().length;
  await terminal.clear();
  await start();
  await terminal.until('Type your message');
  await terminal.submit('/quit');
  await terminal.until('ended 0');
  expect(terminal.written(first)).not.toContain('Do you trust');
  expect(terminal.written()).not.toContain(token);
  expect(home.filesContaining(token)).toEqual([]);
});
