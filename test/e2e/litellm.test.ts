import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { at, listAt, parseJson, textAt } from '../../src/json-path.ts';
import { capable } from '../support/capable.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { installLiteLlm, startLiteLlm, type LiteLlm, type Release } from '../support/litellm.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn, type Ended } from '../support/run-in.ts';
import { answer } from './launching.ts';

const goodKey = 'sk-jetway-good-6b1e02';
const smallKey = 'sk-jetway-small-94d7c3';
const narrowKey = 'sk-jetway-narrow-0fe58a';

const [claudeModel, gptModel, geminiModel, teamModel] = [
  'claude-sonnet-4-5',
  'gpt-5.5',
  'gemini-2.5-pro',
  'team-model',
];
/** A release with its version, or why it could not be installed; in CI that is a failure. */
async function found(release: Release): Promise<{ release: Release; version: string; missing: boolean }> {
  try {
    return { release, version: await installLiteLlm(release), missing: false };
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    return { release, version: `which is not here: ${String(error).split('\n', 1)[0]}`, missing: true };
  }
}

const releases = [await found('pinned'), await found('newest')];
for (const { release, version, missing } of releases) {
  describe.skipIf(missing)(`the ${release} LiteLLM proxy, ${version}`, () => {
    let programs: Packed;
    let upstream: Gateway;
    let proxy: LiteLlm;
    let trying = false;
    const trial = capable((asked) => (asked === 'pdf' ? 'refused' : 'works'));
    beforeAll(async () => {
      programs = await packed();
      upstream = await startGateway({ answers: (request) => (trying ? trial(request) : undefined) });
      const deployment = (name: string, model: string, path: string, about: object = {}): object => ({
        model_name: name,
        litellm_params: { model, api_base: `${upstream.origin}${path}`, api_key: 'upstream-key' },
        model_info: about,
      });
      proxy = await startLiteLlm(
        {
          models: [
            deployment(claudeModel, 'anthropic/claude-sonnet-4-5', ''),
            deployment(gptModel, 'openai/gpt-5.5', '/v1'),
            deployment(geminiModel, 'gemini/gemini-2.5-pro', '/v1beta'),
            deployment(teamModel, 'openai/one', '/v1', { max_input_tokens: 100_000, max_output_tokens: 8000 }),
            deployment(teamModel, 'openai/other', '/v1', { max_input_tokens: 64_000, max_output_tokens: 16_000 }),
            deployment('vectors', 'openai/text-embedding-3-small', '/v1', { mode: 'embedding' }),
          ],
          keys: {
            [goodKey]: {},
            [smallKey]: { model_max_budget: { [gptModel]: { budget_limit: 0.0001, time_period: '1d' } } },
            [narrowKey]: { models: [gptModel] },
          },
        },
        release,
      );
    });
    afterAll(async () => {
      await proxy?.[Symbol.asyncDispose]();
      await upstream?.[Symbol.asyncDispose]();
      await programs?.[Symbol.asyncDispose]();
    });

    const run = async (key: string, ...words: readonly string[]): Promise<Ended & { readonly json: unknown }> => {
      await using home = await programs.home();
      const env = { JETWAY_API_KEY: key, JETWAY_GATEWAY: 'litellm', JETWAY_BASE_URL: proxy.url };
      const ended = await runIn(home, ['jetway', ...words], { env });
      expect(home.filesContaining(key)).toEqual([]);
      return { ...ended, json: parseJson(ended.stdout) };
    };

    const [works, ignored] = ['works', 'ignored'];
    it.each([
      ['claude', claudeModel, { images: works, 'web-search': works, thinking: works, 'auto-mode': works }],
      ['codex', gptModel, { images: works, 'web-search': works, thinking: works, compaction: works }],
      // Translated, what is Anthropic's own goes without a word.
      ['claude', gptModel, { images: works, 'web-search': ignored, 'parallel-tools': works, 'auto-mode': ignored }],
    ])('tells what works through it for %s with %s', async (agent, model, expected) => {
      trying = true;
      const words = ['doctor', agent, '--capabilities', '--only', 'capabilities', '--model', model, '--json'];
      const { json } = await run(goodKey, ...words);
      trying = false;
      const rows = listAt(json, 'checks', 0, 'evidence');
      const results = Object.fromEntries(rows.map((row) => [textAt(row, 'capability'), textAt(row, 'result')]));
      expect(results).toMatchObject({ ...expected, pdf: 'refused', 'prompt-caching': works });
      expect(textAt(rows[1], 'said')).toContain('This gateway takes no pdf.');
    });

    it('lists the models that converse, a name of several deployments once with its smallest limits', async () => {
      const { json, stderr, code } = await run(goodKey, 'list-models', '--json');
      expect(code, stderr).toBe(0);
      const models = listAt(json, 'models');
      expect(models.map((model) => textAt(model, 'id'))).toEqual([claudeModel, gptModel, geminiModel, teamModel]);
      expect(models[0]).toMatchObject({ contextWindow: 200_000, maxOutputTokens: 64_000, tools: true });
      expect(models[0]).toMatchObject({ prices: { input: 3, output: 15 } });
      expect(models[3]).toMatchObject({ contextWindow: 64_000, maxOutputTokens: 8000 });
      expect((await run(narrowKey, 'list-models')).stdout).toBe(`${gptModel}\n`);
    });

    it('is found well by the doctor, and a key that it does not know is not', async () => {
      const examined = async (key: string): Promise<Readonly<Record<string, unknown>>> => {
        const { json, stderr } = await run(key, 'doctor', 'codex', '--model', gptModel, '--json');
        const results = listAt(json, 'checks');
        expect(results, stderr).not.toEqual([]);
        return Object.fromEntries(results.map((result) => [textAt(result, 'id'), at(result, 'status')]));
      };
      expect(await examined(goodKey)).toMatchObject({ gateway: 'pass', credential: 'pass', model: 'pass' });
      expect(await examined('sk-jetway-wrong-1234')).toMatchObject({ gateway: 'pass', credential: 'fail' });
    });

    it.each([
      ['codex', claudeModel],
      ['claude', gptModel],
      ['opencode', geminiModel],
      ['opencode', teamModel],
    ])('answers ask over the protocol of %s with %s', async (agent, model) => {
      const { stdout, stderr, code } = await run(goodKey, 'ask', 'say hello', '--agent', agent, '--model', model);
      expect(code, stderr).toBe(0);
      expect(stdout.trim()).toBe(answer);
    });

    it.each([
      ['claude', claudeModel, ['-p']],
      ['claude', gptModel, ['-p']],
      ['codex', gptModel, ['exec']],
      ['codex', claudeModel, ['exec']],
      ['opencode', claudeModel, ['run']],
      ['opencode', gptModel, ['run']],
      ['opencode', geminiModel, ['run']],
      ['opencode', teamModel, ['run']],
      ['gemini', geminiModel, ['--skip-trust', '-p']],
    ])('serves %s with %s', async (agent, model, words) => {
      const before = proxy.heard().length;
      const { stdout, stderr, code } = await run(goodKey, '--model', model, agent, ...words, 'say hello');
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(answer);
      const told = proxy
        .heard()
        .slice(before)
        .filter(({ path }) => /messages$|responses$|completions$|enerateContent$/.test(path))
        .map(({ headers }) => headers);
      expect(told).not.toEqual([]);
      for (const headers of told) {
        expect(headers['x-litellm-session-id']).toMatch(/^[0-9a-f-]{36}$/);
        expect(JSON.parse(headers['x-litellm-spend-logs-metadata'] ?? '')).toMatchObject({ agent });
      }
      expect(upstream.requests.every(({ headers }) => !JSON.stringify(headers).includes(goodKey))).toBe(true);
    });

    it('is understood where a budget runs out, and where a key may not use a model', async () => {
      const ask = (key: string, model: string): ReturnType<typeof run> =>
        run(key, 'ask', 'say hello', '--agent', 'claude', '--model', model);
      expect((await ask(smallKey, gptModel)).code).toBe(0);
      // The proxy counts what a request cost after it has answered.
      const refused = await vi.waitFor(
        async () => {
          const ended = await ask(smallKey, gptModel);
          expect(ended.code).toBe(5);
          return ended;
        },
        { timeout: 30_000 },
      );
      expect(refused.stderr).toContain("A budget of LiteLLM's is used up");
      expect(refused.stderr).not.toMatch(/[0-9a-f]{32}/);
      expect((await ask(smallKey, claudeModel)).code).toBe(0);
      const denied = await ask(narrowKey, claudeModel);
      expect(denied.code).toBe(6);
      expect(denied.stderr).toContain('The key may not use this model');
    });
  });
}

