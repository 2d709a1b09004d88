import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { escape, interrupt, scripted, type Exchange } from '../support/scripted.ts';
import { unbroken } from '../support/shown.ts';

const key = 'sk-own-9f8e7d6c';
const demand = { authorization: `Bearer ${key}` };
const models = ['openai/gpt-5', 'openai/gpt-5.5', 'openai/gpt-5.5-mini', 'anthropic/claude-sonnet-4-5'];

const questions = (url: string): readonly Exchange[] => [
  ['Which agent', 'codex'],
  ['Which gateway', 'compatible'],
  ['Base URL', url],
  ['Key of', key],
  ['Which model', 'openai/gpt-5.5'],
];

describe('Esc', () => {
  it('goes back one question from each, and the answers given are proposed again', async () => {
    await using gateway = await startGateway({ models, demand });
    await using here = await jetway();
    const agent = here.install('codex');
    const [which, kind, address, secret, model] = questions(gateway.url) as [
      Exchange,
      Exchange,
      Exchange,
      Exchange,
      Exchange,
    ];
    const prompts = scripted(
      which,
      kind,
      address,
      secret,
      model,
      ['Launch Codex?', escape],
      ['Which model', escape],
      ['Key of', escape],
      ['Base URL', escape],
      ['Which gateway', escape],
      which,
      kind,
      address,
      // Enter keeps the one typed.
      ['Key of', ''],
      model,
      ['Launch Codex?', 'go'],
    );
    const { code, stderr } = await here.run([], { prompts });
    expect(stderr).toContain('Saved as profile compatible');
    expect(code).toBe(0);
    expect(prompts.left).toEqual([]);
    const again = prompts.asked.slice(6);
    expect(again.map(({ preset }) => preset)).toEqual([
      'openai/gpt-5.5',
      undefined,
      gateway.url,
      'compatible',
      'codex',
      'compatible',
      gateway.url,
      undefined,
      'openai/gpt-5.5',
      undefined,
    ]);
    expect([...here.keys.values()]).toEqual([key]);
    expect(agent.given()?.argv).toContain('model="openai/gpt-5.5"');
  });

  it('at the first question ends with 130', async () => {
    await using here = await jetway();
    expect((await here.run([], { prompts: scripted(['Which agent', escape]) })).code).toBe(130);
  });
});

describe('the summary before a first launch', () => {
  it('says what will be, and a letter changes its line alone', async () => {
    await using gateway = await startGateway({ models, demand });
    await using here = await jetway();
    const agent = here.install('codex');
    const prompts = scripted(
      ...questions(gateway.url),
      ['Launch Codex?', 'm'],
      ['Which model', 'openai/gpt-5'],
      ['Launch Codex?', 's'],
      ['Which small model', 'openai/gpt-5.5-mini'],
      ['Launch Codex?', 'p'],
      ['Name of the profile', 'work'],
      ['Launch Codex?', 'go'],
    );
    expect((await here.run([], { prompts })).code).toBe(0);
    expect(prompts.left).toEqual([]);
    expect(prompts.asked.filter(({ kind }) => kind === 'review').at(-1)?.choices).toEqual([
      'a agent: Codex',
      'g gateway: Compatible server',
      `h address: ${gateway.url}`,
      'k key: will be kept in memory',
      'm model: openai/gpt-5',
      's small model: openai/gpt-5.5-mini',
      'p profile: work',
    ]);
    expect(agent.given()?.argv).toContain('model="openai/gpt-5"');
    expect(here.config()).toMatchObject({
      current: 'work',
      profiles: { work: { models: { codex: 'openai/gpt-5' }, smallModels: { codex: 'openai/gpt-5.5-mini' } } },
    });
  });

  it('asks again what another answer changes, and nothing else', async () => {
    await using gateway = await startGateway({ models, demand });
    await using here = await jetway();
    here.install('codex');
    here.install('claude');
    const prompts = scripted(
      ...questions(gateway.url),
      ['Launch Codex?', 'a'],
      ['Which agent', 'claude'],
      ['Which model for Claude Code', interrupt],
    );
    expect((await here.run([], { prompts })).code).toBe(130);
    expect(prompts.left).toEqual([]);
    expect(here.config()).toBeUndefined();
    expect(here.keys.size).toBe(0);
  });
});

describe('an address', () => {
  it('is asked with its default of a gateway that people run themselves, and again where nothing listens', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const agent = here.install('codex');
    const prompts = scripted(
      ['Which gateway', 'bifrost'],
      ['Address of Bifrost', 'http://127.0.0.1:9'],
      ['Address of Bifrost', gateway.url],
      ['Key of Bifrost', ''],
      ['Which model', 'openai/gpt-5'],
    );
    const { code } = await here.run(['codex'], { prompts });
    expect(code).toBe(0);
    expect(prompts.asked[1]?.preset).toBe('http://localhost:8080');
    expect(prompts.asked[1]?.complaints[0]).toContain('Nothing listens at http://127.0.0.1:9');
    expect(prompts.asked[2]?.question).toContain(`sent to ${new URL(gateway.url).host}`);
    expect(agent.given()).toBeDefined();
  });
});

describe('a key from a variable', () => {
  it('that is refused is named, and another one asked for', async () => {
    await using gateway = await startGateway({ models, demand });
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(...questions(gateway.url));
    const { code, stderr } = await here.run([], { prompts, env: { JETWAY_API_KEY: 'sk-wrong-12345' } });
    expect(code).toBe(0);
    expect(unbroken(stderr)).toContain('It came from JETWAY_API_KEY, which wins over a stored key');
    expect([...here.keys.values()]).toEqual([key]);
    expect(stderr).not.toContain('sk-wrong-12345');
  });
});

describe('a failure after the questions', () => {
  it('keeps all answers but the key for the next start, which proposes them', async () => {
    await using gateway = await startGateway({ models, demand });
    await using here = await jetway();
    const first = scripted(...questions(gateway.url), ['not installed', 'no']);
    const { code, stderr } = await here.run([], { prompts: first });
    expect(code).toBe(7);
    expect(stderr).toContain('Your answers are kept for the next start');
    expect(here.home.filesContaining(key)).toEqual([]);
    here.install('codex');
    const second = scripted(...questions(gateway.url));
    expect((await here.run([], { prompts: second })).code).toBe(0);
    expect(second.asked.map(({ preset }) => preset)).toEqual([
      'codex',
      'compatible',
      gateway.url,
      undefined,
      'openai/gpt-5.5',
    ]);
    expect([...here.home.snapshot().keys()].filter((path) => path.endsWith('answers.json'))).toEqual([]);
  });
});

describe('the model that is preselected', () => {
  it("is the newest of the agent's own maker", async () => {
    await using gateway = await startGateway({ models, demand });
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(...questions(gateway.url));
    await here.run([], { prompts });
    expect(prompts.asked.at(-1)?.preset).toBe('openai/gpt-5.5');
  });
});
