import { join } from 'node:path';
import { at, numberAt, parseJson, textAt } from '../../json-path.ts';
import { counts, sumOf } from '../../protocols/usage.ts';
import { isDuring, requestsIn, type AgentTranscripts } from '../agent-transcripts.ts';
import { userFolder } from './stored.ts';

/**
 * `sessions/--<folder>--/<time>_<id>.jsonl`; an answer is one row, which names our provider. Input is without what came from
 * a cache or went into one, output with thoughts. A fork repeats its parent's rows, with their ids (1.6.0, driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: ({ folder }, host) => {
    const name = `--${folder.replace(/^[/\\]/, '').replaceAll(/[/\\:]/g, '-')}--`;
    return [join(userFolder(host), 'sessions', name, '*.jsonl')];
  },
  read: (lines, session) =>
    requestsIn(lines, (line) => {
      const row = line.includes('"usage"') ? parseJson(line) : undefined;
      const [time, model] = [textAt(row, 'timestamp'), textAt(row, 'message', 'model')];
      if (textAt(row, 'message', 'role') !== 'assistant' || textAt(row, 'message', 'provider') !== 'jetway')
        return undefined;
      if (time === undefined || model === undefined || !isDuring(time, session)) return undefined;
      // An answer that was broken off before any figure came.
      if (numberAt(row, 'message', 'usage', 'totalTokens') === 0) return undefined;
      const { fresh, ...told } = counts(at(row, 'message', 'usage'), {
        fresh: ['input'],
        cached: ['cacheRead'],
        cacheWritten: ['cacheWrite'],
        output: ['output'],
        reasoning: ['reasoning'],
      });
      const input = sumOf(fresh, told.cached, told.cacheWritten);
      const id = textAt(row, 'message', 'responseId') ?? textAt(row, 'id') ?? time;
      return { id, at: time, model, usage: { ...told, ...(input === undefined ? {} : { input }) } };
    }),
};
