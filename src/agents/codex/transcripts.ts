import { join, resolve } from 'node:path';
import { variable } from '../../host.ts';
import { at, parseJson, textAt } from '../../json-path.ts';
import { counts } from '../../protocols/usage.ts';
import { isOurs, type AgentTranscripts, type PastSession, type WrittenRequest } from '../agent-transcripts.ts';
import { providerId } from './environment.ts';

/**
 * `sessions/2026/11/29/rollout-….jsonl`, by the local day of its beginning; its first row names the folder, and the provider
 * that Jetway gives. `token_count` may come again unchanged, so the growth of the total is what a request used; a fork or
 * a subagent repeats all of its parent's, and is passed over (0.171.0, driven; https://github.com/openai/codex).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: ({ since, until }, { cwd, home, env, platform }) => {
    const given = variable(env, 'CODEX_HOME', platform);
    const own = given === undefined ? join(home, '.codex') : resolve(cwd, given);
    return daysOf(since, until).map((day) => join(own, 'sessions', ...day.split('-'), '*.jsonl'));
  },
  read: (lines, session) => {
    const found: WrittenRequest[] = [];
    let [rollout, model, before] = ['', '', {} as Total];
    for (const line of lines) {
      if (rollout === '') {
        const first = parseJson(line);
        if (!isOwn(first, session)) return [];
        rollout = textAt(first, 'payload', 'id') ?? '-';
        continue;
      }
      // Texts are most of it.
      if (!/"(?:token_count|turn_context)"/.test(line)) continue;
      const row = parseJson(line);
      if (textAt(row, 'type') === 'turn_context') model = textAt(row, 'payload', 'model') ?? model;
      const total = totalOf(at(row, 'payload', 'info', 'total_token_usage'));
      const time = textAt(row, 'timestamp');
      if (textAt(row, 'payload', 'type') !== 'token_count' || time === undefined) continue;
      const usage = growth(total, before);
      // A plain one that is configured for a gateway may go on with it.
      if (usage !== undefined && isOurs(time, session))
        found.push({ id: `${rollout} ${found.length}`, at: time, model, usage });
      before = { ...before, ...total };
    }
    return found;
  },
};

function isOwn(first: unknown, { folder, since, until }: PastSession): boolean {
  const told = at(first, 'payload');
  const begun = Date.parse(textAt(told, 'timestamp') ?? '');
  const copied = textAt(told, 'forked_from_id') !== undefined || textAt(told, 'thread_source') === 'subagent';
  return (
    !copied &&
    textAt(told, 'model_provider') === providerId &&
    textAt(told, 'cwd') === folder &&
    begun >= since &&
    begun <= until
  );
}

interface Total {
  readonly input?: number;
  readonly cached?: number;
  readonly cacheWritten?: number;
  readonly output?: number;
  readonly reasoning?: number;
}

function totalOf(told: unknown): Total {
  return counts(told, {
    input: ['input_tokens'],
    cached: ['cached_input_tokens'],
    cacheWritten: ['cache_write_input_tokens'],
    output: ['output_tokens'],
    reasoning: ['reasoning_output_tokens'],
  });
}

/** Undefined where nothing was used since. */
function growth(total: Total, before: Total): Total | undefined {
  const names = ['input', 'cached', 'cacheWritten', 'output', 'reasoning'] as const;
  const grown = names.flatMap((name) => {
    const now = total[name];
    return now === undefined ? [] : [[name, Math.max(0, now - (before[name] ?? 0))] as const];
  });
  return grown.some(([, count]) => count > 0) ? Object.fromEntries(grown) : undefined;
}

/** Local days, at most a week of them: what lasts longer is a fault of a clock. */
function daysOf(since: number, until: number): readonly string[] {
  const days = new Set<string>();
  for (let time = since; time <= until + 86_400_000 && days.size < 7; time += 86_400_000) {
    const date = new Date(Math.min(time, until));
    const parts = [date.getMonth() + 1, date.getDate()].map((part) => `${part}`.padStart(2, '0'));
    days.add([date.getFullYear(), ...parts].join('-'));
  }
  return [...days];
}
