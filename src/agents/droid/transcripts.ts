import { basename, join } from 'node:path';
import { at, parseJson, textAt } from '../../json-path.ts';
import { counts, sumOf } from '../../protocols/usage.ts';
import { isDuring, type AgentTranscripts } from '../agent-transcripts.ts';
import { userFolder } from './places.ts';

/**
 * `sessions/<folder>/<id>.jsonl`, one for a subagent too, which names the session that called it: an answer is a row with its
 * model, but without figures. Their sum alone stands beside it, in `<id>.settings.json`: input without what came from a
 * cache or went into one, output with thoughts (0.225.2, driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: (_session, host) => [join(userFolder(host), 'sessions', '*', '*.jsonl')],
  read: (lines, session, path, text) => {
    const id = basename(path, '.jsonl');
    const models = new Set<string>();
    let own: string | undefined;
    let below = false;
    let [requests, last] = [0, ''];
    for (const line of lines) {
      const row = parseJson(line);
      if (own === undefined) {
        if (textAt(row, 'type') !== 'session_start' || textAt(row, 'cwd') !== session.folder) return [];
        const caller = textAt(row, 'callingSessionId');
        [own, below] = [caller ?? id, caller !== undefined];
      }
      const time = textAt(row, 'timestamp');
      // A sum can't be parted: that of a session which was there before, or went on later, is not of ours alone.
      if (time !== undefined && !isDuring(time, session)) return [];
      const model = textAt(row, 'message', 'modelId');
      if (textAt(row, 'message', 'role') !== 'assistant' || time === undefined || model === undefined) continue;
      // One of Factory's own models.
      if (!model.startsWith('custom:')) return [];
      models.add(model.slice('custom:'.length));
      [requests, last] = [requests + 1, time];
    }
    if (own === undefined || requests === 0) return [];
    const { fresh, ...told } = counts(
      at(parseJson(text(path.replace(/jsonl$/, 'settings.json')) ?? ''), 'tokenUsage'),
      {
        fresh: ['inputTokens'],
        cached: ['cacheReadTokens'],
        cacheWritten: ['cacheCreationTokens'],
        output: ['outputTokens'],
        reasoning: ['thinkingTokens'],
      },
    );
    const input = sumOf(fresh, told.cached, told.cacheWritten);
    const usage = { ...told, ...(input === undefined ? {} : { input }) };
    return [
      { id, at: last, model: [...models].join(', '), requests, usage, own, ...(below ? { below: true as const } : {}) },
    ];
  },
};
