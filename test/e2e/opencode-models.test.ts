import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { opencode } from '../../src/agents/opencode.ts';
import { demoModels, type DemoModel } from '../../src/commands/demo/models.ts';
import { listAt, textAt } from '../../src/json-path.ts';
import { planLaunch } from '../../src/launch/plan.ts';
import { childEnvironment } from '../../src/launch/spawn.ts';
import { gatewayKey, launchOf, targetOf, type AgentCase } from '../support/agent-cases.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn, type Ended } from '../support/run-in.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import { credentialsOf } from './launching.ts';

// The real OpenCode with all models of a gateway that speaks every protocol.
const token = 'sk-models-2f81c09d44';
const bearer = { authorization: `Bearer ${token}` };
const [claude, gpt, gemini, small] = demoModels as readonly [DemoModel, DemoModel, DemoModel, DemoModel];

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('lists the models of the gateway and no other, each with its limits', async () => {
  await using gateway = await startGateway({ demand: bearer });
  await using home = await programs.home();
  const { stdout, stderr, code } = await run(home, jetway(gateway, gpt, 'models', 'jetway', '--verbose'));
  expect(code, stderr).toBe(0);
  const listed = listedIn(stdout).map(([id, { limit }]) => [id, limit]);
  const expected = demoModels.map(({ id, contextWindow, maxOutputTokens }) => [
    `jetway/${id}`,
    { context: contextWindow, output: maxOutputTokens },
  ]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(expected));
});

it('lists five hundred models', async () => {
  await using gateway = await startGateway({ demand: bearer, models: 500 });
  await using home = await programs.home();
  // Into a file: OpenCode doesn't wait for a pipe to be read before it ends.
  const line = [...jetway(gateway, { id: 'test/model-7' }, 'models', 'jetway'), '>models.txt'];
  const { stderr, code } = await run(home, ['sh', '-c', line.join(' ')]);
  expect(code, stderr).toBe(0);
  const expected = Array.from({ length: 500 }, (_, index) => `jetway/test/model-${index + 1}`);
  expect(home.read('project/models.txt').trim().split('\n').toSorted()).toEqual(expected.toSorted());
});

it('sends what is picked in /models, by its own protocol, whatever a repository wants', async () => {
  await using gateway = await startGateway({ demand: bearer });
  await using home = await programs.home();
  const wanted = `jetway/${small.id}`;
  const evil = { name: 'Evil', provider: { api: gateway.elsewhere.origin } };
  const repository = {
    model: wanted,
    agent: { build: { model: wanted }, plan: { model: 'anthropic/claude-opus-4-1' } },
    provider: { jetway: { models: { evil, [gemini.id]: evil }, options: { baseURL: gateway.elsewhere.origin } } },
  };
  home.write('project/opencode.json', JSON.stringify(repository));
  home.write('project/.opencode/command/greet.md', '---\nagent: build\n---\nplease greet me');
  await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
  await terminal.until('shell>');

  terminal.type(jetway(gateway, gpt).join(' '));
  await terminal.until(`Build · ${gpt.name}`);
  await terminal.submit('/models', 'Switch model');
  for (const { name } of [claude, gpt, gemini, small])
    await terminal.until(new RegExp(`Select model[^]*${name}\\s*$`, 'm'));
  expect(terminal.screen()).not.toContain('Evil');
  terminal.press('Escape');
  await terminal.until(/^(?![^]*Select model)/);

  const paths = [
    '/v1/chat/completions',
    `/v1beta/models/${gemini.id}:streamGenerateContent`,
    '/v1/messages',
    '/v1/responses',
  ];
  for (const [index, model] of [small, gemini, claude, gpt].entries()) {
    await pick(terminal, model);
    await terminal.submit(`say hello ${index}`);
    await terminal.until(`You wrote: say hello ${index}`);
    expectAsked(gateway, `say hello ${index}`, paths[index] ?? '', model);
  }
  await pick(terminal, claude);
  await terminal.submit('/greet ', '/greet');
  await terminal.until('You wrote: please greet me');
  expectAsked(gateway, 'please greet me', '/v1/messages', claude);

  expect(gateway.elsewhere.requests).toEqual([]);
  expect(home.filesContaining(token)).toEqual([]);
  terminal.press('C-c');
  await terminal.until(/shell>\s*$/);
}, 240_000);

it('goes on with a session by the model that is asked for now', async () => {
  await using gateway = await startGateway({ demand: bearer });
  await using home = await programs.home();
  await run(home, jetway(gateway, claude, 'run', 'say hello 1'));
  expectAsked(gateway, 'say hello 1', '/v1/messages', claude);
  await run(home, jetway(gateway, gpt, 'run', '-c', 'say hello 2'));
  expectAsked(gateway, 'say hello 2', '/v1/responses', gpt);
  await run(home, jetway(gateway, gpt, 'run', '-c', '-m', `jetway/${small.id}`, 'say hello 3'));
  expectAsked(gateway, 'say hello 3', '/v1/chat/completions', small);
});

