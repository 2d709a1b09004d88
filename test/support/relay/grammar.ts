import { createEventReader } from '../../../src/protocols/event-stream.ts';
import { at, listAt, numberAt, parseJson, textAt } from '../../../src/json-path.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';

/**
 * What a stream's events must be, one after the other, by each protocol's reference: stricter than any client. Written from the
 * references, not from what writes the streams. The faults, none where it is right.
 */
export function faultsOf(protocol: ProtocolId, stream: string): readonly string[] {
  const events = [...framed(stream)];
  switch (protocol) {
    case 'anthropic-messages':
      return messages(events);
    case 'openai-responses':
      return responses(events);
    case 'gemini':
      return gemini(events);
    case 'openai-chat':
      return ['Nobody writes openai-chat.'];
  }
}

interface Framed {
  readonly name: string | undefined;
  readonly data: unknown;
}

/** Each block of lines, ended by one blank line; `event:` repeats the type. */
function* framed(stream: string): Generator<Framed> {
  if (stream === '') return;
  if (!stream.endsWith('\n\n')) throw new Error('The last event is not complete.');
  for (const block of stream.slice(0, -2).split('\n\n')) {
    const match = /^(?:event: (?<name>[\w.]+)\n)?data: (?<data>[^\n]*)$/.exec(block);
    if (match === null) throw new Error(`No event: ${block}`);
    yield { name: match.groups?.['name'], data: parseJson(match.groups?.['data'] ?? '') };
  }
}

/** https://docs.claude.com/en/docs/build-with-claude/streaming, 2026-11. */
function messages(events: readonly Framed[]): readonly string[] {
  const faults: string[] = [];
  let state: 'before' | 'between' | 'inside' | 'delta' | 'over' = 'before';
  let index = -1;
  let kind = '';
  let calls = 0;
  const expect = (right: boolean, fault: string): void => {
    if (!right) faults.push(fault);
  };
  const deltas: Readonly<Record<string, readonly string[]>> = {
    text: ['text_delta'],
    thinking: ['thinking_delta', 'signature_delta'],
    tool_use: ['input_json_delta'],
  };
  for (const { name, data } of events) {
    const type = textAt(data, 'type') ?? '';
    expect(name === type, `event: ${name} with the type ${type}`);
    expect(state !== 'over', `${type} behind the end`);
    switch (type) {
      case 'message_start':
        expect(state === 'before', 'a second message_start');
        expect(numberAt(data, 'message', 'usage', 'input_tokens') !== undefined, 'message_start without usage');
        expect(listAt(data, 'message', 'content').length === 0, 'message_start with content');
        expect(at(data, 'message', 'stop_reason') === null, 'message_start with a stop_reason');
        state = 'between';
        break;
      case 'content_block_start':
        expect(state === 'between', `content_block_start ${state}`);
        expect(numberAt(data, 'index') === index + 1, `index ${numberAt(data, 'index')} behind ${index}`);
        index = numberAt(data, 'index') ?? -1;
        kind = textAt(data, 'content_block', 'type') ?? '';
        expect(kind in deltas, `a block of the kind ${kind}`);
        if (kind === 'tool_use') {
          calls += 1;
          expect(/^[\w-]{1,64}$/.test(textAt(data, 'content_block', 'id') ?? ''), 'a call without a good id');
          expect((textAt(data, 'content_block', 'name') ?? '') !== '', 'a call without a name');
          expect(JSON.stringify(at(data, 'content_block', 'input')) === '{}', 'a call that begins with input');
        }
        state = 'inside';
        break;
      case 'content_block_delta': {
        expect(state === 'inside', 'a delta outside of a block');
        expect(numberAt(data, 'index') === index, `a delta for ${numberAt(data, 'index')} inside ${index}`);
        const delta = textAt(data, 'delta', 'type') ?? '';
        expect(deltas[kind]?.includes(delta) === true, `${delta} in ${kind}`);
        break;
      }
      case 'content_block_stop':
        expect(state === 'inside' && numberAt(data, 'index') === index, 'a stop of another block');
        state = 'between';
        break;
      case 'message_delta': {
        expect(state === 'between', 'message_delta inside a block');
        const reason = textAt(data, 'delta', 'stop_reason');
        const right = calls > 0 ? 'tool_use' : 'end_turn';
        expect(reason === right || ['max_tokens', 'refusal'].includes(reason ?? ''), `${reason} where it is ${right}`);
        expect(numberAt(data, 'usage', 'output_tokens') !== undefined, 'message_delta without usage');
        state = 'delta';
        break;
      }
      case 'message_stop':
        expect(state === 'delta', 'message_stop without message_delta');
        state = 'over';
        break;
      case 'error':
        expect((textAt(data, 'error', 'type') ?? '') !== '', 'an error without a type');
        expect((textAt(data, 'error', 'message') ?? '') !== '', 'an error without words');
        state = 'over';
        break;
      default:
        faults.push(`an event ${type}`);
    }
  }
  expect(state === 'over', 'no end');
  return faults;
}

