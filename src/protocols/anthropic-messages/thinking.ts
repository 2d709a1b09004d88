import type { JsonObject } from '../../agents/agent.ts';
import { listAt, textAt } from '../../json-path.ts';
import type { Effort, RequestAbout, RequestOptions } from '../request.ts';
import { messages } from './features.ts';

interface Thinking {
  readonly thinking?: JsonObject;
  readonly effort?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Tokens, for the models that want a number. */
const budgets: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: messages.leastThinking,
  low: 4096,
  medium: 8192,
  high: 16_384,
  xhigh: 24_576,
  max: 31_999,
};

/**
 * How a model is asked to think: one of 4.6 or newer as much as it likes, guided by an effort, an older one within a number of
 * tokens, which must be less than `limit`. An older one refuses a turn whose calls come without the thought before them,
 * so a history without it (of another model) switches thinking off.
 */
export function thinkingOf(
  { effort, thinks, summaries }: RequestOptions,
  { model, reasons }: RequestAbout,
  history: readonly JsonObject[],
  limit: number,
): Thinking {
  if (reasons !== true || effort === 'none') return {};
  if (adapts(model) && (thinks === true || effort !== undefined)) {
    const display = summaries === true ? { display: 'summarized' } : {};
    const guided = effort === undefined ? {} : { effort: effortOf(effort) };
    return { thinking: { type: 'adaptive', ...display }, ...guided };
  }
  if (effort === undefined) return {};
  const budget = Math.min(budgets[effort], limit - 1);
  if (budget < messages.leastThinking || !begunWithThoughts(history)) return {};
  return {
    thinking: { type: 'enabled', budget_tokens: budget },
    headers: { 'anthropic-beta': 'interleaved-thinking-2025-05-14' },
  };
}

function adapts(model: string): boolean {
  return /claude-[a-z]+-(?:4[.-][6-9]|[5-9]|\d\d)(?!\d)/.test(model);
}

function effortOf(effort: Effort): string {
  if (effort === 'minimal') return 'low';
  return effort === 'xhigh' ? 'high' : effort;
}

/** Of the turns since the user last said something: those that are still thought on. */
function begunWithThoughts(history: readonly JsonObject[]): boolean {
  const last = history.findLastIndex(
    (message) =>
      message['role'] === 'user' && listAt(message, 'content').some((block) => textAt(block, 'type') !== 'tool_result'),
  );
  return history.slice(last + 1).every((message) => {
    const types = listAt(message, 'content').map((block) => textAt(block, 'type'));
    const calls = types.includes('tool_use');
    return !calls || types[0] === 'thinking' || types[0] === 'redacted_thinking';
  });
}
