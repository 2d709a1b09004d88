import { afterAll, beforeAll, expect, it } from 'vitest';
import { textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { openTerminal } from '../support/terminal.ts';
import { bearer, mount, token } from './launching.ts';

// The real Qwen Code in a real terminal; needs tmux.
let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('asks for no login, answers through the gateway, and has its models in the picker', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model claude-sonnet-4-5`;
  terminal.type(`jetway ${choice} qwen; echo "ended $?"`);
  await terminal.until('Type your message');
  await terminal.submit('say hello');
  await terminal.until(/answer is\s+canned\. You wrote: say hello/);
  await terminal.submit('/model');
  // The model in use, and all others of the gateway around it.
  const picker = await terminal.until(/› +\d+\. \[anthropic\].*claude-sonnet-4-5/);
  expect(picker).toMatch(/\d+\. \[openai\]/);

  const asked = gateway.requests.filter(({ body }) => textAt(body, 'model') !== undefined);
  expect(asked.map(({ body }) => textAt(body, 'model'))).toContain('claude-sonnet-4-5');
  expect(asked.every(({ headers }) => headers['authorization'] === bearer.authorization)).toBe(true);
  expect(terminal.written()).not.toContain(token);
  expect(home.filesContaining(token)).toEqual([]);
});
