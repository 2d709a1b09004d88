import { basename, dirname, join, resolve } from 'node:path';
import { variable } from '../../host.ts';
import { at, listAt, numberAt, parseJson, textAt } from '../../json-path.ts';
import { counts } from '../../protocols/usage.ts';
import { isDuring, type AgentTranscripts } from '../agent-transcripts.ts';

/**
 * `sessions/<id>/<id>.messages.json`, and beside it a file like it for each subagent: each answer with its figures, input with
 * what came from a cache or went into one, whatever the protocol. The folder and the beginning stand in `<id>.json` alone
 * (3.0.65, driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: (_session, { cwd, home, env, platform }) => {
    const said = (name: string): string | undefined => {
      const text = variable(env, name, platform)?.trim() ?? '';
      return text === '' ? undefined : text;
    };
    const data = said('CLINE_DATA_DIR') ?? join(said('CLINE_DIR') ?? join(home, '.cline'), 'data');
    return [join(resolve(cwd, said('CLINE_SESSION_DATA_DIR') ?? join(data, 'sessions')), '*', '*.json')];
  },
  read: (_lines, session, path, text) => {
    if (!path.endsWith('.messages.json')) return [];
    const own = basename(dirname(path));
    const about = parseJson(text(join(dirname(path), `${own}.json`)) ?? '');
    const began = textAt(about, 'started_at') ?? '';
    // One that was there before may be a plain one.
    if (textAt(about, 'cwd') !== session.folder || !isDuring(began, session)) return [];
    const below = basename(path) === `${own}.messages.json` ? {} : { below: true as const };
    return listAt(parseJson(text(path) ?? ''), 'messages').flatMap((message) => {
      const [id, model] = [textAt(message, 'id'), textAt(message, 'modelInfo', 'id')];
      const time = new Date(numberAt(message, 'ts') ?? Number.NaN);
      if (textAt(message, 'role') !== 'assistant' || id === undefined || model === undefined) return [];
      if (!(time.getTime() >= session.since && time.getTime() <= session.until)) return [];
      const usage = counts(at(message, 'metrics'), {
        input: ['inputTokens'],
        cached: ['cacheReadTokens'],
        cacheWritten: ['cacheWriteTokens'],
        output: ['outputTokens'],
      });
      // An answer that was broken off before any figure came.
      return Object.keys(usage).length === 0 ? [] : [{ id, at: time.toISOString(), model, usage, own, ...below }];
    });
  },
};
