import { join, resolve } from 'node:path';
import { variable } from '../../host.ts';
import { at, parseJson, textAt } from '../../json-path.ts';
import { counts } from '../../protocols/usage.ts';
import { isDuring, type AgentTranscripts, type WrittenRequest } from '../agent-transcripts.ts';

/**
 * `session-state/<id>/events.jsonl`: its first row names the folder, and each answer has a row of figures that says whether
 * the model is of a provider of the user's own. Input is with what came from a cache (1.0.102, driven;
 * its file of OpenTelemetry, which it writes where a variable names one, has the same figures).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: ({ session, pinned }, { cwd, home, env, platform }) => {
    const given = variable(env, 'COPILOT_HOME', platform)?.trim() ?? '';
    const own = given === '' ? join(home, '.copilot') : resolve(cwd, given);
    return [join(own, 'session-state', pinned === true ? session : '*', 'events.jsonl')];
  },
  read: (lines, session) => {
    const found: WrittenRequest[] = [];
    let begun = false;
    for (const line of lines) {
      if (!begun && textAt(parseJson(line), 'data', 'context', 'cwd') !== session.folder) return [];
      begun = true;
      const row = line.includes('"session.usage_record"') ? parseJson(line) : undefined;
      const told = at(row, 'data', 'usage');
      const [time, model] = [textAt(row, 'timestamp'), textAt(told, 'model')];
      if (textAt(row, 'type') !== 'session.usage_record' || at(told, 'isByok') !== true) continue;
      if (time === undefined || model === undefined || !isDuring(time, session)) continue;
      const usage = counts(told, {
        input: ['inputTokens'],
        cached: ['cacheReadTokens'],
        cacheWritten: ['cacheWriteTokens'],
        output: ['outputTokens'],
        reasoning: ['reasoningTokens'],
      });
      const id = textAt(told, 'accounting', 'usageId') ?? textAt(row, 'id') ?? time;
      found.push({ id, at: time, model, usage });
    }
    return found;
  },
};
