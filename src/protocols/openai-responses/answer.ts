import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { AnswerEvent, AnswerEventReader, EndReason } from '../answer.ts';
import { kindOf, type Complaint, type ComplaintKind } from '../complaint.ts';
import { errors } from '../openai-chat/errors.ts';

const incomplete: Readonly<Record<string, EndReason>> = { max_output_tokens: 'length', content_filter: 'filter' };

/** What `error.code` of `response.failed` means; https://platform.openai.com/docs/api-reference/responses/object, 2026-11. */
const codes: Readonly<Record<string, ComplaintKind>> = {
  rate_limit_exceeded: 'rate-limit',
  server_is_overloaded: 'overloaded',
  invalid_prompt: 'invalid',
};

/**
 * Reads the events of a stream, or a whole response. Items are told apart by their place: gateways change an item's id from
 * one event to the next. What deltas have brought is not taken a second time from the events that repeat it.
 */
export function createAnswerReader(): AnswerEventReader {
  /** By place, what was read of an item: its kinds of deltas. */
  const seen = new Map<number, Set<string>>();
  const mark = (place: number, what: string): boolean => {
    const known = seen.get(place) ?? new Set();
    seen.set(place, known);
    if (known.has(what)) return false;
    known.add(what);
    return true;
  };

  const item = (value: unknown, place: number): readonly AnswerEvent[] => {
    const type = textAt(value, 'type') ?? '';
    if (!mark(place, 'done')) return [];
    const fresh = (what: string, text: string): readonly AnswerEvent[] =>
      text === '' || seen.get(place)?.has(what) === true ? [] : [{ kind: what as 'text' | 'thought', text }];
    if (type === 'message') return fresh('text', listAt(value, 'content').map(textOf).join(''));
    if (type === 'reasoning') {
      const parts = listAt(value, 'summary').length > 0 ? listAt(value, 'summary') : listAt(value, 'content');
      const encrypted = textAt(value, 'encrypted_content');
      return [
        ...fresh('thought', parts.map(textOf).join('\n\n')),
        { kind: 'seal', state: encrypted === undefined ? {} : { encrypted } },
      ];
    }
    if (type === 'function_call') {
      const words = seen.get(place)?.has('call') === true ? undefined : textAt(value, 'arguments');
      return [{ ...call(value, place), arguments: words, whole: true }];
    }
    return [{ kind: 'error', complaint: unknown(type) }];
  };

  const end = (response: unknown): readonly AnswerEvent[] => {
    const error = at(response, 'error');
    if (textAt(response, 'status') === 'failed' || (error !== undefined && error !== null)) {
      return [{ kind: 'error', complaint: wrong(error) }];
    }
    const cause = textAt(response, 'incomplete_details', 'reason') ?? '';
    return [
      ...listAt(response, 'output').flatMap(item),
      { kind: 'end', reason: incomplete[cause] ?? 'stop' },
      { kind: 'last' },
    ];
  };

  return (event) => {
    const type = textAt(event, 'type') ?? '';
    const place = numberAt(event, 'output_index') ?? 0;
    const delta = textAt(event, 'delta') ?? '';
    switch (type) {
      case 'response.output_item.added': {
        const added = at(event, 'item');
        return textAt(added, 'type') === 'function_call' ? [call(added, place)] : [];
      }
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        mark(place, 'text');
        return [{ kind: 'text', text: delta }];
      case 'response.reasoning_summary_part.added':
        return (numberAt(event, 'summary_index') ?? 0) > 0 ? [{ kind: 'thought', text: '\n\n' }] : [];
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        mark(place, 'thought');
        return [{ kind: 'thought', text: delta }];
      case 'response.function_call_arguments.delta':
        if (delta !== '') mark(place, 'call');
        return [{ kind: 'call', key: String(place), arguments: delta }];
      case 'response.output_item.done':
        return item(at(event, 'item'), place);
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return end(at(event, 'response'));
      case 'error':
        return [{ kind: 'error', complaint: wrong(at(event, 'error') ?? event) }];
      default:
        if (textAt(event, 'object') === 'response') return end(event);
        return type === '' && at(event, 'error') !== undefined
          ? [{ kind: 'error', complaint: wrong(at(event, 'error')) }]
          : [];
    }
  };
}

function call(item: unknown, place: number): AnswerEvent & { readonly kind: 'call' } {
  return { kind: 'call', key: String(place), id: textAt(item, 'call_id'), name: textAt(item, 'name') };
}

function textOf(part: unknown): string {
  return textAt(part, 'text') ?? textAt(part, 'refusal') ?? '';
}

function unknown(type: string): Complaint {
  return {
    kind: 'failed',
    message: `The model's answer has a part of a kind that can't be translated: ${type || '?'}.`,
  };
}

function wrong(error: unknown): Complaint {
  const message = textAt(error, 'message') ?? 'The server broke the answer off.';
  const code = textAt(error, 'code') ?? '';
  if (errors.overflows({ error })) return { kind: 'overflow', message };
  const status = numberAt(error, 'code') ?? Number(code);
  if (status >= 400 && status < 600) return { kind: kindOf(status), message };
  return { kind: codes[code] ?? 'failed', message };
}