it('knows all that the catalogue does, without pipes too', async () => {
  await using gateway = await startGateway({ demand: bearer });
  await using home = await programs.home();
  const about = {
    name: 'Known',
    contextWindow: 123_000,
    maxOutputTokens: 45_000,
    prices: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    modalities: ['text', 'image', 'pdf'],
    tools: true,
    reasoning: true,
  } as const;
  const credentials = { authorization: 'Bearer <key>' };
  const endpoint = { protocol: 'openai-responses', baseUrl: `${gateway.url}/v1`, credentials } as const;
  const [main, other] = [
    { ...endpoint, model: 'gpt-5.5' },
    { ...endpoint, model: 'gpt-5-mini', about },
  ];
  const env = environment(home, { target: { main, others: [other] }, launch: { pipes: false } });

  const { stdout } = await runIn(home, ['opencode', 'models', 'jetway', '--verbose'], { env });
  const listed = Object.fromEntries(listedIn(stdout));
  expect(Object.keys(listed)).toEqual(['jetway/gpt-5-mini', 'jetway/gpt-5.5']);
  expect(listed['jetway/gpt-5-mini']).toMatchObject({
    name: 'Known',
    limit: { context: 123_000, output: 45_000 },
    cost: { input: 3, output: 15, cache: { read: 0.3, write: 3.75 } },
    capabilities: {
      reasoning: true,
      attachment: true,
      toolcall: true,
      input: { text: true, image: true, pdf: true, audio: false },
    },
  });

  const line = ['opencode', 'run', '-m', 'jetway/gpt-5-mini', 'say hello'];
  expect((await runIn(home, line, { env })).stdout).toContain('You wrote: say hello');
  expectAsked(gateway, 'say hello', '/v1/responses', { id: 'gpt-5-mini' });
});

function jetway(gateway: Gateway, model: Pick<DemoModel, 'id'>, ...args: readonly string[]): readonly string[] {
  const protocols = 'openai-chat,openai-responses,anthropic-messages,gemini';
  const choice = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocols}`];
  return ['jetway', ...choice, '--model', model.id, 'opencode', ...args];
}

function run(home: Home, line: readonly string[]): Promise<Ended> {
  return runIn(home, line, { env: { JETWAY_API_KEY: token } });
}

/** What Jetway would start OpenCode with, its files written. */
function environment(home: Home, given: AgentCase): Readonly<Record<string, string>> {
  const host = { ...launchOf(given).host, env: home.env, assets: join(dirname(programs.bin), 'jetway', 'dist') };
  const launch = { ...launchOf(given), host, folder: join(home.path, '.cache', 'jetway', 'agents') };
  const plan = planLaunch(opencode, targetOf(given), launch);
  for (const { path, content } of plan.files ?? []) home.write(path, content());
  return childEnvironment(plan, new Map([[gatewayKey.account, token]]), host);
}

/** `opencode models --verbose`: each id, and what is known of it. */
function listedIn(stdout: string): readonly (readonly [id: string, known: Readonly<Record<string, unknown>>])[] {
  return stdout
    .split(/^(?=jetway\/)/m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), JSON.parse(part.slice(end)) as Readonly<Record<string, unknown>>];
    });
}

async function pick(terminal: Terminal, model: DemoModel): Promise<void> {
  await terminal.submit('/models', 'Switch model');
  await terminal.until(/Select model[^]*Search/);
  terminal.type(model.name, false);
  // Only a search shows the gateway beside a model.
  await terminal.answer(new RegExp(`${model.name} {2,}Compatible server`), 'Enter');
  const picked = new RegExp(`Build · ${model.name}(?![^]*Select)`);
  const screen = await terminal.until(new RegExp(`Select variant|${picked.source}`));
  if (!screen.includes('Select variant')) return;
  // How hard a model reasons is asked too, where it can.
  await terminal.answer('Select variant', 'Enter');
  await terminal.until(picked);
}

/** One turn with this prompt went there, for this model and with the gateway's credential alone. Titles have no tools. */
function expectAsked(gateway: Gateway, prompt: string, path: string, model: Pick<DemoModel, 'id'>): void {
  const asked = gateway
    .to(path)
    .filter(({ body }) => listAt(body, 'tools').length > 0 && JSON.stringify(body).includes(prompt));
  expect(asked.map(credentialsOf), gateway.requests.map((request) => request.path).join('\n')).toEqual([bearer]);
  if (!path.includes(model.id)) expect(asked.map(({ body }) => textAt(body, 'model'))).toEqual([model.id]);
}
