import { expect, it } from 'vitest';
import { sizesOf } from '../../../src/relay/sizes.ts';

const of = (body: object): Readonly<Record<string, number>> => sizesOf(Buffer.from(JSON.stringify(body)));
const tool = { type: 'function', name: 'a' };

it.each([
  ['a prompt that is a text alone', { input: 'hello' }, { history: 7, turns: 1, tools: 0, system: 0 }],
  [
    'tools that travel inside the input',
    { input: [{ type: 'additional_tools', tools: [tool, tool] }, 'hello'] },
    {
      toolCount: 2,
      tools: JSON.stringify({ type: 'additional_tools', tools: [tool, tool] }).length,
      turns: 1,
      history: 7,
    },
  ],
  [
    'what tools gave back in Responses',
    { input: [{ type: 'custom_tool_call_output', output: 'x' }] },
    { resultCount: 1, history: 0 },
  ],
  [
    'what tools gave back in Messages',
    { messages: [{ role: 'user', content: [{ type: 'tool_result', content: 'x' }] }] },
    { resultCount: 1, turns: 1 },
  ],
  [
    'what tools gave back in Gemini',
    { contents: [{ role: 'user', parts: [{ functionResponse: { name: 'a' } }] }], systemInstruction: 'sys' },
    { resultCount: 1, system: 5 },
  ],
  ['a system turn in the middle', { messages: [{ role: 'system', content: 's' }] }, { history: 0, turns: 1 }],
])('counts %s', (_name, body, expected) => {
  expect(of(body)).toMatchObject(expected);
});

it('counts nothing in what is no JSON', () => {
  expect(sizesOf(Buffer.from('{"messages'))).toMatchObject({ total: 10, history: 0, turns: 0 });
});
