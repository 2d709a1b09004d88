import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoModels } from '../../src/commands/demo/models.ts';
import { at, listAt, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway, type Received } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { type Ended, runIn } from '../support/run-in.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import { answer } from './launching.ts';

// What the real Codex makes of the list of models that Jetway gives it.
const key = 'sk-bf-2c9e41d07b';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe('the list of models', () => {
  it('is taken by Codex as it is, however the ids are written, with the windows that the gateway names', async () => {
    const ids = [
      'openai/gpt-5.5',
      'gpt-6.1-sol',
      'anthropic/claude-sonnet-4-5',
      '@cf/meta/llama-3.3-70b-instruct-fp8-fast',
      'hub/some/model:free',
      'some/"quoted"-it\'s-\\one',
    ];
    await using gateway = await startGateway({ models: ids });
    await using home = await programs.home();
    const { stdout, stderr, code } = await jetway(home, gateway, 'openai/gpt-5.5', ['debug', 'models']);
    expect(code, stderr).toBe(0);
    expect(listAt(JSON.parse(stdout), 'models').map((record) => [textAt(record, 'slug'), windowOf(record)])).toEqual(
      ids.map((id) => [id, 200_000]),
    );
  });

  it('ends after two hundred of five hundred, and the note that says so is no part of what Codex prints', async () => {
    await using gateway = await startGateway({ models: 500 });
    await using home = await programs.home();
    const { stdout, stderr } = await jetway(home, gateway, 'test/model-450', ['debug', 'models']);
    const slugs = listAt(JSON.parse(stdout), 'models').map((record) => textAt(record, 'slug'));
    expect(slugs).toHaveLength(200);
    expect(slugs.slice(0, 2)).toEqual(['test/model-450', 'test/model-1']);
    expect(stderr).toContain("jetway: Codex's /model has the first 200 models of Bifrost");
  });

  it('is made once: the next launch neither asks Codex nor writes a file', async () => {
    await using gateway = await startGateway();
    await using home = await programs.home();
    await jetway(home, gateway, 'demo/small', ['debug', 'models']);
    const made = files(home);
    expect(made.map(([name]) => name.replaceAll(/[\da-f]{16}/g, '…'))).toEqual([
      expect.stringMatching(/^codex-knows-….json$/),
      expect.stringMatching(/^codex-models-.*-….json$/),
    ]);
    await jetway(home, gateway, 'demo/small', ['debug', 'models']);
    expect(files(home)).toEqual(made);
  });
});

describe('a session', () => {
  it('asks the gateway for no list, though its key comes from a command, and writes no error', async () => {
    await using gateway = await startGateway();
    await using home = await programs.home();
    const login = `jetway login --profile work --gateway bifrost --base-url ${gateway.url} --store file --key-stdin`;
    expect(await runIn(home, login.split(' '), { stdin: key })).toMatchObject({ code: 0 });
    const launch = ['jetway', '--profile', 'work', '--model', 'demo/small', 'codex', 'exec', 'say hello'];
    const { stdout, stderr, code } = await runIn(home, launch);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(stderr).not.toMatch(/ERROR|metadata/);
    const ofCodex = gateway.requests.filter(({ headers }) => headers['user-agent']?.startsWith('codex'));
    expect(ofCodex.map(({ method, headers }) => [method, headers['authorization']])).toEqual([
      ['POST', `Bearer ${key}`],
    ]);
  });

  it.each(['openai/gpt-6.1-sol', 'openai/gpt-5.5', 'anthropic/claude-sonnet-4-5'])(
    'with %s sends its tools as tools, in which the agent can run a command',
    async (model) => {
      await using gateway = await startGateway({ models: [model] });
      await using home = await programs.home();
      const { code, stderr } = await jetway(home, gateway, model, ['exec', 'say hello']);
      expect(code, stderr).toBe(0);
      const asked = saying('say hello', gateway);
      expect(listAt(asked.body, 'tools').map((tool) => textAt(tool, 'name'))).toContain('exec_command');
      expect(listAt(asked.body, 'input').map((item) => textAt(item, 'type'))).not.toContain('additional_tools');
      expect(Object.keys(asked.headers)).not.toContain('x-openai-internal-codex-responses-lite');
    },
  );
});

