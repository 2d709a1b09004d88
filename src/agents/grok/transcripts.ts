import { dirname, join } from 'node:path';
import { at, numberAt, parseJson, textAt } from '../../json-path.ts';
import { counts } from '../../protocols/usage.ts';
import { isDuring, type AgentTranscripts, type WrittenRequest } from '../agent-transcripts.ts';
import { userFolder } from './places.ts';

/**
 * `sessions/<folder, URL-encoded>/<id>/updates.jsonl`: a row at the end of each turn, with the figures of each model. In
 * `summary.json` beside it stands the home that the session was begun in, which tells Jetway's from a plain one (1.0.41,
 * driven). A folder with a path of more than 255 characters is called otherwise, and not looked for.
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: ({ folder }, host) => [join(userFolder(host), 'sessions', encodeURIComponent(folder), '*', 'updates.jsonl')],
  read: (lines, session, path, text) => {
    const home = textAt(parseJson(text(join(dirname(path), 'summary.json')) ?? ''), 'grok_home') ?? '';
    if (!/[\\/]jetway[\\/]agents[\\/]grok-[\da-f]+$/.test(home)) return [];
    const found: WrittenRequest[] = [];
    for (const line of lines) {
      const params = line.includes('"turn_completed"') ? at(parseJson(line), 'params') : undefined;
      if (textAt(params, 'update', 'sessionUpdate') !== 'turn_completed') continue;
      const [id, own] = [textAt(params, '_meta', 'eventId'), textAt(params, 'sessionId')];
      const ended = numberAt(params, '_meta', 'agentTimestampMs');
      if (id === undefined || own === undefined || ended === undefined) continue;
      const time = new Date(ended).toISOString();
      if (!isDuring(time, session)) continue;
      for (const [model, told] of Object.entries(Object(at(params, 'update', 'usage', 'modelUsage')) as object)) {
        found.push({ id: `${id} ${model}`, at: time, model, own, ...figuresOf(told) });
      }
    }
    return found;
  },
};

function figuresOf(told: unknown): Pick<WrittenRequest, 'usage' | 'requests'> {
  const { requests, ...usage } = counts(told, {
    requests: ['modelCalls'],
    input: ['inputTokens'],
    cached: ['cachedReadTokens'],
    cacheWritten: ['cacheCreationTokens'],
    output: ['outputTokens'],
    reasoning: ['reasoningTokens'],
  });
  return { usage, ...(requests === undefined ? {} : { requests }) };
}
