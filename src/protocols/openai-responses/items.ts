import type { JsonObject } from '../../agents/agent.ts';
import { parseJson } from '../../json-path.ts';
import { outputOf, type AnswerEnd, type AnswerFrame, type Block } from '../answer.ts';
import { freeformOf } from './freeform.ts';

type Status = 'in_progress' | 'completed' | 'incomplete';

const prefixes = { text: 'msg', thought: 'rs', call: 'fc' } as const;

/** Made once from what does not change. */
export function itemId({ kind, index }: Block, frame: AnswerFrame): string {
  return `${prefixes[kind]}_${frame.id}${index}`;
}

/** An item of a response's output, as far as the block was written. */
export function itemOf(block: Block, frame: AnswerFrame, status: Status): JsonObject {
  const { kind, text } = block;
  const id = itemId(block, frame);
  const begun = status !== 'in_progress';
  if (kind === 'call') return { id, ...callItem(block, frame, status) };
  if (kind === 'text') {
    const content = begun ? [{ type: 'output_text', text, annotations: [], logprobs: [] }] : [];
    return { id, type: 'message', role: 'assistant', status, content };
  }
  const carrier = begun ? frame.carrierOf(block) : undefined;
  return {
    id,
    type: 'reasoning',
    summary: begun && text !== '' ? [{ type: 'summary_text', text }] : [],
    ...(carrier === undefined ? {} : { encrypted_content: carrier }),
  };
}

/** Without the item's id. */
export function callItem({ id, name: called, text }: Block, frame: AnswerFrame, status: Status): JsonObject {
  const { kind, name, namespace } = frame.toolOf(called);
  const words = status === 'in_progress' ? '' : text;
  const common = { status, call_id: id, name, ...(namespace === undefined ? {} : { namespace }) };
  switch (kind) {
    case 'custom':
      return { type: 'custom_tool_call', ...common, input: freeformOf(words) };
    case 'search':
      return {
        type: 'tool_search_call',
        status,
        call_id: id,
        execution: 'client',
        arguments: (parseJson(words) ?? {}) as JsonObject,
      };
    case 'function':
      return { type: 'function_call', ...common, arguments: words };
  }
}

/** A response as it is at some moment; `end` where it is over. */
export function responseOf(
  frame: AnswerFrame,
  end: AnswerEnd | 'in_progress',
  output: readonly JsonObject[],
  written = 0,
): JsonObject {
  const over = end === 'in_progress' ? undefined : end;
  const cause = over === undefined || over.reason === 'stop' ? undefined : causes[over.reason];
  return {
    id: `resp_${frame.id}`,
    object: 'response',
    created_at: frame.created,
    status: over === undefined ? 'in_progress' : cause === undefined ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: cause === undefined ? null : { reason: cause },
    model: frame.model,
    output: [...output],
    parallel_tool_calls: true,
    store: false,
    tool_choice: 'auto',
    tools: [],
    usage: over === undefined ? null : usageOf(over, frame, written),
  };
}

const causes = { length: 'max_output_tokens', filter: 'content_filter' } as const;

/** Codex takes a missing number for 0, and then never compacts (0.171.0): a guess stands in for it. */
function usageOf(end: AnswerEnd, frame: AnswerFrame, written: number): JsonObject {
  const { input = frame.estimate, cached = 0, cacheWritten, reasoning = 0 } = end.usage;
  const output = outputOf(end, written);
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: cached,
      ...(cacheWritten === undefined ? {} : { cache_write_tokens: cacheWritten }),
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
