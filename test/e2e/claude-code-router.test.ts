import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, parseJson, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { installRouter, startRouter, type ClaudeCodeRouter } from '../support/claude-code-router.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn, type Ended } from '../support/run-in.ts';
import { answer } from './launching.ts';

const key = 'ccr-key-58c2e1f09a';
const providerKey = 'sk-of-the-router-3d7b';

/** The folder, or why it could not be installed; in CI that is a failure. */
const installed = await installRouter().catch((error: unknown) => {
  if (process.env['CI'] !== undefined) throw error;
  return undefined;
});

describe.skipIf(installed === undefined)('claude-code-router 2.0.0', () => {
  let programs: Packed;
  let upstream: Gateway;
  let router: ClaudeCodeRouter;
  beforeAll(async () => {
    programs = await packed();
    upstream = await startGateway({ demand: { authorization: `Bearer ${providerKey}` } });
    const provider = {
      name: 'up',
      api_base_url: `${upstream.origin}/v1/chat/completions`,
      api_key: providerKey,
      models: ['gpt-5.5', 'qwen/qwen3-coder'],
    };
    const closed = { ...provider, name: 'closed', api_key: 'sk-old', models: ['gpt-5.5'] };
    router = await startRouter(installed ?? '', [provider, closed], key);
  });
  afterAll(async () => {
    await router?.[Symbol.asyncDispose]();
    await upstream?.[Symbol.asyncDispose]();
    await programs?.[Symbol.asyncDispose]();
  });

  const run = async (words: readonly string[], given = key): Promise<Ended & { readonly json: unknown }> => {
    await using home = await programs.home();
    const ended = await runIn(home, ['jetway', ...words], {
      env: { JETWAY_API_KEY: given, JETWAY_GATEWAY: 'claude-code-router', JETWAY_BASE_URL: router.url },
    });
    for (const secret of [given, providerKey]) {
      expect(home.filesContaining(secret)).toEqual([]);
      expect(`${ended.stdout}${ended.stderr}`).not.toContain(secret);
    }
    return { ...ended, json: parseJson(ended.stdout) };
  };

  it('lists the models of its providers by the names that it takes, and shows no key of theirs', async () => {
    const { json, stderr, code } = await run(['list-models', '--json']);
    expect(code, stderr).toBe(0);
    expect(listAt(json, 'models').map((model) => textAt(model, 'id'))).toEqual([
      'up,gpt-5.5',
      'up,qwen/qwen3-coder',
      'closed,gpt-5.5',
    ]);
  });

  it('is found well by the doctor, and a key that it refuses is not', async () => {
    const examined = async (given?: string): Promise<Readonly<Record<string, unknown>>> => {
      const { json, stderr } = await run(['doctor', 'claude', '--model', 'up,gpt-5.5', '--json'], given);
      expect(listAt(json, 'checks'), stderr).not.toEqual([]);
      return Object.fromEntries(listAt(json, 'checks').map((one) => [textAt(one, 'id'), at(one, 'status')]));
    };
    expect(await examined()).toMatchObject({ gateway: 'pass', credential: 'pass', model: 'pass' });
    expect(await examined('ccr-key-wrong')).toMatchObject({ gateway: 'pass', credential: 'fail' });
  });

  it('answers Claude Code with a model of another maker', async () => {
    const before = upstream.to('/chat/completions').length;
    const { stdout, stderr, code } = await run(['--model', 'up,qwen/qwen3-coder', 'claude', '-p', 'say hello']);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = upstream.to('/chat/completions').slice(before);
    expect(asked.some(({ body }) => textAt(body, 'model') === 'qwen/qwen3-coder')).toBe(true);
  });

  it.each([
    ['nowhere,gpt-5.5', 6, /no provider nowhere/],
    ['closed,gpt-5.5', 5, /closed,gpt-5\.5, refuses the router's own key/],
  ])('says why %s is not answered', async (model, status, why) => {
    const { code, stderr } = await run(['--no-check', 'ask', 'say hello', '--agent', 'claude', '--model', model]);
    expect(code, stderr).toBe(status);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(why);
    expect(stderr).not.toContain('dist/cli.js');
  });
});
