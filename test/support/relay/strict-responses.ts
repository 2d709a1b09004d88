import { at, listAt, textAt } from '../../../src/json-path.ts';
import { faultsIn } from './faults.ts';

const topLevel = [
  'model',
  'instructions',
  'input',
  'tools',
  'tool_choice',
  'max_output_tokens',
  'temperature',
  'top_p',
  'parallel_tool_calls',
  'reasoning',
  'include',
  'text',
  'prompt_cache_key',
  'store',
  'stream',
];

/** What the API would refuse about a request; https://platform.openai.com/docs/api-reference/responses, 2026-11. */
export function faultsOfRequest(body: unknown): readonly string[] {
  const { faults, expect } = faultsIn(body, topLevel);
  const owed = new Set<string>();
  const ids = new Set<string>();
  let before = '';
  listAt(body, 'input').forEach((item, index) => {
    const type = textAt(item, 'type') ?? '';
    const role = textAt(item, 'role') ?? '';
    const what = type === 'message' ? `${role} message` : type;
    if (before === 'reasoning') {
      expect(['assistant message', 'function_call', 'reasoning'].includes(what), `a thought alone before ${index}`);
    }
    switch (type) {
      case 'message':
        expect(['user', 'assistant'].includes(role), `a ${role} message at ${index}`);
        expect(listAt(item, 'content').length > 0, `an empty message at ${index}`);
        for (const part of listAt(item, 'content')) {
          const kinds = role === 'user' ? ['input_text', 'input_image', 'input_file'] : ['output_text'];
          expect(kinds.includes(textAt(part, 'type') ?? ''), `${textAt(part, 'type')} in a ${role} message`);
        }
        break;
      case 'reasoning':
        expect(textAt(item, 'encrypted_content') !== undefined, `a thought without its seal at ${index}`);
        expect(at(item, 'id') === undefined, `a thought's id at ${index}`);
        break;
      case 'function_call': {
        const id = textAt(item, 'call_id') ?? '';
        expect(id !== '' && id.length <= 64 && !ids.has(id), `a call with the id ${id} at ${index}`);
        expect(/^[\w-]{1,64}$/.test(textAt(item, 'name') ?? ''), `a call named ${textAt(item, 'name')}`);
        ids.add(id);
        owed.add(id);
        break;
      }
      case 'function_call_output':
        expect(owed.delete(textAt(item, 'call_id') ?? ''), `a result of no call at ${index}`);
        break;
      default:
        expect(false, `${type} at ${index}`);
    }
    before = what;
  });
  expect(owed.size === 0, `no result for ${[...owed].join()}`);
  expect(before !== 'reasoning', 'a thought in the end');
  const names = listAt(body, 'tools').map((tool) => textAt(tool, 'name') ?? '');
  expect(new Set(names).size === names.length, 'two tools of one name');
  for (const name of names) expect(/^[\w-]{1,64}$/.test(name), `a tool named ${name}`);
  expect(names.length > 0 || at(body, 'tool_choice') === undefined, 'a tool_choice without tools');
  return faults;
}
