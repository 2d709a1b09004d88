import { basename, dirname, join } from 'node:path';
import { at, listAt, numberAt, parseJson, textAt } from '../../json-path.ts';
import { counts, sumOf } from '../../protocols/usage.ts';
import type { AgentTranscripts, WrittenRequest } from '../agent-transcripts.ts';
import { sentAs } from './models.ts';
import { userFolder } from './places.ts';

/**
 * `sessions/<id>.json`: each answer with its model and its figures, whose input is without what came from a cache or went into
 * one where Anthropic's protocol was spoken, and with it elsewhere. No answer has a time; when a session began stands in
 * `sessions.json` alone. One that was forked has the answers of the other, which its own sum is less than (1.5.47, driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  timeless: true,
  files: (_session, host) => [join(userFolder(host), 'sessions', '*.json')],
  read: (_lines, session, path, text) => {
    const own = basename(path, '.json');
    const written = parseJson(text(path) ?? '');
    if (textAt(written, 'workspaceDirectory') !== session.folder) return [];
    const all: unknown = parseJson(text(join(dirname(path), 'sessions.json')) ?? '');
    const about = Array.isArray(all) ? all.find((one) => textAt(one, 'sessionId') === own) : undefined;
    const began = Number(textAt(about, 'dateCreated'));
    // One that was there before may be a plain one.
    if (!(began >= session.since && began <= session.until)) return [];
    const time = new Date(began).toISOString();
    const answers = listAt(written, 'history').map((item) => at(item, 'message', 'usage'));
    const asked = sumOf(...answers.map((usage) => numberAt(usage, 'prompt_tokens')));
    if ((numberAt(written, 'usage', 'promptTokens') ?? 0) < (asked ?? 0)) return [];
    return answers.flatMap((told, index): readonly WrittenRequest[] => {
      const model = textAt(told, 'model');
      if (model === undefined) return [];
      const { fresh, ...usage } = counts(told, {
        fresh: ['prompt_tokens'],
        cached: ['prompt_tokens_details', 'cached_tokens'],
        cacheWritten: ['prompt_tokens_details', 'cache_write_tokens'],
        output: ['completion_tokens'],
      });
      const isAnthropics = numberAt(told, 'prompt_tokens_details', 'cache_read_tokens') !== undefined;
      const apart = isAnthropics ? [usage.cached, usage.cacheWritten] : [];
      const input = sumOf(fresh, ...apart);
      return [
        {
          id: `${own} ${index}`,
          at: time,
          model: sentAs(model),
          usage: { ...usage, ...(input === undefined ? {} : { input }) },
          own,
        },
      ];
    });
  },
};