/** https://platform.openai.com/docs/api-reference/responses-streaming, 2026-11. */
function responses(events: readonly Framed[]): readonly string[] {
  const faults: string[] = [];
  const expect = (right: boolean, fault: string): void => {
    if (!right) faults.push(fault);
  };
  const items: unknown[] = [];
  let open:
    | { readonly id: string; readonly place: number; readonly type: string; text: string; part: boolean }
    | undefined;
  let over = false;
  events.forEach(({ name, data }, number) => {
    const type = textAt(data, 'type') ?? '';
    expect(name === type, `event: ${name} with the type ${type}`);
    expect(numberAt(data, 'sequence_number') === number, `number ${numberAt(data, 'sequence_number')} at ${number}`);
    expect(!over, `${type} behind the end`);
    const mine = (): void => {
      expect(open !== undefined, `${type} outside of an item`);
      expect(numberAt(data, 'output_index') === open?.place, `${type} for another place`);
      const id = textAt(data, 'item_id') ?? textAt(data, 'item', 'id');
      expect(id === open?.id, `${type} for the item ${id} inside ${open?.id}`);
    };
    switch (type) {
      case 'response.created':
      case 'response.in_progress':
        expect(number === (type === 'response.created' ? 0 : 1), `${type} at ${number}`);
        expect(textAt(data, 'response', 'status') === 'in_progress', 'a response that is not in progress');
        expect(numberAt(data, 'response', 'created_at') === 1_780_000_000, 'a response of another second');
        break;
      case 'response.output_item.added':
        expect(open === undefined, 'an item inside another');
        expect(numberAt(data, 'output_index') === items.length, 'an item at the wrong place');
        open = {
          id: textAt(data, 'item', 'id') ?? '',
          place: items.length,
          type: textAt(data, 'item', 'type') ?? '',
          text: '',
          part: false,
        };
        expect(open.id !== '', 'an item without an id');
        break;
      case 'response.content_part.added':
      case 'response.reasoning_summary_part.added':
        mine();
        expect(open?.type === (type.includes('content') ? 'message' : 'reasoning'), `${type} in ${open?.type}`);
        if (open !== undefined) open.part = true;
        break;
      case 'response.output_text.delta':
      case 'response.reasoning_summary_text.delta':
        mine();
        expect(open?.part === true, `${type} outside of a part`);
        if (open !== undefined) open.text += textAt(data, 'delta') ?? '';
        break;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        mine();
        expect(
          open?.type === (type.includes('custom') ? 'custom_tool_call' : 'function_call'),
          `${type} in ${open?.type}`,
        );
        if (open !== undefined) open.text += textAt(data, 'delta') ?? '';
        break;
      case 'response.output_text.done':
      case 'response.reasoning_summary_text.done':
        mine();
        expect(textAt(data, 'text') === open?.text, 'a text that is not its pieces');
        break;
      case 'response.content_part.done':
      case 'response.reasoning_summary_part.done':
        mine();
        expect(textAt(data, 'part', 'text') === open?.text, 'a part that is not its pieces');
        break;
      case 'response.function_call_arguments.done':
        mine();
        expect(textAt(data, 'arguments') === open?.text, 'arguments that are not their pieces');
        break;
      case 'response.custom_tool_call_input.done':
        mine();
        expect((textAt(data, 'input') ?? '').startsWith(open?.text ?? ''), 'an input that is not its pieces');
        break;
      case 'response.output_item.done': {
        mine();
        const item = at(data, 'item');
        items.push(item);
        if (open?.type.endsWith('call') === true) {
          expect((textAt(item, 'call_id') ?? '') !== '', 'a call without an id');
          expect(textAt(item, 'arguments') !== '', 'arguments that are an empty text');
        }
        if (open?.type === 'message')
          expect(textAt(item, 'content', 0, 'text') === open.text, 'another text when done');
        open = undefined;
        break;
      }
      case 'response.completed':
      case 'response.incomplete':
        expect(open === undefined, `${type} inside an item`);
        expect(type === `response.${textAt(data, 'response', 'status')}`, `${type} of another status`);
        expect(JSON.stringify(at(data, 'response', 'output')) === JSON.stringify(items), 'another output in the end');
        expect(numberAt(data, 'response', 'usage', 'total_tokens') !== undefined, 'no usage');
        over = true;
        break;
      case 'response.failed':
        expect((textAt(data, 'response', 'error', 'code') ?? '') !== '', 'a failure without a code');
        expect((textAt(data, 'response', 'error', 'message') ?? '') !== '', 'a failure without words');
        over = true;
        break;
      default:
        faults.push(`an event ${type}`);
    }
  });
  expect(over, 'no end');
  return faults;
}

/** https://ai.google.dev/api/generate-content, 2026-11. */
function gemini(events: readonly Framed[]): readonly string[] {
  const faults: string[] = [];
  const expect = (right: boolean, fault: string): void => {
    if (!right) faults.push(fault);
  };
  events.forEach(({ name, data }, number) => {
    const last = number === events.length - 1;
    const error = at(data, 'error');
    expect(name === undefined, 'a named event');
    if (error !== undefined) {
      expect(last, 'an error in the middle');
      expect(numberAt(error, 'code') !== undefined && textAt(error, 'status') !== undefined, 'an error without code');
      return;
    }
    const candidate = at(data, 'candidates', 0);
    expect(textAt(candidate, 'content', 'role') === 'model', 'a chunk that is not the model’s');
    expect(last === (textAt(candidate, 'finishReason') !== undefined), 'a finishReason at the wrong place');
    expect(!last || numberAt(data, 'usageMetadata', 'totalTokenCount') !== undefined, 'no usage in the end');
    for (const part of listAt(candidate, 'content', 'parts')) {
      const call = at(part, 'functionCall');
      const good = call === undefined ? textAt(part, 'text') !== undefined : typeof at(call, 'args') === 'object';
      expect(good, `a part ${JSON.stringify(part)}`);
    }
  });
  expect(events.length > 0, 'no end');
  return faults;
}

/** The events of a stream, as far as they are JSON. */
export function eventsOf(stream: string): readonly unknown[] {
  const reader = createEventReader();
  return [...reader.push(stream), ...reader.end()];
}