/** As `pip install 'litellm[proxy]'` gives it, with a master key and nothing else. */
for (const { release, version, missing } of releases) {
  describe.skipIf(missing)(`the ${release} LiteLLM proxy without a database, ${version}`, () => {
    let programs: Packed;
    let upstream: Gateway;
    let refusing: Gateway;
    let proxy: LiteLlm;
    beforeAll(async () => {
      programs = await packed();
      upstream = await startGateway();
      refusing = await startGateway({ misbehave: { '*': '401' } });
      const models = [
        [gptModel, upstream],
        ['broken', refusing],
      ] as const;
      proxy = await startLiteLlm(
        {
          models: models.map(([name, { origin }]) => ({
            model_name: name,
            litellm_params: { model: 'openai/gpt-5.5', api_base: `${origin}/v1`, api_key: 'upstream-key' },
          })),
          keys: goodKey,
        },
        release,
      );
    });
    afterAll(async () => {
      await proxy?.[Symbol.asyncDispose]();
      await Promise.all([upstream?.[Symbol.asyncDispose](), refusing?.[Symbol.asyncDispose]()]);
      await programs?.[Symbol.asyncDispose]();
    });

    const run = async (key: string | undefined, ...words: readonly string[]): Promise<Ended> => {
      await using home = await programs.home();
      const env = { JETWAY_GATEWAY: 'litellm', JETWAY_BASE_URL: proxy.url };
      return await runIn(home, ['jetway', ...words], {
        env: { ...env, ...(key === undefined ? {} : { JETWAY_API_KEY: key }) },
      });
    };
    const statuses = async (key: string): Promise<Readonly<Record<string, unknown>>> => {
      const { stdout } = await run(key, 'doctor', 'codex', '--model', gptModel, '--json');
      const results = listAt(parseJson(stdout), 'checks');
      return Object.fromEntries(results.map((result) => [textAt(result, 'id'), at(result, 'status')]));
    };

    it('launches with its master key, of which nothing is told there', async () => {
      const { stdout, stderr, code } = await run(goodKey, '--model', gptModel, 'codex', 'exec', 'say hello');
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(answer);
      expect(await statuses(goodKey)).toMatchObject({ gateway: 'pass', credential: 'pass', 'key-state': 'skip' });
    });

    it('has no keys, logs and limits to manage, which each command says in one sentence', async () => {
      await using home = await programs.home();
      const managed = async (...words: readonly string[]): Promise<Ended> =>
        runIn(home, ['jetway', ...words, '--gateway', 'litellm', '--base-url', proxy.url], {
          env: { LITELLM_MASTER_KEY: goodKey },
        });
      for (const words of [
        ['keys', 'list'],
        ['keys', 'create', 'alice', '--budget', '5usd/month'],
        ['gateway', 'logs'],
        ['gateway', 'spend-limits'],
      ]) {
        const { code, stderr } = await managed(...words);
        expect({ words, code }).toEqual({ words, code: 3 });
        expect(stderr).toContain('This LiteLLM has no database, and so no virtual keys, logs and budgets.');
      }
      expect((await managed('gateway', 'list')).stdout).toMatch(/LiteLLM [\d.]+ +no database/);
      expect((await managed('gateway', 'routes', 'list')).stdout).toContain(gptModel);
      const { code, stdout } = await managed('gateway', 'provider-keys', 'list');
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'No key of a provider is stored.\n' });
    });

    it('refuses any other key in one way: by the list, by the doctor and before a launch', async () => {
      const wrong = 'sk-jetway-wrong-1234';
      for (const words of [['list-models'], ['--model', gptModel, 'codex', 'exec', 'say hello']]) {
        const { stderr, code } = await run(wrong, ...words);
        expect(code, stderr).toBe(4);
        expect(stderr).toContain('only its master key');
      }
      expect(await statuses(wrong)).toMatchObject({ gateway: 'pass', credential: 'fail' });
    });

    it.each([[['list-models']], [['--model', gptModel, 'claude', '-p', 'say hello']]])(
      'wants a key where there is none: %j',
      async (words) => {
        const { stderr, code } = await run(undefined, ...words);
        expect(code, stderr).toBe(4);
        expect(stderr).toMatch(/wants a key|needs a key/i);
      },
    );

    it('tells what stands behind the silence after a provider’s refusal', async () => {
      const said: string[] = [];
      // Its own retries may have set the deployment aside already; it is so for five seconds.
      for (let asked = 0; asked < 3; asked += 1) {
        const { code, stderr } = await run(goodKey, 'ask', 'say hello', '--agent', 'codex', '--model', 'broken');
        expect(code, stderr).toBe(5);
        said.push(stderr);
      }
      expect(said.join('')).toContain('the provider behind it refused or failed');
      expect(said.join('')).not.toContain('asked too much');
    });
  });
}
