import { describe, expect, it } from 'vitest';
import { transcripts } from '../../../src/agents/codex/transcripts.ts';

const path = '/sessions/rollout.jsonl';
const since = Date.parse('2026-11-29T10:00:00Z');
const session = { session: 'x', folder: '/work', folderSha256: '', since, until: since + 3_600_000 };
const row = (type: string, payload: object): string =>
  JSON.stringify({ timestamp: '2026-11-29T10:05:00.000Z', type, payload });
const meta = (more: object = {}): string =>
  row('session_meta', {
    id: 'r1',
    timestamp: '2026-11-29T10:00:05.000Z',
    cwd: '/work',
    model_provider: 'jetway',
    ...more,
  });
const turn = row('turn_context', { model: 'gpt-5.5' });
const count = (input: number, cached: number, output: number): string => {
  const total_token_usage = { input_tokens: input, cached_input_tokens: cached, output_tokens: output };
  return row('event_msg', { type: 'token_count', info: { total_token_usage } });
};

describe('what Codex writes of a session', () => {
  it('is the growth of its total: a count that comes again is none', () => {
    const lines = [
      meta(),
      turn,
      count(1000, 400, 50),
      count(1000, 400, 50),
      count(2500, 1400, 90),
      row('event_msg', { type: 'token_count', info: null }),
    ];
    expect(
      transcripts.read(lines, session, path, () => undefined).map(({ model, usage }) => ({ model, ...usage })),
    ).toEqual([
      { model: 'gpt-5.5', input: 1000, cached: 400, output: 50 },
      { model: 'gpt-5.5', input: 1500, cached: 1000, output: 40 },
    ]);
  });

  it.each([
    ['a fork, which repeats its parent', { forked_from_id: 'r0' }],
    ['a subagent, which does so too', { thread_source: 'subagent' }],
    ['a plain Codex', { model_provider: 'openai' }],
    ['another folder', { cwd: '/elsewhere' }],
    ['an earlier session', { timestamp: '2026-11-29T09:59:59.000Z' }],
  ])('is none of %s', (_what, more) => {
    expect(transcripts.read([meta(more), turn, count(1000, 400, 50)], session, path, () => undefined)).toEqual([]);
  });

  it('that went on later is what was written while one of Jetway’s own ran', () => {
    const at = (line: string, time: string): string => line.replace('10:05:00', time);
    const lines = [meta(), turn, count(100, 0, 5), at(count(300, 0, 7), '11:30:00'), at(count(700, 0, 9), '12:30:00')];
    const later = { since: since + 2 * 3_600_000, until: since + 3 * 3_600_000 };
    const inputs = (ran?: readonly (typeof later)[]) =>
      transcripts
        .read(lines, { ...session, ...(ran === undefined ? {} : { ran }) }, path, () => undefined)
        .map(({ usage }) => usage.input);
    expect(inputs()).toEqual([100]);
    expect(inputs([later])).toEqual([100, 400]);
  });

  it.each([[[]], [['{']], [['[]', turn]]])('%j is nobody’s', (lines) => {
    expect(transcripts.read(lines, session, path, () => undefined)).toEqual([]);
  });
});
