import { join, resolve } from 'node:path';
import { variable } from '../../host.ts';
import { at, parseJson, textAt } from '../../json-path.ts';
import { counts, sumOf } from '../../protocols/usage.ts';
import { isOurs, requestsIn, type AgentTranscripts } from '../agent-transcripts.ts';

/**
 * `projects/<folder>/<session>.jsonl`, and a file for each subagent: the session has Jetway's id. An answer has a row for
 * each of its blocks, all with the same message id and the final figures. `--continue` and `--resume` go on in the same file
 * under the same id, and nothing but the time tells whether a plain claude did (2.1.332, driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: true,
  files: ({ session, folder }, { cwd, home, env, platform }) => {
    const given = variable(env, 'CLAUDE_CONFIG_DIR', platform);
    const own = given === undefined ? join(home, '.claude') : resolve(cwd, given);
    const project = join(own, 'projects', folder.replaceAll(/[^A-Za-z0-9]/g, '-'));
    return [join(project, `${session}.jsonl`), join(project, session, 'subagents', '*.jsonl')];
  },
  read: (lines, past) =>
    requestsIn(lines, (line) => {
      // Most rows hold texts and files alone.
      const row = line.includes('"usage"') ? parseJson(line) : undefined;
      const [time, model] = [textAt(row, 'timestamp'), textAt(row, 'message', 'model')];
      if (textAt(row, 'type') !== 'assistant' || textAt(row, 'sessionId') !== past.session) return undefined;
      if (time === undefined || model === undefined || model === '<synthetic>') return undefined;
      if (!isOurs(time, past)) return undefined;
      const id = `${textAt(row, 'message', 'id') ?? ''} ${textAt(row, 'requestRef') ?? textAt(row, 'requestId') ?? ''}`;
      const { fresh, ...told } = counts(at(row, 'message', 'usage'), {
        fresh: ['input_tokens'],
        cached: ['cache_read_input_tokens'],
        cacheWritten: ['cache_creation_input_tokens'],
        output: ['output_tokens'],
      });
      const input = sumOf(fresh, told.cached, told.cacheWritten);
      return { id, at: time, model, usage: { ...told, ...(input === undefined ? {} : { input }) } };
    }),
};
