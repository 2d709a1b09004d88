import { describe, expect, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { copilot } from '../../../src/agents/copilot.ts';
import { gatewayKey, launchOf, providerKey, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const bearer = { authorization: 'Bearer <key>' };
const responses = { protocol: 'openai-responses', baseUrl: 'https://gateway.test/openai' } as const;
const messages = { protocol: 'anthropic-messages', baseUrl: 'https://gateway.test/anthropic' } as const;

function planned(target: Partial<AgentCase['target']>, launch: AgentCase['launch'] = {}): LaunchPlan {
  const given: AgentCase = {
    target: { main: { ...responses, model: 'gpt-5.5', credentials: bearer }, ...target },
    launch: { version: '1.0.102', ...launch },
  };
  return copilot.plan(targetOf(given), launchOf(given));
}

describe('the session', () => {
  const main = { ...responses, model: 'm', credentials: bearer };

  test.each([[[]], [['-p', 'say hello']], [['-i', 'say hello', '--allow-all-tools']]])(
    'has Jetway’s id: %j',
    (args) => {
      const first = ['--session-id', '11111111-2222-4333-8444-555555555555'];
      expect(planned({ main }, { args })).toMatchObject({ args: [...first, ...args], pinned: true });
    },
  );

  test.each([
    [['--resume']],
    [['--resume=abc']],
    [['-r']],
    [['--continue', '-p', 'x']],
    [['--session-id', 'own']],
    [['--acp']],
    [['workflow', 'run']],
  ])('has the one that the arguments are for: %j', (args) => {
    expect(planned({ main }, { args }).args).toEqual(args);
    expect(planned({ main }, { args }).pinned).toBeUndefined();
  });
});

describe('what is told of the model', () => {
  test.each([
    ['anthropic/claude-sonnet-4-5', undefined, 'claude-sonnet-4-5'],
    ['anthropic/claude-sonnet-4-5', 64_000, 'claude-sonnet-4-5'],
    ['anthropic/claude-3-haiku', 4096, 'jetway/claude-3-haiku'],
  ])('%s with %s tokens of output is looked up as %s', (id, maxOutputTokens, known) => {
    const about = { id, ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }) };
    const { set } = planned({ main: { ...messages, model: id, credentials: bearer, about } });
    expect(set).toMatchObject({ COPILOT_MODEL: id, COPILOT_PROVIDER_MODEL_ID: known });
  });

  test.each([
    [undefined, 8000, undefined],
    [200_000, undefined, '200000'],
    [400_000, 128_000, '272000'],
    [131_072, 131_072, '65536'],
  ])('a window of %s with %s for the answer leaves %s for the prompt', (contextWindow, maxOutputTokens, prompt) => {
    const about = {
      ...(contextWindow === undefined ? {} : { contextWindow }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    };
    const { set } = planned({ main: { ...responses, model: 'm', credentials: bearer, about } });
    expect(set['COPILOT_PROVIDER_MAX_PROMPT_TOKENS']).toBe(prompt);
    expect(set['COPILOT_PROVIDER_MAX_OUTPUT_TOKENS']).toBe(maxOutputTokens?.toString());
  });
});

describe('the credentials', () => {
  test('go as headers, none as a key of its own', () => {
    const credentials = { 'cf-aig-authorization': 'Bearer <key>', 'x-api-key': '<provider-key>' };
    const { set } = planned({
      main: { ...messages, model: 'claude-sonnet-4-5', credentials },
      headers: { 'x-meta': '{"a":"b, c"}' },
    });
    expect(set['COPILOT_PROVIDER_HEADERS']).toEqual([
      'x-meta: ',
      '{"a":"b, c"}',
      '\ncf-aig-authorization: ',
      'Bearer ',
      gatewayKey,
      '\nx-api-key: ',
      providerKey,
    ]);
    expect(set).not.toHaveProperty('COPILOT_PROVIDER_API_KEY_COMMAND');
  });

  test.each([
    ['a bearer over OpenAI', responses, bearer, true],
    ['x-api-key over Anthropic', messages, { 'x-api-key': '<key>' }, true],
    ['a bearer over Anthropic', messages, bearer, false],
    ['a header of the gateway', responses, { 'x-bf-vk': '<key>' }, false],
    ['a bearer beside another', responses, { ...bearer, 'cf-aig-authorization': 'Bearer <key>' }, false],
  ])('a command stands in for %s: %#', (_, way, credentials, command) => {
    const printKey = ['/usr/bin/jetway', 'token', "it's"];
    const { set } = planned({ main: { ...way, model: 'm', credentials }, printKey });
    expect(set['COPILOT_PROVIDER_API_KEY_COMMAND']).toBe(
      command ? String.raw`'/usr/bin/jetway' 'token' 'it'\''s'` : undefined,
    );
    expect(set['COPILOT_PROVIDER_HEADERS'] === undefined).toBe(command);
  });

  test('a header that would be divided is left out, and said', () => {
    const { set, notes } = planned({ headers: { 'x-bad': String.raw`{"a":"one\ntwo"}`, 'x-good': '1' } });
    expect(JSON.stringify(set['COPILOT_PROVIDER_HEADERS'])).not.toContain('x-bad');
    expect(notes).toEqual([expect.stringContaining('x-bad')]);
  });

  test("the user's own file of providers is not read", () => {
    expect(planned({}).set['COPILOT_PROVIDERS_CONFIG']).toBe('/opt/jetway/dist/no-copilot-providers.json');
  });
});

describe('arguments', () => {
  test.each([
    [['--model', 'gpt-5'], 'jetway --model gpt-5 copilot'],
    [['--model=auto'], 'jetway --model <model> copilot'],
    [['--connect'], 'plain copilot'],
    [['--environment-host=x'], 'plain copilot'],
  ])('%j is refused', (args, hint) => {
    expect(() => planned({}, { args })).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining(hint) }),
    );
  });

  test('what stands behind -- is a prompt', () => {
    expect(planned({}, { args: ['--', '--connect'] }).set).toHaveProperty('COPILOT_MODEL');
  });

  test('a subcommand without a session gets no key', () => {
    expect(planned({}, { args: ['mcp', 'list'] })).toMatchObject({ set: {}, notes: [expect.stringContaining('mcp')] });
    expect(planned({}, { args: ['init'] }).set).toHaveProperty('COPILOT_MODEL');
  });
});
