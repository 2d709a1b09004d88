import { basename, dirname, join } from 'node:path';
import { folders } from '../../host.ts';
import { at, numberAt, parseJson, textAt } from '../../json-path.ts';
import { counts, sumOf } from '../../protocols/usage.ts';
import {
  isDuring,
  startsWithin,
  type AgentTranscripts,
  type PastSession,
  type WrittenRequest,
} from '../agent-transcripts.ts';
import { userFolder } from './home.ts';

/**
 * `tmp/<project>/chats/session-<time>-<id>.jsonl`, subagents' in a folder below, of the user's own folder, or of the home that
 * Jetway gives where the user has none. The first row has the folder's hash; tools' prompts and thoughts are counted beside
 * input and output (0.61.0, driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: (_session, host) =>
    [userFolder(host), join(folders(host).cache, 'agents', '*', '.gemini')].flatMap((own) => [
      join(own, 'tmp', '*', 'chats', '*.jsonl'),
      join(own, 'tmp', '*', 'chats', '*', '*.jsonl'),
    ]),
  read: (lines, session, path) => {
    const found: WrittenRequest[] = [];
    let whose: Pick<WrittenRequest, 'own' | 'below'> | undefined;
    for (const line of lines) {
      whose ??= whoseIn(parseJson(line), session, path);
      if (whose === undefined) return [];
      const row = line.includes('"tokens"') ? parseJson(line) : undefined;
      const [id, time, model] = [textAt(row, 'id'), textAt(row, 'timestamp'), textAt(row, 'model')];
      const tokens = at(row, 'tokens');
      if (textAt(row, 'type') !== 'gemini' || numberAt(tokens, 'input') === undefined) continue;
      if (id === undefined || time === undefined || model === undefined || !isDuring(time, session)) continue;
      const { input, tool, output, ...told } = counts(tokens, {
        input: ['input'],
        tool: ['tool'],
        cached: ['cached'],
        output: ['output'],
        reasoning: ['thoughts'],
      });
      const sums = { input: sumOf(input, tool) ?? 0, output: sumOf(output, told.reasoning) ?? 0 };
      found.push({ id, at: time, model, usage: { ...told, ...sums }, ...whose });
    }
    return found;
  },
};

/** By a file's first row; undefined where this session did not write it for certain. */
function whoseIn(
  first: unknown,
  { folderSha256, since, until }: PastSession,
  path: string,
): Pick<WrittenRequest, 'own' | 'below'> | undefined {
  if (textAt(first, 'projectHash') !== folderSha256) return undefined;
  if (textAt(first, 'kind') === 'subagent') return { own: basename(dirname(path)), below: true };
  const begun = Date.parse(textAt(first, 'startTime') ?? '');
  const own = textAt(first, 'sessionId');
  return own !== undefined && begun >= since && begun <= Math.min(until, since + startsWithin) ? { own } : undefined;
}
