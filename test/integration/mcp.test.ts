import { describe, expect, it } from 'vitest';
import { at } from '../../src/json-path.ts';
import { agents } from '../../src/agents/index.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway, type Outcome, type RunOptions } from '../support/jetway.ts';
import { mcpAt } from '../support/mcp.ts';

const key = 'sk-bf-mcp-5e1c9a7d3b';
const demand = `Bearer ${key}`;
const models = ['openai/gpt-5', 'anthropic/claude-sonnet-4-5', 'gemini/gemini-2.5-pro'];
const ways = agents.filter(({ mcp }) => 'attach' in mcp).map(({ id }) => id);
const refused = agents.flatMap(({ id, mcp }) => ('why' in mcp ? [[id, mcp.why] as const] : []));

describe.each(ways)('%s', (id) => {
  it('is given the server, and its key in no argument and no file', async () => {
    await using gateway = await startGateway({ models, answers: mcpAt({ demand }) });
    await using here = await jetway();
    here.installNative(id);
    const { code, stderr, starts } = await launch(here, gateway, [id]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/the MCP server of Bifrost, http.*\/mcp, is attached as bifrost-[0-9a-f]{6}\n/);
    const [start] = starts;
    const given = JSON.stringify([start?.args, start?.env, [...(start?.pipes.values() ?? [])], files(here)]);
    expect(given).toContain(`${gateway.url}/mcp`);
    expect(start?.args.join(' ')).not.toContain(key);
    // What the fake agent writes down of its own start holds all that it was given.
    expect(here.home.filesContaining(key).filter((name) => !name.endsWith('given'))).toEqual([]);
  });

  it('shows it in a dry run, which asks the server nothing', async () => {
    await using gateway = await startGateway({ models, answers: mcpAt({ demand }) });
    await using here = await jetway();
    here.install(id);
    const shown = await launch(here, gateway, [id], {}, ['--dry-run', '--json']);
    expect(at(shown.json, 'mcp')).toEqual({ name: expect.stringMatching(/^bifrost-/), url: `${gateway.url}/mcp` });
    expect(shown.stdout).not.toContain(key);
    expect((await launch(here, gateway, [id], {}, ['--dry-run'])).stdout).toMatch(/MCP server +bifrost-/);
    expect(gateway.to('/mcp')).toEqual([]);
  });
});

it.each(refused)('%s is refused with its reason', async (id, why) => {
  await using gateway = await startGateway({ models, answers: mcpAt() });
  await using here = await jetway();
  here.install(id);
  const { code, stderr, starts } = await launch(here, gateway, [id]);
  expect(code).toBe(2);
  expect(stderr).toContain(why);
  expect(starts).toEqual([]);
});

it('changes its name with the key, and with nothing else', async () => {
  await using gateway = await startGateway({ models, answers: mcpAt() });
  await using here = await jetway();
  here.install('codex');
  const nameWith = async (value: string): Promise<unknown> =>
    at(
      (await launch(here, gateway, ['codex'], { env: { JETWAY_API_KEY: value } }, ['--dry-run', '--json'])).json,
      'mcp',
      'name',
    );
  const [first, again, other] = [await nameWith(key), await nameWith(key), await nameWith(`${key}-other`)];
  expect(first).toBe(again);
  expect(other).not.toBe(first);
});

it('takes leave of a server that keeps a session', async () => {
  await using gateway = await startGateway({ models, answers: mcpAt({ events: true }) });
  await using here = await jetway();
  here.install('codex');
  expect((await launch(here, gateway, ['codex'])).code).toBe(0);
  expect(gateway.to('/mcp').map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  expect(gateway.to('/mcp')[1]?.headers['mcp-session-id']).toBe('a-session');
});

it.each([
  [
    'refuses the key',
    4,
    'refuses this key with 401: virtual key not found',
    { answers: mcpAt({ demand: 'Bearer other' }) },
  ],
  ['is not there', 5, 'there is no MCP server: it answers 404', { misbehave: { '/mcp': '404' } as const }],
  ['never answers', 5, 'does not answer', { misbehave: { '/mcp': 'slow' } as const }],
  ['breaks off', 5, 'does not answer', { misbehave: { '/mcp': 'reset' } as const }],
])('a server that %s is found out before anything starts', async (_, code, said, options) => {
  await using gateway = await startGateway({ models, ...options });
  await using here = await jetway();
  here.install('codex');
  const outcome = await launch(here, gateway, ['codex'], { patience: 1000 });
  expect(outcome.stderr).toContain(said);
  expect(outcome.code).toBe(code);
  expect(outcome.starts).toEqual([]);
});

it('says why where the gateway has none, where a relay stands before it, and is silent where no session is opened', async () => {
  await using gateway = await startGateway({ models, answers: mcpAt() });
  await using here = await jetway();
  here.install('codex');
  const plain = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-responses'];
  const none = await here.run([...plain, '--model', 'openai/gpt-5', '--mcp', 'codex'], env);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('has no MCP server that its key opens');
  const relayed = await launch(here, gateway, ['codex'], {}, ['--budget', '2mtok']);
  expect(relayed.code).toBe(2);
  expect(relayed.stderr).toContain('With a relay the agent has no key');
  const apart = await launch(here, gateway, ['codex', 'features']);
  expect(apart.code, apart.stderr).toBe(0);
  expect(apart.starts[0]?.args).toEqual(['features']);
  expect(gateway.to('/mcp')).toEqual([]);
});

it('leaves the same plan without the flag', async () => {
  await using gateway = await startGateway({ models, answers: mcpAt() });
  await using here = await jetway();
  here.install('codex');
  const words = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'openai/gpt-5', 'codex'];
  const { starts } = await here.run(words, env);
  expect(JSON.stringify(starts)).not.toContain('/mcp');
  expect(gateway.to('/mcp')).toEqual([]);
});

const env: RunOptions = { env: { JETWAY_API_KEY: key } };

async function launch(
  here: Jetway,
  gateway: Gateway,
  words: readonly string[],
  options: RunOptions = {},
  flags: readonly string[] = [],
): Promise<Outcome> {
  const model = models.find((one) =>
    one.startsWith(words[0] === 'claude' ? 'anthropic' : words[0] === 'gemini' ? 'gemini' : 'openai'),
  );
  const choice = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', model ?? '', '--mcp'];
  return here.run([...choice, ...flags, ...words], { ...env, ...options });
}

/** The files that Jetway made for the agent. */
function files(here: Jetway): readonly string[] {
  return [...here.home.snapshot()].flatMap(([name, bytes]) =>
    name.includes('.cache/jetway/agents') ? [bytes.toString()] : [],
  );
}
