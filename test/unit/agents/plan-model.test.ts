import { describe, expect, test } from 'vitest';
import { agents } from '../../../src/agents/index.ts';
import type { Target } from '../../../src/agents/agent.ts';
import { at, parseJson } from '../../../src/json-path.ts';
import { launchOf, targetOf } from '../../support/agent-cases.ts';

const route = (model: string) => ({
  protocol: 'anthropic-messages' as const,
  baseUrl: 'http://127.0.0.1:7000',
  model,
  credentials: { authorization: 'Bearer <key>' },
});
const relayed = { main: route('main-model'), small: route('small-model'), others: [route('planner')] };
const plain = targetOf({ target: relayed });
const planning: Target = { ...plain, planModel: plain.models[2] as Target['main'] };

/** What the agent is given: arguments, variables and the content of files. */
function given(id: string, target: Target, args: readonly string[] = []): string {
  const agent = agents.find((one) => one.id === id);
  const plan = agent?.plan(target, launchOf({ target: relayed, launch: { args } }));
  return JSON.stringify([plan?.args, plan?.set, plan?.files?.map(({ path, content }) => [path, parseJson(content())])]);
}

describe('a model for plan mode is given to', () => {
  test.each([
    [
      'claude',
      [
        '"--model","opusplan"',
        '"ANTHROPIC_DEFAULT_OPUS_MODEL":"planner"',
        '"ANTHROPIC_DEFAULT_SONNET_MODEL":"main-model"',
      ],
    ],
    ['opencode', ['"agent":{"plan":{"model":"jetway/planner"}}']],
    ['kilo', ['"agent":{"plan":{"model":"jetway/planner"}}']],
    ['droid', ['"specModeModel":"custom:planner"']],
  ])('%s in its own words', (id, words) => {
    for (const word of words) expect(given(id, planning)).toContain(word);
    for (const word of words.slice(0, 1)) expect(given(id, plain)).not.toContain(word);
  });

  test('every agent that says it has a way of its own, and to no other', () => {
    for (const { id, planMode } of agents) {
      expect([id, given(id, planning) === given(id, plain)]).toEqual([id, planMode !== 'own']);
    }
  });

  test('OpenCode beside the model of a single run', () => {
    const set = at(
      parseJson(given('opencode', planning, ['run', 'hi'])),
      1,
      'OPENCODE_CONFIG_CONTENT',
      'over',
      'agent',
    );
    expect(set).toEqual({ build: { model: 'jetway/main-model' }, plan: { model: 'jetway/planner' } });
  });

  test('nobody where it is the main model', () => {
    expect(given('claude', { ...plain, planModel: plain.main })).toBe(given('claude', plain));
  });
});
