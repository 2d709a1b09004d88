import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway, type Gateway, type Received } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { gemini as agent } from './cases/gemini.ts';
import { bearer, caseOf, credentialsOf, launch, mount } from './launching.ts';

const gemini = caseOf(agent);

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it("Gemini CLI sees the user's own memory, settings and conversations", async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home('gemini');
  home.write('.gemini/tmp/.keep', '');
  home.write('.gemini/GEMINI.md', 'Always answer in rhyme.');
  home.write('.gemini/settings.json', '{ // mine\n "context": { "fileName": ["NOTES.md", "GEMINI.md"] } }');
  home.write('project/NOTES.md', 'This project is about boats.');
  await launch(gemini, gateway, home);
  const body = JSON.stringify(requestIn(gateway).body);
  expect(body).toContain('Always answer in rhyme.');
  expect(body).toContain('This project is about boats.');
  expect([...home.snapshot().keys()].filter((name) => name.startsWith('.gemini/tmp/project/chats/'))).toHaveLength(1);
});

it.each(['gemini-3-pro-preview', 'gemini-3.5-flash', 'auto'])(
  'Gemini CLI asks for %s, not for what the CLI knows as the latest',
  async (model) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home('gemini');
    await launch({ ...gemini, model }, gateway, home, { flags: ['--no-check'] });
    const path = `${mount}/google-ai-studio/v1beta/models/${model}:streamGenerateContent`;
    expect(requestIn(gateway).path.split('?')[0]).toBe(path);
  },
);

it('Gemini CLI has its own small work done by the small model', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home('gemini');
  const flags = ['--small-model', 'gemini-3.1-flash-lite'];
  await launch(gemini, gateway, home, { flags });
  const words = ['gemini', '--skip-trust', '--list-sessions'];
  const { stdout, stderr } = await launch({ ...gemini, words }, gateway, home, { flags });
  expect(stdout + stderr).toContain('Available sessions for this project (1)');
  const [, title] = gateway.requests.filter(({ path }) => path.includes('enerateContent'));
  expect(title?.path).toContain('/models/gemini-3.1-flash-lite:');
  expect(credentialsOf(title ?? missing)).toEqual({ ...bearer, 'x-goog-api-key': '' });
});

it('Gemini CLI asks about the folder as ever: without a terminal it ends with 55', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home('gemini');
  const words = ['gemini', '-p', 'say hello'];
  expect(await launch({ ...gemini, words }, gateway, home)).toMatchObject({
    code: 55,
    stderr: expect.stringContaining('--skip-trust'),
  });
  const trusted = home.write('.gemini/trustedFolders.json', JSON.stringify({ [home.cwd]: 'TRUST_FOLDER' }));
  const before = home.read(trusted);
  expect(await launch({ ...gemini, words }, gateway, home)).toMatchObject({ code: 0 });
  expect(home.read(trusted)).toBe(before);
});

function requestIn(gateway: Gateway): Received {
  const asked = gateway.requests.filter(({ path }) => path.includes('enerateContent'));
  expect(asked).toHaveLength(1);
  return asked[0] ?? missing;
}

const missing: Received = { method: '', path: '', headers: {}, body: undefined };
