import { basename, dirname, join, resolve } from 'node:path';
import { variable } from '../../host.ts';
import { at, numberAt, parseJson, textAt } from '../../json-path.ts';
import { counts } from '../../protocols/usage.ts';
import { isDuring, type AgentTranscripts, type WrittenRequest } from '../agent-transcripts.ts';
import { userSettings } from './places.ts';

/**
 * `projects/<folder>/chats/<id>.jsonl`: among its rows one of telemetry for each answer, those of subagents and of work in
 * the background too. Whatever the protocol, input is with what came from a cache; thoughts are in the total, but not always
 * in the output (0.24.4, driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: ({ folder, session, pinned }, host) => {
    const given = variable(host.env, 'QWEN_RUNTIME_DIR', host.platform) ?? '';
    const own = given === '' ? dirname(userSettings(host)) : resolve(host.cwd, given);
    return [
      join(
        own,
        'projects',
        folder.replaceAll(/[^A-Za-z0-9]/g, '-'),
        'chats',
        `${pinned === true ? session : '*'}.jsonl`,
      ),
    ];
  },
  read: (lines, session, path) => {
    const found: WrittenRequest[] = [];
    const own = basename(path, '.jsonl');
    let began: string | undefined;
    for (const line of lines) {
      const isAnswer = line.includes('"qwen-code.api_response"');
      if (!isAnswer && began !== undefined) continue;
      const row = parseJson(line);
      const [time, event] = [textAt(row, 'timestamp'), at(row, 'systemPayload', 'uiEvent')];
      began ??= time;
      // One that was there before may be a plain one.
      if (began !== undefined && !isDuring(began, session)) return [];
      const model = textAt(event, 'model');
      if (textAt(event, 'event.name') !== 'qwen-code.api_response' || textAt(row, 'cwd') !== session.folder) continue;
      if (time === undefined || model === undefined || !isDuring(time, session)) continue;
      const usage = counts(event, {
        input: ['input_token_count'],
        cached: ['cached_content_token_count'],
        output: ['output_token_count'],
        reasoning: ['thoughts_token_count'],
      });
      const total = numberAt(event, 'total_token_count') ?? 0;
      const output = Math.max(usage.output ?? 0, total - (usage.input ?? 0));
      const id = textAt(event, 'response_id') ?? textAt(row, 'uuid') ?? time;
      found.push({ id, at: time, model, usage: { ...usage, ...(total > 0 ? { output } : {}) }, own });
    }
    return found;
  },
};
