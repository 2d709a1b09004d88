import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { AnswerEvent, AnswerEventReader, CallPiece, EndReason } from '../answer.ts';
import { kindOf, type Complaint } from '../complaint.ts';
import { errors } from './errors.ts';
import { createThoughts } from './thoughts.ts';

/** The words of `finish_reason` beside those that only repeat that there were calls, or that it is over. */
const reasons: Readonly<Record<string, EndReason>> = {
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  content_filter: 'filter',
};

/**
 * Reads the chunks of a stream, or a whole completion. Servers that follow this protocol only roughly are understood too:
 * fields that are null, calls that all have index 0, a thought under one of several names.
 */
export function createAnswerReader(): AnswerEventReader {
  const thoughts = createThoughts();
  const calls = createCalls();

  return (event) => {
    if (event === done) return [...thoughts.seal(), { kind: 'end', reason: 'stop' }, { kind: 'last' }];
    const error = at(event, 'error');
    if (error !== undefined && error !== null) return [...thoughts.seal(), { kind: 'error', complaint: wrong(event) }];
    const choice = listAt(event, 'choices').find((one) => (numberAt(one, 'index') ?? 0) === 0);
    const part = at(choice, 'delta') ?? at(choice, 'message');
    const events: AnswerEvent[] = [...thoughts.read(part)];
    const text = textOf(part);
    if (text !== '') events.push(...thoughts.seal(), { kind: 'text', text });
    for (const call of callsOf(part)) {
      const piece = calls(call);
      const signature = textAt(call, 'extra_content', 'google', 'thought_signature');
      // Gemini behind this protocol signs a call and wants the signature back with it.
      events.push(...thoughts.seal(signature === undefined ? undefined : { google: signature }), piece);
    }
    const finish = textAt(choice, 'finish_reason');
    if (finish === 'error') {
      return [...events, { kind: 'error', complaint: { kind: 'failed', message: 'The server broke the answer off.' } }];
    }
    if (finish !== undefined) {
      events.push(...thoughts.seal(), { kind: 'end', reason: reasons[finish] ?? 'stop' });
      if (textAt(event, 'object') === 'chat.completion') events.push({ kind: 'last' });
    }
    return events;
  };
}

/** What stands for the data that end a stream. */
const done = Symbol('[DONE]');

export function other(data: string): unknown {
  return data.trim() === '[DONE]' ? done : undefined;
}

/** Mistral's reasoning models send a list of texts and thoughts. */
function textOf(part: unknown): string {
  const content = at(part, 'content');
  const text =
    typeof content === 'string'
      ? content
      : listAt(content)
          .map((one) => textAt(one, 'text') ?? '')
          .join('');
  return text + (textAt(part, 'refusal') ?? '');
}

/** `function_call` is what calls were before they could be several; some servers still send it. */
function callsOf(part: unknown): readonly unknown[] {
  const old = at(part, 'function_call');
  return typeof old === 'object' && old !== null ? [{ index: 0, function: old }] : listAt(part, 'tool_calls');
}

/**
 * Which call a piece belongs to. The index says it, but for servers that give every call index 0, or none: another id,
 * or another name behind arguments, is another call then.
 */
function createCalls(): (call: unknown) => CallPiece {
  const open = new Map<number, { readonly key: string; id: string | undefined; named: boolean; written: boolean }>();
  let count = 0;
  let latest = 0;
  return (call) => {
    const id = textAt(call, 'id') || undefined;
    const name = textAt(call, 'function', 'name') || undefined;
    const words = at(call, 'function', 'arguments');
    const index = numberAt(call, 'index') ?? (id === undefined && name === undefined ? latest : count);
    const known = open.get(index);
    const another =
      known === undefined ||
      (id !== undefined && name !== undefined && known.id !== undefined && id !== known.id) ||
      (id === undefined && name !== undefined && known.named && known.written);
    const mine = another ? { key: `${index}.${count}`, id, named: false, written: false } : known;
    if (another) count += 1;
    open.set(index, mine);
    latest = index;
    mine.id ??= id;
    mine.named ||= name !== undefined;
    const text = typeof words === 'string' || words === undefined || words === null ? words : JSON.stringify(words);
    mine.written ||= (text ?? '') !== '';
    return { kind: 'call', key: mine.key, id, name, arguments: text ?? undefined };
  };
}

/** An error in the middle of a stream has no status but what some put into its `code`. */
function wrong(event: unknown): Complaint {
  const error = at(event, 'error');
  const message = textAt(error, 'message') ?? (typeof error === 'string' ? error : JSON.stringify(error));
  if (errors.overflows(event)) return { kind: 'overflow', message };
  const status = numberAt(error, 'code') ?? Number(textAt(error, 'code'));
  if (status >= 400 && status < 600) return { kind: kindOf(status), message };
  const type = `${textAt(error, 'type') ?? ''} ${textAt(error, 'code') ?? ''}`;
  if (/rate_limit|too_many|exhausted/i.test(type)) return { kind: 'rate-limit', message };
  if (/overloaded|unavailable/i.test(type)) return { kind: 'overloaded', message };
  if (/invalid|not_supported/i.test(type)) return { kind: 'invalid', message };
  return { kind: 'failed', message };
}