describe('in a terminal', () => {
  it("/model lists just the gateway's models, and the one taken there is asked", async () => {
    await using gateway = await startGateway();
    await using home = await programs.home();
    await using terminal = openTerminal(home, { JETWAY_API_KEY: key }, []);
    await open(terminal, gateway, 'demo/gpt-5.5', 'new');
    await terminal.submit('/model');
    const screen = await terminal.until('Select Model');
    const rows = [...screen.matchAll(/^[› ]+\d+\. (.+)$/gm)].map((match) => match[1]?.trim() ?? '');
    expect(rows.map((row) => demoModels.find(({ id, name }) => row.startsWith(name) && row.includes(id))?.id)).toEqual([
      'demo/gpt-5.5',
      ...demoModels.map(({ id }) => id).filter((id) => id !== 'demo/gpt-5.5'),
    ]);
    await terminal.reach(/› \d+\. Demo of a small model/);
    // For this session only: Enter would write it into the user's settings.
    terminal.press('s');
    await terminal.until('Model changed to demo/small');
    await terminal.submit('say hello');
    await terminal.until(/answer is\s+canned/);
    expect(textAt(saying('say hello', gateway).body, 'model')).toBe('demo/small');
    await terminal.submit('/quit');
    await terminal.until('ended 0');
  });

  it('/status shows nineteen twentieths of the window that the gateway names for each', async () => {
    await using gateway = await startGateway();
    await using home = await programs.home();
    await using terminal = openTerminal(home, { JETWAY_API_KEY: key }, []);
    for (const [index, { id, contextWindow }] of demoModels.entries()) {
      await open(terminal, gateway, id, index === 0 ? 'new' : 'known');
      await terminal.submit('say hello');
      await terminal.until(/answer is\s+canned/);
      await terminal.submit('/status');
      await terminal.until(`/ ${Math.round((contextWindow * 0.95) / 1000)}K)`);
      await terminal.submit('/quit');
      await terminal.until('ended 0');
      await terminal.clear();
    }
  });
});

function jetway(home: Home, gateway: Gateway, model: string, words: readonly string[]): Promise<Ended> {
  return runIn(home, [...lineOf(gateway, model), ...words], { env: { JETWAY_API_KEY: key } });
}

function lineOf(gateway: Gateway, model: string): readonly string[] {
  return ['jetway', '--gateway', 'bifrost', '--base-url', gateway.url, '--model', model, 'codex'];
}

function windowOf(record: unknown): unknown {
  return at(record, 'context_window');
}

/** The files that Jetway made for Codex, each with its content. */
function files(home: Home): readonly (readonly [string, string])[] {
  const folder = '.cache/jetway/agents/';
  return [...home.snapshot()]
    .filter(([name]) => name.startsWith(folder))
    .map(([name, bytes]) => [name.slice(folder.length), bytes.toString('utf8')] as const)
    .toSorted(([a], [b]) => a.localeCompare(b));
}

function saying(words: string, gateway: Gateway): Received {
  const found = gateway
    .to('/responses')
    .find(({ body }) => JSON.stringify(listAt(body, 'input').at(-1)).includes(`"${words}"`));
  if (found === undefined) throw new Error(`Nobody said ${words}.`);
  return found;
}

/** Up to Codex's input line, past the question that a new folder brings. */
async function open(terminal: Terminal, gateway: Gateway, model: string, folder: 'new' | 'known'): Promise<void> {
  terminal.type(`${lineOf(gateway, model).join(' ')}; echo "ended $?"`);
  if (folder === 'new') {
    await terminal.answer('Trust this folder', 'Enter');
    await vi.waitFor(() => expect(terminal.screen()).not.toContain('Trust this folder'), { timeout: 10_000 });
  }
  await terminal.until('› Ask Codex');
}
