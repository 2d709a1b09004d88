import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseJson, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { openTerminal } from '../support/terminal.ts';
import { bearer, mount, token } from './launching.ts';

// The real Pi in a real terminal; needs tmux, and Node 22.
let programs: Packed;
let node: string;
beforeAll(async () => {
  const installer = '../../.config/programs.mjs';
  const { node: install } = (await import(installer)) as { node(major: string): string };
  node = dirname(install('22'));
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('keeps the default that Ctrl+S saves in /model for the session alone', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  const own = { quietStartup: true, defaultProvider: 'anthropic', defaultModel: 'claude-own' };
  const settings = home.write('.pi/agent/settings.json', JSON.stringify(own));
  const env = { PI_OFFLINE: '1', JETWAY_API_KEY: token, PATH: `${node}:${home.env['PATH']}` };
  await using terminal = openTerminal(home, env, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model claude-sonnet-4-5`;
  terminal.type(`jetway ${choice} pi; echo "ended $?"`);
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

it('asks for no login, answers through the gateway, and is switched to another of its models in a new session', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  const settings = home.write('.pi/agent/settings.json', '{ "quietStartup": true }\n');
  // It would fetch programs for its search from another host first.
  const env = { PI_OFFLINE: '1', JETWAY_API_KEY: token, PATH: `${node}:${home.env['PATH']}` };
  await using terminal = openTerminal(home, env, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model claude-sonnet-4-5`;
  terminal.type(`jetway ${choice} pi; echo "ended $?"`);
  await terminal.until('claude-sonnet-4-5 •');
  await terminal.submit('say hello');
  await terminal.until(/answer is\s+canned\. You wrote: say hello/);
  await terminal.submit('/new');
  await terminal.until(/New session/i);
  await terminal.submit('/model');
  await terminal.until('[jetway]');
  await terminal.submit('gpt-5.5');
  await terminal.until('gpt-5.5 •');
  await terminal.submit('say goodbye');
  await terminal.until(/answer is\s+canned\. You wrote: say goodbye/);
  await terminal.submit('/quit');
  await terminal.until('ended 0');

  const asked = gateway.requests.filter(({ body }) => textAt(body, 'model') !== undefined);
  const modelFor = (text: string): string | undefined =>
    textAt(asked.find(({ body }) => JSON.stringify(body).includes(text))?.body, 'model');
  expect([modelFor('say hello'), modelFor('say goodbye')]).toEqual(['claude-sonnet-4-5', 'gpt-5.5']);
  expect(asked.every(({ headers }) => headers['authorization'] === bearer.authorization)).toBe(true);
  expect(home.read(settings)).not.toContain('jetway');
  expect(terminal.written()).not.toContain(token);
  expect(home.filesContaining(token)).toEqual([]);
});
