import { at, listAt, numberAt, textAt } from '../../../src/json-path.ts';
import { faultsIn } from './faults.ts';

const topLevel = [
  'model',
  'max_tokens',
  'system',
  'messages',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'temperature',
  'stop_sequences',
  'stream',
];

/** What the API would refuse about a request; https://docs.claude.com/en/api/messages and its error messages, 2026-11. */
export function faultsOfRequest(body: unknown): readonly string[] {
  const { faults, expect } = faultsIn(body, topLevel);
  const hasText = (block: unknown): boolean => (textAt(block, 'text') ?? '').trim() !== '';
  for (const block of listAt(body, 'system')) expect(hasText(block), 'an empty system block');
  expect(JSON.stringify(body).split('"cache_control"').length - 1 <= 4, 'more than four marks for the cache');
  const messages = listAt(body, 'messages');
  const ids = new Set<string>();
  let [before, owed]: [string, readonly string[]] = ['', []];
  messages.forEach((message, index) => {
    const role = textAt(message, 'role') ?? '';
    const content = listAt(message, 'content');
    const types = content.map((block) => textAt(block, 'type') ?? '');
    expect(role === (before === 'user' ? 'assistant' : 'user'), `a ${role} turn at ${index} behind ${before}`);
    expect(content.length > 0, `an empty turn at ${index}`);
    content.forEach((block, place) => {
      const type = types[place] ?? '';
      expect(type !== 'text' || hasText(block), `an empty text at ${index}.${place}`);
      const marked = at(block, 'cache_control') !== undefined;
      expect(!marked || !type.includes('thinking'), `a mark on a thought at ${index}.${place}`);
      const among = role === 'user' ? ['text', 'image', 'document', 'tool_result'] : ['text', 'tool_use', 'thinking'];
      expect([...among, 'redacted_thinking'].includes(type), `${type} in a ${role} turn at ${index}`);
      if (type === 'tool_use') {
        const id = textAt(block, 'id') ?? '';
        expect(/^[\w-]+$/.test(id) && !ids.has(id), `a call with the id ${id} at ${index}`);
        ids.add(id);
        expect(/^[\w-]{1,64}$/.test(textAt(block, 'name') ?? ''), `a call named ${textAt(block, 'name')}`);
        const input = at(block, 'input');
        expect(typeof input === 'object' && !Array.isArray(input), `arguments that are no object at ${index}`);
      }
    });
    const results = content.flatMap((block) => textAt(block, 'tool_use_id') ?? []);
    if (role === 'user') {
      expect(results.toSorted().join() === owed.toSorted().join(), `results of ${results.join()} at ${index}`);
      expect(types.lastIndexOf('tool_result') < results.length, `something in front of a result at ${index}`);
      owed = [];
    } else {
      expect(!types.at(-1)?.includes('thinking'), `a thought at the end of ${index}`);
      owed = content.flatMap((block, place) => (types[place] === 'tool_use' ? [textAt(block, 'id') ?? ''] : []));
    }
    before = role;
  });
  expect(before === 'user', `a ${before} turn in the end`);
  const tools = listAt(body, 'tools');
  const names = tools.map((tool) => textAt(tool, 'name') ?? '');
  expect(new Set(names).size === names.length, 'two tools of one name');
  for (const [index, tool] of tools.entries()) {
    expect(/^[\w-]{1,64}$/.test(names[index] ?? ''), `a tool named ${names[index]}`);
    expect(textAt(tool, 'input_schema', 'type') === 'object', 'a schema that is no object');
  }
  const thinks = at(body, 'thinking') !== undefined;
  const budget = numberAt(body, 'thinking', 'budget_tokens');
  const limit = numberAt(body, 'max_tokens') ?? 0;
  expect(limit > 0, 'no limit');
  expect(budget === undefined || (budget >= 1024 && budget < limit), `a budget of ${budget} within ${limit}`);
  expect(!thinks || at(body, 'temperature') === undefined, 'a temperature beside thinking');
  expect(!thinks || !['any', 'tool'].includes(textAt(body, 'tool_choice', 'type') ?? ''), 'a forced call and thinking');
  return faults;
}
