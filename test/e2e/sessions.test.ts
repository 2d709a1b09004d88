import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway, type Gateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';

// Sessions of the real agents that were begun at another provider, gone on with through Jetway, and plainly again.
const key = 'sk-moves-2b9a4f1d7c';
// A launch keeps a proxy away from a gateway on this machine; the plain agents ask the one that refuses all of these tests.
const direct = { NO_PROXY: '127.0.0.1' };

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('goes on with a session of Claude Code through Jetway, and back', async () => {
  await using own = await startGateway();
  await using gateway = await startGateway();
  await using home = await programs.home();
  const plainly = { env: { ...direct, ANTHROPIC_BASE_URL: own.url, ANTHROPIC_AUTH_TOKEN: 'plain-token' } };
  const model = 'claude-sonnet-4-5';
  expect((await runIn(home, ['claude', '-p', '--model', model, 'the first words'], plainly)).code).toBe(0);
  const there = await through(gateway, 'anthropic-messages', model, home, ['claude', '-c', '-p', 'the second words']);
  expect(there.code, there.stderr).toBe(0);
  expect(asked(gateway, 'the second words')).toContain('the first words');
  expect((await runIn(home, ['claude', '-c', '-p', '--model', model, 'the third words'], plainly)).code).toBe(0);
  expect(asked(own, 'the third words')).toContain('the second words');
});

it("says that Codex does not go on with another provider's session, and goes on in the copy that it names", async () => {
  await using own = await startGateway();
  await using gateway = await startGateway();
  await using home = await programs.home();
  home.write(
    '.codex/config.toml',
    `model = "gpt-5.5"
model_provider = "own"
[model_providers.own]
name = "Own"
base_url = "${own.url}/v1"
wire_api = "responses"
env_key = "OWN_KEY"
`,
  );
  const plainly = { env: { ...direct, OWN_KEY: 'plain-key' } };
  const codex = async (...words: readonly string[]) =>
    through(gateway, 'openai-responses', 'gpt-5.5', home, ['codex', 'exec', ...words]);
  expect((await runIn(home, ['codex', 'exec', 'the first words'], plainly)).code).toBe(0);

  const last = await codex('resume', '--last', 'lost words');
  expect(last.code).toBe(2);
  expect(last.stderr).toContain('began with own, not through Jetway: Codex would begin a new one without a word.');
  const id = /Go on in a copy of it: jetway codex exec fork ([0-9a-f-]{36})/.exec(last.stderr)?.[1] ?? '';
  expect((await codex('resume', id, 'lost words')).stderr).toContain(`jetway codex exec fork ${id}`);
  expect(gateway.requests).toEqual([]);

  const copy = await codex('fork', id, 'the second words');
  expect(copy.code, copy.stderr).toBe(0);
  expect(asked(gateway, 'the second words')).toContain('the first words');
  // From here on the last session is one of Jetway's.
  expect((await codex('resume', '--last', 'the third words')).code).toBe(0);
  expect(asked(gateway, 'the third words')).toContain('the first words');

  const ours = /session id: ([0-9a-f-]{36})/.exec(copy.stderr)?.[1] ?? '';
  expect((await runIn(home, ['codex', 'exec', 'fork', ours, 'the fourth words'], plainly)).code).toBe(0);
  expect(asked(own, 'the fourth words')).toContain('the third words');
});

it('goes on with a session of Gemini CLI through Jetway, and back', async () => {
  await using own = await startGateway();
  await using gateway = await startGateway();
  await using home = await programs.home();
  home.write('.gemini/settings.json', JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }));
  const plainly = { env: { ...direct, GOOGLE_GEMINI_BASE_URL: own.url, GEMINI_API_KEY: 'plain-key' } };
  const model = 'gemini-2.5-pro';
  const words = ['gemini', '--skip-trust'];
  expect((await runIn(home, [...words, '-m', model, '-p', 'the first words'], plainly)).code).toBe(0);
  const more = [...words, '-r', 'latest', '-p'];
  const there = await through(gateway, 'gemini', model, home, [...more, 'the second words']);
  expect(there.code, there.stderr).toBe(0);
  expect(asked(gateway, 'the second words')).toContain('the first words');
  expect((await runIn(home, [...more, 'the third words', '-m', model], plainly)).code).toBe(0);
  expect(asked(own, 'the third words')).toContain('the second words');
});

it('goes on with a session of Kimi Code through Jetway, and back', async () => {
  await using own = await startGateway();
  await using gateway = await startGateway();
  await using home = await programs.home('kimi');
  home.write(
    '.kimi-code/config.toml',
    `default_model = "mine"
[providers.own]
type = "openai"
base_url = "${own.url}/v1"
api_key = "sk-own-0000000000000000"
[models.mine]
provider = "own"
model = "of-own"
max_context_size = 100000
`,
  );
  const plainly = { env: direct };
  const first = await runIn(home, ['kimi', '-p', 'the first words'], plainly);
  expect(first.code, first.stderr).toBe(0);
  const there = await through(gateway, 'openai-chat', 'gpt-5.5', home, ['kimi', '-c', '-p', 'the second words']);
  expect(there.code, there.stderr).toBe(0);
  expect(asked(gateway, 'the second words')).toContain('the first words');
  // The session keeps the model of Jetway's, which plain Kimi Code does not have.
  const back = await runIn(home, ['kimi', '-c', '-m', 'mine', '-p', 'the third words'], plainly);
  expect(back.code, back.stderr).toBe(0);
  expect(asked(own, 'the third words')).toContain('the second words');
});

it('goes on with a session of Continue CLI through Jetway, and back', async () => {
  await using own = await startGateway();
  await using gateway = await startGateway();
  await using home = await programs.home('cn');
  const mine = `{ name: mine, provider: openai, model: of-own, apiBase: "${own.url}/v1", apiKey: plain-key }`;
  home.write('.continue/config.yaml', `name: Mine\nversion: 1.0.0\nschema: v1\nmodels:\n  - ${mine}\n`);
  const plainly = { env: direct };
  const first = await runIn(home, ['cn', '-p', 'the first words'], plainly);
  expect(first.code, first.stderr).toBe(0);
  const more = ['cn', '--resume', '-p'];
  const there = await through(gateway, 'anthropic-messages', 'claude-sonnet-4-5', home, [...more, 'the second words']);
  expect(there.code, there.stderr).toBe(0);
  expect(asked(gateway, 'the second words')).toContain('the first words');
  const back = await runIn(home, [...more, 'the third words'], plainly);
  expect(back.code, back.stderr).toBe(0);
  expect(asked(own, 'the third words')).toContain('the second words');
});

function through(gateway: Gateway, protocol: string, model: string, home: Home, words: readonly string[]) {
  const where = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocol}`];
  const line = ['jetway', ...where, '--model', model, '--no-check', ...words];
  return runIn(home, line, { env: { JETWAY_API_KEY: key } });
}

/** The last request that holds these words. */
function asked(gateway: Gateway, words: string): string {
  return gateway.requests.map(({ body }) => JSON.stringify(body)).findLast((text) => text.includes(words)) ?? '';
}
