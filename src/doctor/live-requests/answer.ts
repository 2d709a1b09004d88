import { createReader } from '../../protocols/conversation.ts';
import { createEventReader } from '../../protocols/event-stream.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';

/** What an answer was like. */
export interface TimedAnswer {
  /** Milliseconds from the request to the first thing that the model made: a thought, a word or a call. */
  readonly firstTokenMs?: number;
  readonly milliseconds: number;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  readonly called: boolean;
  /** Whether the answer ended by itself, not at the limit. */
  readonly complete: boolean;
}

export interface AnswerReader {
  /** Takes a piece of the body. `now`: in milliseconds. */
  push(text: string, now: number): void;
  /** Gives what the answer was like, or the error that the stream held. */
  end(now: number): TimedAnswer | { readonly error: string };
}

/** Reads an answer as it comes. `started`: when the request went out, in milliseconds. */
export function createAnswerReader(protocol: ProtocolId, started: number): AnswerReader {
  const reader = createReader(protocol);
  const events = createEventReader();
  let first: number | undefined;
  let called = false;
  const look = (seen: readonly unknown[], now: number): void => {
    for (const event of seen) {
      const made = signs[protocol](event);
      called ||= made === 'call';
      if (made !== undefined) first ??= now;
    }
  };
  return {
    push: (text, now) => {
      reader.push(text);
      look(events.push(text), now);
    },
    end: (now) => {
      look(events.end(), now);
      const { error, stop, tokensIn, tokensOut } = reader.end();
      // An error behind the first tokens is a stream that broke off, and that refuses nothing.
      if (error !== undefined) return { error };
      return {
        ...(first === undefined ? {} : { firstTokenMs: Math.round(first - started) }),
        milliseconds: Math.round(now - started),
        ...(tokensIn === undefined ? {} : { tokensIn }),
        ...(tokensOut === undefined ? {} : { tokensOut }),
        called,
        complete: stop !== undefined && !/max|length|incomplete/i.test(stop),
      };
    },
  };
}

/** Tokens in a second, from the first one on; undefined where that took too short a time to tell. */
export function speed({ firstTokenMs, milliseconds, tokensOut }: TimedAnswer): number | undefined {
  if (firstTokenMs === undefined || tokensOut === undefined || tokensOut < 2) return undefined;
  const seconds = (milliseconds - firstTokenMs) / 1000;
  return seconds < 0.05 ? undefined : Math.round((tokensOut - 1) / seconds);
}

type Sign = 'call' | 'token' | undefined;

/** Whether an event holds something that the model made; whole answers count as one event. */
const signs: Readonly<Record<ProtocolId, (event: unknown) => Sign>> = {
  'anthropic-messages': (event) => {
    const blocks = [at(event, 'content_block'), ...listAt(event, 'content')];
    if (blocks.some((block) => textAt(block, 'type') === 'tool_use')) return 'call';
    const delta = textAt(event, 'delta', 'type') !== undefined || blocks.some((block) => block !== undefined);
    return delta ? 'token' : undefined;
  },
  'openai-responses': (event) => {
    const items = [at(event, 'item'), ...listAt(event, 'output'), ...listAt(event, 'response', 'output')];
    if (items.some((item) => /_call$/.test(textAt(item, 'type') ?? ''))) return 'call';
    const type = textAt(event, 'type') ?? '';
    return /\.delta$|output_item\.added$/.test(type) || items.some((item) => item !== undefined) ? 'token' : undefined;
  },
  'openai-chat': (event) => {
    const made = at(event, 'choices', 0, 'delta') ?? at(event, 'choices', 0, 'message');
    if (listAt(made, 'tool_calls').length > 0) return 'call';
    const texts = ['content', 'reasoning', 'reasoning_content', 'refusal'].map((name) => textAt(made, name) ?? '');
    return texts.some((text) => text !== '') ? 'token' : undefined;
  },
  gemini: (event) => {
    const parts = listAt(event, 'candidates', 0, 'content', 'parts');
    if (parts.some((part) => at(part, 'functionCall') !== undefined)) return 'call';
    return parts.length > 0 ? 'token' : undefined;
  },
};
