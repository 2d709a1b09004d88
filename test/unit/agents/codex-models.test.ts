import { describe, expect, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { codex } from '../../../src/agents/codex.ts';
import type { Model } from '../../../src/models/catalogue.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

type Fields = Readonly<Record<string, unknown>>;

const effort = (name: string): Fields => ({ effort: name, description: `Thinks ${name}` });

/** A model as the program prints it; the values are made up. */
const plainest: Fields = {
  slug: 'gpt-5.5',
  display_name: 'GPT',
  description: 'Theirs',
  default_reasoning_level: 'medium',
  supported_reasoning_levels: ['minimal', 'low', 'medium', 'high', 'xhigh'].map(effort),
  visibility: 'list',
  priority: 13,
  upgrade: { model: 'gpt-6' },
  availability_nux: { message: 'Buy' },
  service_tiers: [{ id: 'priority' }],
  base_instructions: 'Do as the plainest does.',
  model_messages: { instructions_template: 'Do as the plainest does.' },
  support_verbosity: true,
  apply_patch_tool_type: 'freeform',
  truncation_policy: { mode: 'tokens', limit: 10_000 },
  context_window: 272_000,
  max_context_window: 272_000,
  comp_hash: '1',
  supports_search_tool: true,
  use_responses_lite: false,
  key_of_a_later_version: { is: 'kept' },
};
const newest: Fields = {
  ...plainest,
  slug: 'gpt-7',
  priority: 2,
  base_instructions: 'Do as the newest does.',
  model_messages: { instructions_template: 'Do as the newest does.', more: 'words' },
  max_context_window: 872_000,
  comp_hash: '2',
  use_responses_lite: true,
  tool_mode: 'code_mode_only',
  multi_agent_version: 'v2',
  experimental_supported_tools: ['clock'],
};
const hidden: Fields = { ...newest, slug: 'reviewer', priority: 1, visibility: 'hide', base_instructions: 'Review.' };

describe('the file of models', () => {
  test('is named by the version of Codex and by all that it is made from, and given by its path', () => {
    const plan = planned([{ id: 'some/model' }]);
    expect(plan.files).toHaveLength(1);
    const path = plan.files?.[0]?.path ?? '';
    expect(path).toMatch(/^\/home\/dev\/\.cache\/jetway\/agents\/codex-models-0\.169\.0-0123456789abcdef\.json$/);
    expect(plan.args).toContain(`model_catalog_json="${path}"`);
    expect(planned([{ id: 'some/model' }], { version: '0.170.0' }).files?.[0]?.path).not.toBe(path);
  });

  test('does not look at what Codex printed before its content is wanted', () => {
    const one = { ...given([{ id: 'a' }]), launch: { version: '0.169.0' } };
    const launch = { ...launchOf(one), nativeModels: () => expect.fail('It was read.') };
    expect(codex.plan(targetOf(one), launch).files).toHaveLength(1);
  });

  test('is not there where Codex did not print what it knows, or nobody knows its version', () => {
    for (const launch of [{ nativeModels: undefined }, { version: undefined }]) {
      const plan = planned([{ id: 'a' }], launch as AgentCase['launch']);
      expect(plan.files).toBeUndefined();
      expect(plan.args.join()).not.toContain('model_catalog_json');
    }
  });

  test('refuses to be made from what can not be read back, and says what to delete', () => {
    expect(() => planned([{ id: 'a' }], { nativeModels: '' }).files?.[0]?.content()).toThrow(
      expect.objectContaining({ code: 'configuration', hint: 'Delete /home/dev/.cache/jetway/agents' }),
    );
  });

  test('has the models in their order, each once, and only those that a session can be switched to', () => {
    const models = [{ id: 'b' }, { id: 'a' }, { id: 'b' }, { id: '' }, { id: 'c' }];
    const more = {
      protocol: 'openai-responses',
      baseUrl: 'https://gateway.test/other',
      model: 'd',
    } as const;
    const target = { main: endpoint({ id: 'b' }), others: [...models.map(endpoint), more] };
    expect(recordsIn(planIn({ target })).map(({ slug, priority }) => [slug, priority])).toEqual([
      ['b', 0],
      ['a', 1],
      ['c', 2],
    ]);
  });

  test('ends after two hundred models, and a note says how to have the others', () => {
    const ids = (count: number): readonly Model[] => Array.from({ length: count }, (_, index) => about(`m/${index}`));
    expect(recordsIn(planned(ids(200)))).toHaveLength(200);
    expect(planned(ids(200)).notes).toEqual([]);
    expect(recordsIn(planned(ids(201)))).toHaveLength(200);
    expect(planned(ids(201)).notes).toEqual([
      "Codex's /model has the first 200 models of Some Gateway; any other: jetway --model <id> codex",
    ]);
  });
});

describe('a model that Codex does not know', () => {
  test('is told of as the plainest of its own, without what only some servers take', () => {
    expect(record({ id: '@cf/meta/llama', contextWindow: 24_000, modalities: ['text'] })).toEqual({
      ...plainest,
      slug: '@cf/meta/llama',
      display_name: '@cf/meta/llama',
      description: '24K tokens',
      priority: 0,
      supported_in_api: true,
      default_reasoning_level: null,
      supported_reasoning_levels: [],
      default_reasoning_summary: 'none',
      supports_reasoning_summaries: false,
      model_messages: null,
      context_window: 24_000,
      max_context_window: 24_000,
      auto_compact_token_limit: null,
      input_modalities: ['text'],
      supports_image_detail_original: false,
      support_verbosity: false,
      apply_patch_tool_type: null,
      multi_agent_version: 'disabled',
      comp_hash: null,
      upgrade: null,
      availability_nux: null,
      additional_speed_tiers: [],
      service_tiers: [],
      experimental_supported_tools: [],
      supports_search_tool: false,
      use_responses_lite: false,
      tool_mode: null,
    });
  });

  test('is told of as the first in the picker where the plainest is gone, in plain tools too', () => {
    const [made] = recordsIn(planned([{ id: 'x' }], { nativeModels: printed([hidden, newest]) }));
    expect(made).toMatchObject({
      base_instructions: 'Do as the newest does.',
      use_responses_lite: false,
      tool_mode: null,
      experimental_supported_tools: [],
      visibility: 'list',
    });
  });

  test('takes the instructions from the template where they stand nowhere else', () => {
    const { base_instructions: _, ...without } = plainest;
    const [made] = recordsIn(planned([{ id: 'x' }], { nativeModels: printed([without]) }));
    expect(made).toMatchObject({ base_instructions: 'Do as the plainest does.', model_messages: null });
  });

  test('has a small window where nobody knows it, which the user may set larger', () => {
    expect(record({ id: 'x' })).toMatchObject({ context_window: 128_000, max_context_window: null, description: '' });
  });

  test.each([0, -1, 0.5, Number.NaN])('has that window too where %d is given for it', (contextWindow) => {
    expect(record({ id: 'x', contextWindow })).toMatchObject({ context_window: 128_000 });
  });

  test('has whole numbers of tokens', () => {
    expect(record({ id: 'x', contextWindow: 1000.7 })).toMatchObject({ context_window: 1000 });
  });

  test.each([
    ['openai/gpt-5', 400_000, 128_000, 272_000],
    ['openai/gpt-4.1', 1_000_000, 32_000, null],
    ['openai/o9', 200_000, 150_000, null],
    ['anthropic/claude', 400_000, 128_000, null],
  ])('of %s with %d tokens compaction leaves room for the answer where it must', (id, contextWindow, out, limit) => {
    const made = record({ id, contextWindow, maxOutputTokens: out });
    expect(made).toMatchObject({ context_window: contextWindow, auto_compact_token_limit: limit });
  });

  test('lets the user choose how hard it thinks, where it does', () => {
    expect(record({ id: 'x', reasoning: true })).toMatchObject({
      supported_reasoning_levels: ['low', 'medium', 'high'].map(effort),
      default_reasoning_level: null,
      supports_reasoning_summaries: true,
    });
  });

  test('takes pictures unless it is known not to', () => {
    expect(record({ id: 'x' })['input_modalities']).toEqual(['text', 'image']);
    expect(record({ id: 'x', modalities: ['text', 'image', 'pdf', 'audio'] })['input_modalities']).toEqual([
      'text',
      'image',
    ]);
  });
});

describe('a model that Codex knows', () => {
  test.each(['gpt-7', 'openai/gpt-7', 'hub/openai/gpt-7', 'gpt-7-2026-01-31'])(
    'is told of as it knows it, as %s too, with tools that every gateway carries',
    (id) => {
      expect(record({ id })).toEqual({
        ...newest,
        slug: id,
        display_name: id,
        description: '',
        priority: 0,
        supported_in_api: true,
        use_responses_lite: false,
        tool_mode: null,
        multi_agent_version: null,
        experimental_supported_tools: [],
        supports_search_tool: false,
        upgrade: null,
        availability_nux: null,
        additional_speed_tiers: [],
        service_tiers: [],
      });
    },
  );

  test.each(['gpt-7-mini', 'gpt-70', 'my-gpt-7'])('is not %s', (id) => {
    expect(record({ id })).toMatchObject({ base_instructions: 'Do as the plainest does.' });
  });

  test.each([
    [undefined, 272_000, 872_000],
    [1_000_000, 272_000, 872_000],
    [400_000, 272_000, 400_000],
    [100_000, 100_000, 100_000],
  ])('listed with %s tokens has the smaller window of the two', (contextWindow, window, most) => {
    const model = { id: 'gpt-7', ...(contextWindow === undefined ? {} : { contextWindow }) };
    expect(record(model)).toMatchObject({ context_window: window, max_context_window: most });
  });
});

describe('the row in the picker', () => {
  test.each([
    [{ id: 'a/b' }, 'a/b', ''],
    [{ id: 'a/b', name: 'a/b', contextWindow: 1_048_576 }, 'a/b', '1.05M tokens'],
    [
      { id: 'a/b', name: 'A "B" \\', contextWindow: 200_000, prices: { input: 0.1 + 0.2, output: 15 } },
      'A "B" \\',
      'a/b · 200K tokens · $0.3 in, $15 out',
    ],
    [{ id: 'a/b', name: 'A\u001b[31m\nB', prices: { input: 1 } }, 'A B', 'a/b'],
    [{ id: 'a/b', name: '\u200b' }, 'a/b', 'a/b'],
  ])('of %j', (model, name, description) => {
    expect(record(model)).toMatchObject({ display_name: name, description });
  });
});

describe('models for other work', () => {
  test('are the small one for what is remembered, and the main one for putting it in order', () => {
    const target = { main: endpoint({ id: 'big' }), small: endpoint({ id: 'tiny' }) };
    const { args } = planIn({ target });
    expect(args).toContain('memories.extract_model="tiny"');
    expect(args).toContain('memories.consolidation_model="big"');
    expect(args).toContain('review_model="big"');
  });

  test('are the main one where the small one is reached another way', () => {
    const small = { ...endpoint({ id: 'tiny' }), credentials: { 'x-other': '<key>' } };
    expect(planIn({ target: { main: endpoint({ id: 'big' }), small } }).args).toContain('memories.extract_model="big"');
  });
});

test('what Codex prints fits where a record can be made from each model in it', () => {
  const fits = (text: string): boolean | undefined => codex.nativeModels?.fits(text);
  expect(fits(printed([plainest, newest]))).toBe(true);
  const { base_instructions: _, model_messages: __, ...without } = plainest;
  for (const text of ['', '{', '[]', '{"models":[]}', '{"models":[1]}', printed([plainest, without])]) {
    expect(fits(text), text).toBe(false);
  }
});

function printed(models: readonly Fields[]): string {
  return JSON.stringify({ models });
}

function about(id: string): Model {
  return { id, protocols: ['openai-responses'] };
}

function endpoint(model: Partial<Model> & { readonly id: string }): AgentCase['target']['main'] {
  return { protocol: 'openai-responses', baseUrl: 'https://gateway.test/v1', model: model.id, about: model };
}

function given(models: readonly (Partial<Model> & { readonly id: string })[]): AgentCase {
  const [main, ...others] = models.map(endpoint) as [AgentCase['target']['main']];
  return { target: { main, others } };
}

function planned(models: Parameters<typeof given>[0], launch: AgentCase['launch'] = {}): LaunchPlan {
  return planIn({ ...given(models), launch });
}

function planIn({ target, launch }: AgentCase): LaunchPlan {
  const all = { version: '0.169.0', nativeModels: printed([newest, plainest, hidden]), ...launch };
  return codex.plan(targetOf({ target }), launchOf({ target, launch: all }));
}

function recordsIn(plan: LaunchPlan): readonly Fields[] {
  return (JSON.parse(plan.files?.[0]?.content() ?? '') as { readonly models: readonly Fields[] }).models;
}

function record(model: Partial<Model> & { readonly id: string }): Fields {
  return recordsIn(planned([model]))[0] ?? {};
}
