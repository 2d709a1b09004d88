import type { JsonObject } from '../../agents/agent.ts';
import { defined, type Effort, type RequestAbout, type RequestOptions } from '../request.ts';

/**
 * OpenAI's reasoning models refuse `max_tokens`, and what only makes sense where the next word is drawn by lot; other
 * servers may know nothing else.
 */
export function isOpenAiReasoning(model: string): boolean {
  return /(^|\/)(gpt-([5-9]|\d\d)|o\d)/.test(model);
}

/** What stands in a body beside its messages and tools. Only what any server knows, and what OpenAI's own models do. */
export function optionsOf(asked: RequestOptions, about: RequestAbout): JsonObject {
  const own = isOpenAiReasoning(about.model);
  const drawn = own ? {} : { temperature: asked.temperature, top_p: asked.topP };
  const limit = limited(asked.maxOutput, about);
  const stop = asked.stop ?? [];
  // The API takes four, and those models none.
  const asksToStop = !own && stop.length > 0 && stop.length <= 4;
  if (!asksToStop) about.endAt(stop);
  return defined({
    [own ? 'max_completion_tokens' : 'max_tokens']: limit,
    ...drawn,
    stop: asksToStop ? stop : undefined,
    seed: asked.seed,
    presence_penalty: own ? undefined : asked.presencePenalty,
    frequency_penalty: own ? undefined : asked.frequencyPenalty,
    tool_choice:
      typeof asked.choice === 'object'
        ? { type: 'function', function: { name: about.nameOf(asked.choice) } }
        : // It is what everybody does without, and not every server knows the word.
          asked.choice === 'auto'
          ? undefined
          : asked.choice,
    parallel_tool_calls: asked.parallel === false ? false : undefined,
    reasoning_effort: about.reasons === true ? effortOf(asked.effort) : undefined,
    response_format: formatOf(asked.format),
    verbosity: own ? asked.verbosity : undefined,
    prompt_cache_key: own ? about.session : undefined,
  });
}

export function limited(wanted: number | undefined, { maxOutput }: RequestAbout): number | undefined {
  if (wanted === undefined || maxOutput === undefined) return wanted;
  return Math.min(wanted, maxOutput);
}

/** Three words are known wherever there are any; what a model does by itself is left to it rather than guessed. */
export function effortOf(effort: Effort | undefined): string | undefined {
  if (effort === undefined || effort === 'none') return undefined;
  if (effort === 'minimal') return 'low';
  return effort === 'xhigh' || effort === 'max' ? 'high' : effort;
}

function formatOf(format: RequestOptions['format']): JsonObject | undefined {
  if (format === undefined) return undefined;
  const { name, schema, strict } = format;
  if (schema === undefined) return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name, schema, ...(strict === true ? { strict } : {}) } };
}
