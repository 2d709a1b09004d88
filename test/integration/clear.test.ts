import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jetway, type Jetway, type RunOptions } from '../support/jetway.ts';

const env = { JETWAY_API_KEY: 'sk-clear-5512', TERM_PROGRAM: 'none' };
const day = 24 * 60 * 60_000;
const agents = '.cache/jetway/agents';

const launch = (agent: string, port: number): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', `http://127.0.0.1:${port}`, '--set', 'protocols=openai-chat'],
  ...['--model', 'some-model', '--no-check', agent],
];

/** The agent runs for as long as `work` does. */
function doing(work: () => Promise<void> | void): Pick<RunOptions, 'parts'> {
  const start = async (): Promise<number> => {
    await nextTurn();
    await work();
    return 0;
  };
  return { parts: ({ programs }) => ({ programs: { ...programs, start } }) };
}

const kept = (here: Jetway): readonly string[] => readdirSync(here.home.at(agents)).toSorted();
const homesOf = (here: Jetway, agent: string): readonly string[] =>
  kept(here).filter((name) => name.startsWith(`${agent}-`));

describe('what agents read and no session has used for thirty days', () => {
  it('goes when a later session has ended, homes and files alike', async () => {
    await using here = await jetway();
    for (const id of ['grok', 'qwen']) here.install(id);
    await here.run(launch('grok', 9), { env });
    await here.run(launch('qwen', 9), { env });
    expect(kept(here)).toHaveLength(2);
    await here.run(launch('grok', 10), { env, later: 29 * day });
    expect(kept(here)).toHaveLength(3);
    const mine = here.home.write('.grok/sessions/one', 'kept');
    await here.run(launch('grok', 11), { env, later: 31 * day });
    expect(kept(here)).toHaveLength(1);
    expect(readFileSync(mine, 'utf8')).toBe('kept');
    expect(here.home.filesContaining(env.JETWAY_API_KEY).filter((name) => !name.startsWith('usr/'))).toEqual([]);
  });

  it('is looked for once a day, and not at all where no agent has run', async () => {
    await using here = await jetway();
    here.install('grok');
    await here.run(launch('grok', 9), { env });
    await here.run(launch('grok', 10), { env });
    const old = here.home.at(`${agents}/${kept(here)[0]}`);
    await here.run([...launch('grok', 10), '--help'], { env, later: day / 2 });
    expect(existsSync(old)).toBe(true);
    const { code } = await here.run(['--dry-run', ...launch('grok', 11)], { env, later: 40 * day });
    expect([code, homesOf(here, 'grok').length]).toEqual([0, 2]);
  });

  it('stays while a session runs in it, however long that one takes', async () => {
    await using here = await jetway();
    for (const id of ['grok', 'qwen']) here.install(id);
    // A path that reads otherwise when it is found than when it was made.
    const named = { ...env, XDG_CACHE_HOME: `${here.home.path}//.cache/` };
    await here.run(launch('grok', 9), { env: named });
    const [home] = homesOf(here, 'grok');
    let during: readonly string[] = [];
    await here.run(launch('grok', 9), {
      env: named,
      ...doing(async () => {
        // Another session in the same home, which ends.
        await here.run(launch('grok', 9), { env: named });
        const [note] = readdirSync(here.home.at('.cache/jetway/in-use'));
        expect(JSON.parse(here.home.read(`.cache/jetway/in-use/${note}`))).toMatchObject({ pid: process.pid });
        // To this process itself its own note is one of an earlier process: so it is another's that runs.
        here.home.write(
          `.cache/jetway/in-use/${note}`,
          here.home.read(`.cache/jetway/in-use/${note}`).replace(`"pid":${process.pid}`, `"pid":${process.ppid}`),
        );
        await here.run(launch('qwen', 9), { env: named, later: 60 * day });
        during = homesOf(here, 'grok');
      }),
    });
    expect(during).toEqual([home]);
    expect(readdirSync(here.home.at('.cache/jetway/in-use'))).toEqual([]);
    await here.run(launch('qwen', 9), { env: named, later: 95 * day });
    expect(homesOf(here, 'grok')).toEqual([]);
  });

  it('stays where a session broke off, until one has ended there', async () => {
    await using here = await jetway();
    here.install('grok');
    await here.run(launch('grok', 9), { env });
    const [home = ''] = homesOf(here, 'grok');
    await here.run(['env', '--shell', 'bash', ...launch('grok', 9).slice(0, -2), 'grok'], { env });
    here.home.write('.cache/jetway/in-use/left.json', JSON.stringify({ pid: 4_194_304, since: 1, homes: [home] }));
    await here.run(launch('grok', 10), { env, later: 60 * day });
    expect(homesOf(here, 'grok')).toContain(home);
    expect(readdirSync(here.home.at('.cache/jetway/in-use'))).toEqual([]);
  });

  it.each([
    ['goes after a session that was killed, too, thirty days after its note is found', false],
    ['stays after a session that was killed where the agent had put there what is the user’s', true],
  ])('%s', async (_what, owned) => {
    await using here = await jetway();
    for (const id of ['kimi', 'qwen']) here.install(id);
    await here.run(launch('qwen', 9), { env });
    const noted = '.cache/jetway/in-use';
    let note = '';
    await here.run(launch('kimi', 9), {
      env,
      ...doing(() => void (note = here.home.read(`${noted}/${readdirSync(here.home.at(noted))[0]}`))),
    });
    const [home = ''] = homesOf(here, 'kimi');
    // As it is left by SIGKILL: noted, and not marked as ended.
    rmSync(here.home.at(`${agents}/${home}/.jetway-ended`));
    const dead = note.replace(`"pid":${process.pid}`, '"pid":4194304');
    here.home.write(`${noted}/killed.json`, dead);
    if (owned) here.home.write(`${agents}/${home}/sessions/wd_a/one.jsonl`, '{}\n');
    // What another note says of places elsewhere is not believed.
    const elsewhere = here.home.write('mine/file', 'x').replace(/\/file$/, '');
    here.home.write(`${noted}/odd.json`, JSON.stringify({ pid: 4_194_304, since: 1, homes: [elsewhere], links: [] }));
    await here.run(launch('qwen', 9), { env, later: 2 * day });
    expect(readdirSync(here.home.at(noted))).toEqual([]);
    expect(readdirSync(elsewhere)).toEqual(['file']);
    expect(homesOf(here, 'kimi')).toEqual([home]);
    await here.run(launch('qwen', 9), { env, later: 40 * day });
    expect(homesOf(here, 'kimi')).toEqual(owned ? [home] : []);
  });

  it('stays where an agent has put there what it would keep among the user’s own', async () => {
    await using here = await jetway();
    here.install('kimi');
    const inHome = (name: string): string => `${agents}/${homesOf(here, 'kimi')[0]}/${name}`;
    await here.run(launch('kimi', 9), {
      env,
      ...doing(() => void here.home.write(inHome('sessions/wd_a/one.jsonl'), '{}\n')),
    });
    await here.run(launch('kimi', 10), { env, later: 31 * day });
    expect(homesOf(here, 'kimi')).toHaveLength(2);
  });
});
