import { at, listAt, textAt } from '../../../src/json-path.ts';
import { faultsIn } from './faults.ts';

const topLevel = [
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
  'response_format',
  'verbosity',
  'prompt_cache_key',
  'stream',
  'stream_options',
];

/** What the strictest of the servers would refuse about a chat request; https://platform.openai.com/docs/api-reference/chat, 2026-11. */
export function faultsOfRequest(body: unknown): readonly string[] {
  const { faults, expect } = faultsIn(body, topLevel);
  const messages = listAt(body, 'messages');
  let owed: string[] = [];
  let before = '';
  messages.forEach((message, index) => {
    const role = textAt(message, 'role') ?? '';
    expect(role !== 'system' || index === 0, `a system message at ${index}`);
    expect(role !== 'developer', 'a developer message');
    expect(role !== 'user' || before !== 'user', `two user messages at ${index}`);
    if (role === 'tool') {
      expect(textAt(message, 'tool_call_id') === owed[0], `a result out of place at ${index}`);
      owed = owed.slice(1);
      expect((textAt(message, 'content') ?? '') !== '', `an empty result at ${index}`);
    } else expect(owed.length === 0, `no result for ${owed.join()} at ${index}`);
    if (role === 'assistant') {
      const calls = listAt(message, 'tool_calls');
      owed = calls.map((call) => textAt(call, 'id') ?? '');
      expect(new Set(owed).size === owed.length, `two calls of one id at ${index}`);
      for (const call of calls) {
        expect(
          /^[\w-]{1,64}$/.test(textAt(call, 'function', 'name') ?? ''),
          `a call named ${textAt(call, 'function', 'name')}`,
        );
        expect((textAt(call, 'id') ?? '').length <= 40, 'an id that is too long');
        expect(isObject(textAt(call, 'function', 'arguments')), `arguments that are no object at ${index}`);
      }
      expect(calls.length > 0 || textAt(message, 'content') !== undefined, `an empty answer at ${index}`);
    } else {
      const content = at(message, 'content');
      const list = listAt(message, 'content');
      expect(typeof content === 'string' ? content !== '' : list.length > 0, `no content at ${index}`);
      for (const part of list) {
        expect(role === 'user', `parts in a ${role} message`);
        expect(['text', 'image_url', 'file'].includes(textAt(part, 'type') ?? ''), `a part ${textAt(part, 'type')}`);
        expect(textAt(part, 'text') !== '', 'an empty part');
      }
    }
    before = role;
  });
  expect(owed.length === 0, `no result for ${owed.join()} in the end`);
  expect(before === 'user' || before === 'tool', `a ${before} message in the end`);
  const tools = listAt(body, 'tools');
  expect(at(body, 'tools') === undefined || tools.length > 0, 'an empty list of tools');
  const names = tools.map((tool) => textAt(tool, 'function', 'name') ?? '');
  expect(new Set(names).size === names.length, 'two tools of one name');
  for (const tool of tools) {
    expect(textAt(tool, 'type') === 'function', `a tool of the kind ${textAt(tool, 'type')}`);
    expect(
      /^[\w-]{1,64}$/.test(textAt(tool, 'function', 'name') ?? ''),
      `a tool named ${textAt(tool, 'function', 'name')}`,
    );
    expect(textAt(tool, 'function', 'parameters', 'type') === 'object', 'parameters that are no object');
  }
  expect(tools.length > 0 || at(body, 'tool_choice') === undefined, 'a tool_choice without tools');
  return faults;
}

function isObject(text: string | undefined): boolean {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
