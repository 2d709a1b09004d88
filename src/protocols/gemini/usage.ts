import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { counts, sumOf, type Reading } from '../usage.ts';

/** Every chunk repeats the totals, thoughts beside the answer; https://ai.google.dev/api/generate-content, 2026-11. */
export function read(event: unknown): Reading {
  const usage = at(event, 'usageMetadata');
  const error = at(event, 'error');
  const model = textAt(event, 'modelVersion');
  const answer = numberAt(usage, 'candidatesTokenCount');
  const reasoning = numberAt(usage, 'thoughtsTokenCount');
  const output = answer === undefined ? undefined : sumOf(answer, reasoning);
  const stop = textAt(event, 'candidates', 0, 'finishReason') ?? textAt(event, 'promptFeedback', 'blockReason');
  return {
    ...(usage === undefined
      ? {}
      : {
          usage: {
            ...counts(usage, { input: ['promptTokenCount'], cached: ['cachedContentTokenCount'] }),
            ...(output === undefined ? {} : { output }),
            ...(reasoning === undefined ? {} : { reasoning }),
          },
        }),
    ...(model === undefined ? {} : { model }),
    ...(listAt(event, 'candidates', 0, 'content', 'parts').length > 0 ? { output: true } : {}),
    ...(stop === undefined ? {} : { ended: true }),
    ...(error === undefined ? {} : { error: textAt(error, 'message') ?? 'error' }),
  };
}
