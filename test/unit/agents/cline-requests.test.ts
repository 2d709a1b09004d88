import { expect, test } from 'vitest';
import { requests } from '../../../src/agents/cline/requests.ts';
import { findAgent } from '../../../src/agents/index.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { findGateway } from '../../../src/gateways/index.ts';
import { listAt, textAt } from '../../../src/json-path.ts';
import { resolveTarget } from '../../../src/launch/target.ts';

/** The body of the first turn of a session; the system's text counts as it was seen, 3.0.65. */
function bodyFor(model: string, protocol: string): unknown {
  const connection = findGateway('compatible').connect({ 'base-url': 'https://gate.example.com', protocols: protocol });
  const keys = new Map([[connection.account, 'k']]);
  const target = resolveTarget(findAgent('cline'), connection, keys, {
    model,
    smallModel: model,
    headers: {},
    version: '1',
  });
  const [request] = requests(target);
  return request && assemble(request, request.features).body;
}

test.each([
  ['gpt-5.5', 'openai-responses', 'include input model stream tool_choice tools truncation max_output_tokens'],
  ['team', 'openai-chat', 'messages model stream stream_options tool_choice tools max_tokens'],
  ['claude-sonnet-4-5', 'anthropic-messages', 'max_tokens messages model stream system tool_choice tools'],
])('Cline asks %s over %s for what it really asks, and Jetway limits the answer', (model, protocol, keys) => {
  expect(Object.keys(bodyFor(model, protocol) ?? {}).toSorted()).toEqual(keys.split(' ').toSorted());
});

test('Cline brings the tools of the vendor beside its own', () => {
  const kinds = (model: string, protocol: string): unknown =>
    listAt(bodyFor(model, protocol), 'tools').map((tool) => textAt(tool, 'type'));
  expect(kinds('gpt-5.5', 'openai-responses')).toEqual(['function', 'web_search', 'image_generation']);
  expect(kinds('claude-sonnet-4-5', 'anthropic-messages')).toEqual([undefined, 'web_search_20250305']);
  expect(kinds('team', 'openai-chat')).toEqual(['function']);
});
