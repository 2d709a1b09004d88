import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { openTerminal } from '../support/terminal.ts';
import { droid as agent } from './cases/droid.ts';
import { bearer, byMessages, caseOf, launch, mount, requestOf, token } from './launching.ts';

const droid = caseOf(agent);
const withClaude = caseOf(agent, byMessages);

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('Droid takes another model of the gateway, and none of the user', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  const words = ['droid', 'exec', '-m', withClaude.model, 'say hello'];
  const { stderr, code } = await launch({ ...droid, words }, gateway, home);
  expect(code, stderr).toBe(0);
  expect(requestOf(withClaude, gateway).body).toMatchObject({ model: withClaude.model });
  const refused = await launch({ ...droid, words: ['droid', 'exec', '-m', 'glm-5.2', 'say hello'] }, gateway, home);
  expect(refused.code).toBe(6);
  expect(refused.stderr).toContain('no model of this session');
});

it('Droid takes a conversation up again, in a copy', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  const first = await launch({ ...droid, words: [...droid.words, '-o', 'json'] }, gateway, home);
  const { session_id: id } = JSON.parse(first.stdout) as { readonly session_id: string };
  const words = ['droid', 'exec', '--fork', id, 'say goodbye'];
  const { code, stderr } = await launch({ ...droid, words }, gateway, home);
  expect(code, stderr).toBe(0);
  const [, second] = gateway.to(droid.path);
  expect(JSON.stringify(second?.body)).toMatch(/say hello[\s\S]*say goodbye/);
  const again = await launch({ ...droid, words: ['droid', 'exec', '-s', id, 'say more'] }, gateway, home);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('--fork <id>');
  expect(home.filesContaining(token)).toEqual([]);
});

it('Droid takes a default that was set in its picker out of its settings again', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  const before = { model: 'glm-5.2', reasoningEffort: 'low' };
  const settings = home.write('.factory/settings.json', JSON.stringify({ sessionDefaultSettings: before }, null, 2));
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');
  const choice = `--gateway cloudflare --base-url ${gateway.url} --model claude-sonnet-4-5`;
  terminal.type(`jetway ${choice} droid; echo "ended $?"`);
  await terminal.answer('Trust this folder?', 'Enter');
  await terminal.until('? for help');
  await terminal.submit('/model');
  await terminal.answer('Custom Models', 'Down');
  await terminal.answer('Custom Models', 'Down');
  await terminal.answer('D set default', 'd');
  await vi.waitFor(() => expect(home.read(settings)).toContain('custom:'), { timeout: 10_000, interval: 50 });
  await terminal.answer('D set default', 'Escape');
  await terminal.until('? for help');
  await terminal.submit('/exit');
  await terminal.until('ended 0');
  expect(terminal.screen()).toMatch(/is\s+again\s+what/);
  expect(JSON.parse(home.read(settings))).toMatchObject({ sessionDefaultSettings: before });
  expect(home.read(settings)).not.toContain('custom:');
});
