import { expect, test } from 'vitest';
import { requests } from '../../../src/agents/copilot/requests.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { findAgent } from '../../../src/agents/index.ts';
import { findGateway } from '../../../src/gateways/index.ts';
import { at, listAt, textAt } from '../../../src/json-path.ts';
import { resolveTarget } from '../../../src/launch/target.ts';

/** The body of the first turn of a session; the system's text counts as it was seen, 1.0.102. */
function bodyFor(model: string, protocol: string): unknown {
  const connection = findGateway('compatible').connect({ 'base-url': 'https://gate.example.com', protocols: protocol });
  const keys = new Map([[connection.account, 'k']]);
  const target = resolveTarget(findAgent('copilot'), connection, keys, {
    model,
    smallModel: model,
    headers: {},
    version: '1',
  });
  const [request] = requests(target);
  return request && assemble(request, request.features).body;
}

const responses =
  'include input instructions max_output_tokens model parallel_tool_calls prompt_cache_key reasoning store stream tools';
const chat = 'max_tokens messages model stream stream_options temperature tools';
const messages = 'max_tokens messages model stream system temperature tools';

test.each([
  ['gpt-5.5', 'openai-responses', responses],
  ['vendor/other', 'openai-responses', responses],
  ['gpt-5.5', 'openai-chat', `${chat} reasoning_effort`],
  ['gemini-2.5-pro', 'openai-chat', `${chat} reasoning_effort tool_choice`],
  ['vendor/other', 'openai-chat', `${chat} frequency_penalty presence_penalty top_p`],
  ['claude-sonnet-4-5', 'anthropic-messages', `${messages} thinking`],
  ['claude-sonnet-4-6', 'anthropic-messages', `${messages} output_config thinking`],
  ['gemini-2.5-pro', 'anthropic-messages', `${messages} thinking tool_choice`],
  ['vendor/other', 'anthropic-messages', messages],
])('Copilot CLI asks %s over %s for what it really asks', (model, protocol, keys) => {
  const body = bodyFor(model, protocol);
  expect(Object.keys(body ?? {}).toSorted()).toEqual(keys.split(' ').toSorted());
});

test.each([
  ['gpt-5.5', 'openai-responses', ['function', 'custom'], 'medium'],
  ['gpt-5-mini', 'openai-responses', ['function'], 'medium'],
  ['vendor/other', 'openai-responses', ['function'], undefined],
])('Copilot CLI gives %s its tools and its effort', (model, protocol, kinds, effort) => {
  const body = bodyFor(model, protocol);
  expect(listAt(body, 'tools').map((tool) => textAt(tool, 'type'))).toEqual(kinds);
  expect(textAt(body, 'reasoning', 'effort')).toBe(effort);
});

test('a Claude of before 4.6 is asked to think within a budget, and given room for it', () => {
  const body = bodyFor('claude-haiku-4-5', 'anthropic-messages');
  expect(at(body, 'thinking')).toMatchObject({ type: 'enabled', budget_tokens: 1024 });
  expect(at(body, 'max_tokens')).toBeGreaterThan(1024);
});
