import { expect, test } from 'vitest';
import { requests } from '../../../src/agents/droid/requests.ts';
import { findAgent } from '../../../src/agents/index.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { findGateway } from '../../../src/gateways/index.ts';
import { at } from '../../../src/json-path.ts';
import { resolveTarget } from '../../../src/launch/target.ts';

/** The body of the first turn of a session. */
function bodyFor(model: string, protocol: string): unknown {
  const connection = findGateway('compatible').connect({ 'base-url': 'https://gate.example.com', protocols: protocol });
  const keys = new Map([[connection.account, 'k']]);
  const target = resolveTarget(findAgent('droid'), connection, keys, {
    model,
    smallModel: model,
    headers: {},
    version: '1',
  });
  const [request] = requests(target);
  return request && assemble(request, request.features).body;
}

const chat = 'max_tokens messages model stream stream_options temperature tools';
const messages = 'max_tokens messages model stream system tools';
const responses = 'input max_output_tokens model parallel_tool_calls prompt_cache_key store stream tool_choice tools';

test.each([
  ['gpt-5.5', 'openai-responses', `${responses} include reasoning text`],
  ['vendor/other', 'openai-responses', responses],
  ['gpt-5.5', 'openai-chat', `${chat} reasoning_effort`],
  ['vendor/other', 'openai-chat', chat],
  ['claude-sonnet-4-5', 'anthropic-messages', `${messages} thinking`],
  ['claude-opus-4-6', 'anthropic-messages', `${messages} output_config thinking`],
  ['vendor/other', 'anthropic-messages', messages],
])('Droid asks %s over %s for what it really asks', (model, protocol, keys) => {
  const body = bodyFor(model, protocol);
  expect(Object.keys(body ?? {}).toSorted()).toEqual(keys.split(' ').toSorted());
});

test('a Claude of before 4.6 is asked to think within a budget, and given room for it', () => {
  const body = bodyFor('claude-haiku-4-5', 'anthropic-messages');
  expect(at(body, 'thinking')).toMatchObject({ type: 'enabled', budget_tokens: 1024 });
  expect(at(body, 'max_tokens')).toBeGreaterThan(1024);
});
