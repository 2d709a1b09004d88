import type { JsonObject } from '../../agents/agent.ts';
import type { AnswerFrame, AnswerWords, Block } from '../answer.ts';
import { event } from '../replies.ts';
import { createFreeform, freeformOf, type Freeform } from './freeform.ts';
import { errors } from './errors.ts';
import { callItem, itemId, itemOf, responseOf } from './items.ts';

/**
 * https://platform.openai.com/docs/api-reference/responses-streaming, 2026-11. Codex goes by `output_item.done` alone (0.171.0),
 * others by the deltas, or by what `response.completed` repeats: all three say the same.
 */
export const answerWords: AnswerWords = {
  writer: (frame) => {
    const output: JsonObject[] = [];
    let number = 0;
    let written = 0;
    let freeform: Freeform = createFreeform();
    /** The first part of an item was announced: a thought that nobody may read has none. */
    let parted = false;
    /** What the deltas of an item say around their number and their text: an answer has hundreds, and the rest is the same. */
    let around: readonly [string, string] | undefined;
    const send = (type: string, data: JsonObject): string => {
      const numbered = event({ type, sequence_number: number, ...data }, type);
      number += 1;
      return numbered;
    };
    const place = (block: Block): JsonObject => ({ output_index: block.index, item_id: itemId(block, frame) });
    const sendDelta = (kind: string, block: Block, text: string): string => {
      if (around === undefined) {
        const said = block.kind === 'call' ? place(block) : { ...place(block), ...part(block) };
        const whole = event({ type: kind, sequence_number: 0, ...said, delta: '' }, kind);
        const from = whole.indexOf('0', whole.indexOf('"sequence_number"'));
        around = [whole.slice(0, from), whole.slice(from + 1, whole.lastIndexOf('""'))];
      }
      const numbered = `${around[0]}${number}${around[1]}${JSON.stringify(text)}}\n\n`;
      number += 1;
      return numbered;
    };
    const streamed = (block: Block, text: string): string => {
      if (block.kind === 'text') return sendDelta('response.output_text.delta', block, text);
      if (block.kind === 'thought') return sendDelta('response.reasoning_summary_text.delta', block, text);
      const { kind } = frame.toolOf(block.name);
      if (kind === 'search') return '';
      if (kind === 'function') return sendDelta('response.function_call_arguments.delta', block, text);
      const delta = freeform.push(text);
      return delta === '' ? '' : sendDelta('response.custom_tool_call_input.delta', block, delta);
    };
    return {
      start: () => {
        const response = responseOf(frame, 'in_progress', []);
        return send('response.created', { response }) + send('response.in_progress', { response });
      },
      open: (block) => {
        freeform = createFreeform();
        parted = false;
        around = undefined;
        return send('response.output_item.added', {
          output_index: block.index,
          item: itemOf(block, frame, 'in_progress'),
        });
      },
      piece: (block, text) => {
        written += text.length;
        if (block.kind === 'call' || parted) return streamed(block, text);
        parted = true;
        const added = { ...place(block), ...part(block), part: partOf(block, '') };
        return send(`response.${partName(block)}.added`, added) + streamed(block, text);
      },
      close: (block) => {
        // A call that was cut off is nobody's to run: Codex runs what `output_item.done` says.
        const item = itemOf(block, frame, block.kind === 'call' && !block.whole ? 'incomplete' : 'completed');
        output.push(item);
        if (block.kind === 'call') {
          return ended(block, frame, place(block), send) + done(block, item, send);
        }
        if (!parted) return done(block, item, send);
        const text = block.kind === 'text' ? 'output_text' : 'reasoning_summary_text';
        return (
          send(`response.${text}.done`, { ...place(block), ...part(block), text: block.text }) +
          send(`response.${partName(block)}.done`, {
            ...place(block),
            ...part(block),
            part: partOf(block, block.text),
          }) +
          done(block, item, send)
        );
      },
      end: (end) => {
        const response = responseOf(frame, end, output, written);
        return send(`response.${response['status'] as string}`, { response });
      },
      fail: (complaint) => errors.events(complaint, number, `resp_${frame.id}`),
    };
  },

  whole: (frame, blocks, end) => {
    const written = blocks.reduce((total, block) => total + block.text.length, 0);
    const items = blocks.map((block) =>
      itemOf(block, frame, block.kind === 'call' && !block.whole ? 'incomplete' : 'completed'),
    );
    return responseOf(frame, end, items, written);
  },
};

type Send = (type: string, data: JsonObject) => string;

function done(block: Block, item: JsonObject, send: Send): string {
  return send('response.output_item.done', { output_index: block.index, item });
}

/** The event that repeats a call's input. */
function ended(block: Block, frame: AnswerFrame, place: JsonObject, send: Send): string {
  switch (frame.toolOf(block.name).kind) {
    case 'search':
      return '';
    case 'custom':
      return send('response.custom_tool_call_input.done', { ...place, input: freeformOf(block.text) });
    case 'function':
      return send('response.function_call_arguments.done', {
        ...place,
        name: callItem(block, frame, 'completed')['name'] ?? '',
        arguments: block.text,
      });
  }
}

function partName({ kind }: Block): string {
  return kind === 'text' ? 'content_part' : 'reasoning_summary_part';
}

function part({ kind }: Block): JsonObject {
  return kind === 'text' ? { content_index: 0 } : { summary_index: 0 };
}

function partOf({ kind }: Block, text: string): JsonObject {
  return kind === 'text'
    ? { type: 'output_text', text, annotations: [], logprobs: [] }
    : { type: 'summary_text', text };
}
