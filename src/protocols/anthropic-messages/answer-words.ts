import type { JsonObject } from '../../agents/agent.ts';
import { parseJson } from '../../json-path.ts';
import { outputOf, type AnswerEnd, type AnswerFrame, type AnswerWords, type Block } from '../answer.ts';
import { event } from '../replies.ts';
import { errors } from './errors.ts';

/** https://docs.claude.com/en/docs/build-with-claude/streaming, 2026-11. */
export const answerWords: AnswerWords = {
  writer: (frame) => {
    let called = false;
    let written = 0;
    return {
      start: () =>
        send({
          type: 'message_start',
          message: {
            ...envelope(frame),
            content: [],
            stop_reason: null,
            stop_sequence: null,
            // Claude Code shows a guess at once, and takes the numbers at the end for it (2.1.330).
            usage: { input_tokens: frame.estimate, output_tokens: 1 },
          },
        }),
      open: (block) => {
        called ||= block.kind === 'call';
        return send({ type: 'content_block_start', index: block.index, content_block: begun(block, frame) });
      },
      piece: ({ kind, index }, text) => {
        written += text.length;
        // As `send` would write it: an answer has hundreds.
        return `${deltas[kind][0]}${index}${deltas[kind][1]}${JSON.stringify(text)}}}\n\n`;
      },
      close: (block) => {
        const signature = block.kind === 'thought' ? (frame.carrierOf(block) ?? '') : '';
        const signed = { type: 'signature_delta', signature };
        const seal = signature === '' ? '' : send({ type: 'content_block_delta', index: block.index, delta: signed });
        return seal + send({ type: 'content_block_stop', index: block.index });
      },
      end: (end) =>
        send({
          type: 'message_delta',
          delta: { stop_reason: stopReason(end, called), stop_sequence: end.word ?? null },
          usage: usageOf(end, frame, written),
        }) + send({ type: 'message_stop' }),
      fail: (complaint) => errors.events(complaint),
    };
  },

  whole: (frame, blocks, end) => {
    const written = blocks.reduce((total, block) => total + block.text.length, 0);
    const called = blocks.some(({ kind }) => kind === 'call');
    return {
      ...envelope(frame),
      content: blocks.map((block) => finished(block, frame)),
      stop_reason: stopReason(end, called),
      stop_sequence: end.word ?? null,
      usage: usageOf(end, frame, written),
    };
  },
};

function send(data: JsonObject & { readonly type: string }): string {
  return event(data, data.type);
}

function envelope(frame: AnswerFrame): JsonObject {
  return { id: `msg_${frame.id}`, type: 'message', role: 'assistant', model: frame.model };
}

function begun({ kind, id, name }: Block, frame: AnswerFrame): JsonObject {
  if (kind === 'text') return { type: 'text', text: '' };
  if (kind === 'thought') return { type: 'thinking', thinking: '', signature: '' };
  return { type: 'tool_use', id, name: frame.toolOf(name).name, input: {} };
}

/** What a delta says in front of its index, and between that and its text. */
const deltas: Readonly<Record<Block['kind'], readonly [string, string]>> = {
  text: deltaOf('text_delta', 'text'),
  thought: deltaOf('thinking_delta', 'thinking'),
  call: deltaOf('input_json_delta', 'partial_json'),
};

function deltaOf(type: string, name: string): readonly [string, string] {
  return [
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":',
    `,"delta":{"type":"${type}","${name}":`,
  ];
}

function finished(block: Block, frame: AnswerFrame): JsonObject {
  const { kind, text, id, name } = block;
  if (kind === 'text') return { type: 'text', text };
  if (kind === 'thought') return { type: 'thinking', thinking: text, signature: frame.carrierOf(block) ?? '' };
  return { type: 'tool_use', id, name: frame.toolOf(name).name, input: (parseJson(text) ?? {}) as JsonObject };
}

/** Whether there were calls follows from what was sent: many servers say "stop" all the same. */
function stopReason({ reason, word }: AnswerEnd, called: boolean): string {
  if (word !== undefined) return 'stop_sequence';
  if (reason === 'length') return 'max_tokens';
  if (called) return 'tool_use';
  return reason === 'filter' ? 'refusal' : 'end_turn';
}

/** The protocol counts what was read from a cache, and what was written to it, beside the rest of the prompt. */
function usageOf(end: AnswerEnd, frame: AnswerFrame, written: number): JsonObject {
  const { input = frame.estimate, cached = 0, cacheWritten = 0 } = end.usage;
  return {
    input_tokens: Math.max(0, input - cached - cacheWritten),
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: cacheWritten,
    output_tokens: outputOf(end, written),
  };
}
