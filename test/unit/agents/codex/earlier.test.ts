import { expect, it } from 'vitest';
import { earlier } from '../../../../src/agents/codex/earlier.ts';
import type { Host } from '../../../../src/host.ts';

const home = '/home/me';
const host: Host = { platform: 'linux', home, cwd: '/home/me/project', env: {}, assets: '/opt/jetway/dist' };
const now = Date.parse('2026-11-30T08:00:00Z');
// Made on 30 November 2026, at 01:53 UTC.
const plain = '01a22a28-77ab-73a0-9faf-80c0c6c97ff3';
const ours = '01a22a28-70b1-75c2-8152-c98140b5c1f0';

interface Kept {
  readonly id: string;
  readonly provider: string;
  readonly cwd?: string;
  readonly source?: string;
  readonly at?: number;
}

const judge = (args: readonly string[], kept: readonly Kept[], env: Host['env'] = {}): readonly string[] => {
  const root = env['CODEX_HOME'] ?? `${home}/.codex`;
  const paths = new Map(
    kept.map((one) => [`${root}/sessions/2026/11/30/rollout-2026-11-30T01-53-44-${one.id}.jsonl`, one]),
  );
  return earlier(
    args,
    { ...host, env },
    {
      now,
      glob: (pattern) => [...paths.keys()].filter((path) => path.startsWith(pattern.replace('*.jsonl', ''))),
      mtime: (path) => paths.get(path)?.at ?? now,
      firstLine: (path) => {
        const { id, provider, cwd = host.cwd, source = 'cli' } = paths.get(path) as Kept;
        return JSON.stringify({ type: 'session_meta', payload: { id, cwd, source, model_provider: provider } });
      },
    },
  );
};
const said = (args: readonly string[], kept: readonly Kept[]): unknown => {
  try {
    return judge(args, kept);
  } catch (error) {
    return error;
  }
};

it('names the way to a session by its id that began with another provider', () => {
  expect(said(['exec', 'resume', plain, 'go on'], [{ id: plain, provider: 'openai' }])).toMatchObject({
    code: 'usage',
    message: expect.stringContaining('began with openai'),
    hint: `Go on in a copy of it: jetway codex exec fork ${plain}`,
  });
  expect(said(['resume', plain], [{ id: plain, provider: 'openai' }])).toMatchObject({
    hint: `Go on in a copy of it: jetway codex fork ${plain}`,
  });
});

it('looks where CODEX_HOME says', () => {
  expect(() => judge(['resume', plain], [{ id: plain, provider: 'a' }], { CODEX_HOME: '/data/codex' })).toThrow(
    'began with a',
  );
});

it.each([
  ['began through Jetway', ['resume', ours], [{ id: ours, provider: 'jetway' }]],
  ['is not there', ['resume', plain], []],
  ['is named by a name', ['resume', 'my thread'], [{ id: plain, provider: 'a' }]],
  ['is a fork', ['fork', plain], [{ id: plain, provider: 'a' }]],
  ['is of another folder', ['resume', '--last'], [{ id: plain, provider: 'a', cwd: '/elsewhere' }]],
  [
    'was begun by exec, where a session in a terminal is gone on with',
    ['resume', '--last'],
    [{ id: plain, provider: 'a', source: 'exec' }],
  ],
  [
    'is older than one through Jetway',
    ['exec', 'resume', '--last', 'hi'],
    [
      { id: plain, provider: 'a', at: 1 },
      { id: ours, provider: 'jetway', at: 2 },
    ],
  ],
])('says nothing where it %s', (_, args, kept) => {
  expect(judge(args, kept)).toEqual([]);
});

it('refuses to go on with the last one where that would begin a new one', () => {
  expect(said(['exec', 'resume', '--last', 'hi'], [{ id: plain, provider: 'a' }])).toMatchObject({
    code: 'usage',
    message: `The last session here, ${plain}, began with a, not through Jetway: Codex would begin a new one without a word.`,
    hint: `Go on in a copy of it: jetway codex exec fork ${plain}`,
  });
});

it('says which one it passes over for an older one, and what its list leaves out', () => {
  const kept = [
    { id: plain, provider: 'a', at: 2 },
    { id: ours, provider: 'jetway', at: 1 },
  ];
  expect(judge(['resume', '--last'], kept)).toEqual([
    `the last session here, ${plain}, began with a, not through Jetway: Codex goes on with an older one. To go on in a copy of it: jetway codex fork ${plain}`,
  ]);
  expect(judge(['resume'], [kept[0] as Kept])).toEqual([expect.stringContaining('Codex does not list it')]);
});

it('takes no file for a session that is none', () => {
  const files = { now, glob: () => [`/x/rollout-${plain}.jsonl`], mtime: () => 1 };
  expect(earlier(['resume', plain], host, { ...files, firstLine: () => 'no JSON' })).toEqual([]);
  expect(earlier(['resume', '--last'], host, { ...files, firstLine: () => undefined })).toEqual([]);
});
