import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle, type Bundle } from '../support/bundle.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';

const models = ['claude-sonnet-4-5', 'claude-haiku-4-5'];
const agents = ['claude', 'opencode'] as const;
const files = { claude: '.claude/settings.json', opencode: '.config/opencode/opencode.json' };
const own = '{\n  "model": "opus",\n  "mine": true\n}\n';
const kills = 200;
const lock = 'configure.lock';

let program: Bundle;
beforeAll(async () => {
  program = await bundle('program.ts');
});
afterAll(async () => program[Symbol.asyncDispose]());

async function ready(gateway: Gateway): Promise<Jetway> {
  const here = await jetway();
  for (const id of agents) here.install(id);
  const flags = ['--gateway', 'compatible', '--base-url', gateway.url];
  const protocols = ['--set', 'protocols=anthropic-messages,openai-responses'];
  const login = ['login', '--profile', 'work', ...flags, ...protocols, '--key-stdin', '--store', 'file'];
  await here.run(login, { stdin: 'sk-configured-5a1c9e77d2' });
  for (const path of Object.values(files)) here.home.write(path, own);
  mkdirSync(join(here.home.path, '.config', 'jetway', 'receipts'), { recursive: true });
  return here;
}

/** Half of the kills fall anywhere in the run; for the others the clock begins when the writing does. */
async function killed(child: ChildProcess, here: Jetway, usual: number, early: boolean): Promise<void> {
  const end = once(child, 'close');
  if (early) {
    const timer = setTimeout(() => child.kill('SIGKILL'), usual * (0.3 + 0.7 * Math.random()));
    await end;
    clearTimeout(timer);
    return;
  }
  const wait = Math.random() * 6;
  const watched = watch(join(here.home.path, '.config', 'jetway'), (_event, name) => {
    if (name !== lock) return;
    const until = performance.now() + wait;
    while (performance.now() < until);
    child.kill('SIGKILL');
  });
  await end;
  watched.close();
}

it(
  `two hundred SIGKILLs leave each file the old or the new one, and a receipt by which all is taken back`,
  { timeout: 900_000, retry: 0 },
  async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const env = { ...here.home.env, PATH: `${here.prefix}/bin:/usr/bin:/bin` };
    const options = { cwd: here.home.cwd, env, stdio: 'ignore' } as const;
    const forth = (id: string) => [
      'configure',
      id,
      '--profile',
      'work',
      '-m',
      'claude-sonnet-4-5',
      '--yes',
      '--no-check',
    ];
    const back = ['unconfigure', '--yes'];
    const texts = (): readonly string[] => Object.values(files).map((path) => here.home.read(path));
    // Those that are not killed run here, as if they were that program.
    const parts = () => ({ self: [process.execPath, program.path] });
    const start = performance.now();
    execFileSync(process.execPath, [program.path, ...forth('claude')], options);
    const usual = performance.now() - start;
    expect(await here.run(forth('opencode'), { parts })).toMatchObject({ code: 0 });
    const configured = texts();
    expect(await here.run(back, { parts })).toMatchObject({ code: 0 });
    let within = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const undoing = kill % 2 === 1;
      const agent = agents[(kill >> 1) % 2] ?? 'claude';
      if (undoing) for (const id of agents) expect(await here.run(forth(id), { parts })).toMatchObject({ code: 0 });
      const child = spawn(process.execPath, [program.path, ...(undoing ? back : forth(agent))], options);
      await killed(child, here, usual, kill % 4 < 2);
      if (existsSync(join(here.home.path, '.config', 'jetway', lock))) within += 1;
      for (const [index, text] of texts().entries()) {
        expect([own, configured[index]], `kill ${kill}`).toContain(text);
      }
      const { code, stderr } = await here.run(back, { parts });
      expect([0, 2], `kill ${kill}: ${stderr}`).toContain(code);
      expect(texts(), `kill ${kill}`).toEqual([own, own]);
      expect(here.home.filesContaining('jetway token'), `kill ${kill}`).toEqual([]);
    }
    // Else the kills came too early or too late to prove anything.
    expect(within).toBeGreaterThan(kills / 20);
  },
);
