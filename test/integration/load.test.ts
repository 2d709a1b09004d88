import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/jetway.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jetway-load-'));
  for (const name of ['bin', 'dist', 'home']) mkdirSync(join(folder, name));
  mkdirSync(cache(), { recursive: true });
  copyFileSync(bin, join(folder, 'bin', 'jetway.js'));
  writeFileSync(join(folder, 'package.json'), '{"version":"1.2.3"}');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the kept bytecode', () => {
  it('is written by the first run in a home that has a cache, for its owner alone, and gives the same exports afterwards', () => {
    write('one', 'first');
    expect(load()).toBe('first main.js');
    expect(kept()).toHaveLength(1);
    if (process.platform !== 'win32') expect(statSync(keptPath()).mode & 0o777).toBe(0o600);
    const before = statSync(keptPath()).mtimeMs;
    expect(load()).toBe('first main.js');
    expect(statSync(keptPath()).mtimeMs).toBe(before);
  });

  it('is not written by what ends within seconds in a home without a cache, and by the next', () => {
    rmSync(cache(), { recursive: true });
    write('one', 'first');
    load();
    expect(kept()).toEqual([]);
    load();
    expect(kept()).toHaveLength(1);
  });

  it('is written by what goes on for more than five seconds, in whatever home', () => {
    rmSync(cache(), { recursive: true });
    write('one', 'first');
    const hook = join(folder, 'hurry.cjs');
    writeFileSync(hook, 'const t=setTimeout;globalThis.setTimeout=(run,ms,...more)=>t(run,ms===5000?1:ms,...more);');
    load('long', { NODE_OPTIONS: `--require ${hook}` });
    expect(kept()).toHaveLength(1);
  });

  it('is what runs: the same id and length with another text give the first answer', () => {
    write('one', 'first');
    load();
    write('one', 'other');
    expect(load()).toBe('first main.js');
  });

  it.skipIf(process.platform === 'win32')('is not used where others could have written it', () => {
    write('one', 'first');
    load();
    write('one', 'other');
    chmodSync(keptPath(), 0o666);
    expect(load()).toBe('other main.js');
  });

  it('grows by what another command runs, once', () => {
    write('one', 'first');
    load();
    const before = statSync(keptPath()).size;
    load('more');
    const both = statSync(keptPath());
    expect(both.size).toBeGreaterThan(before + 'more '.length);
    load();
    load('more');
    expect(statSync(keptPath()).mtimeMs).toBe(both.mtimeMs);
  });

  it('is not kept by the command that removes all of it', () => {
    rmSync(cache(), { recursive: true });
    write('one', 'first');
    load('uninstall');
    expect(existsSync(cache())).toBe(false);
  });

  it('is kept of each file that the program loads, and given to whoever runs it', () => {
    write('one', 'first');
    writeFileSync(join(folder, 'dist', 'part.js'), wrapped('one', "exports.name='first part'"));
    expect(load('part')).toBe('first main.js, first part');
    expect(kept().toSorted()).toEqual([expect.stringMatching(/-main$/), expect.stringMatching(/-part$/)]);
    writeFileSync(join(folder, 'dist', 'part.js'), wrapped('one', "exports.name='other part'"));
    expect(load('part')).toBe('first main.js, first part');
  });

  it('is made and taken under the usual flags of V8, whatever a command has set for itself', () => {
    write('one', 'first');
    writeFileSync(join(folder, 'dist', 'part.js'), wrapped('one', "exports.name='first part'"));
    expect(load('flagged')).toBe('first main.js, first part');
    write('one', 'other');
    writeFileSync(join(folder, 'dist', 'part.js'), wrapped('one', "exports.name='other part'"));
    expect(load('part')).toBe('first main.js, first part');
    expect(load('flagged')).toBe('first main.js, first part');
  });

  it('is made anew for another build, and the old one goes', () => {
    write('one', 'first');
    load();
    write('two', 'other');
    expect(load()).toBe('other main.js');
    expect(kept()).toEqual([expect.stringContaining('code-two-')]);
  });

  it.each(['', 'junk', 'j'.repeat(100_000)])('does no harm when it is damaged (%#)', (junk) => {
    write('one', 'first');
    load();
    writeFileSync(keptPath(), junk);
    expect(load()).toBe('first main.js');
    expect(readFileSync(keptPath(), 'utf8')).not.toBe(junk);
  });

  it('is not used, and made anew, where its two copies are not the same', () => {
    write('one', 'first');
    load();
    write('one', 'other');
    const content = readFileSync(keptPath());
    content[content.length - 9] = (content[content.length - 9] ?? 0) ^ 1;
    writeFileSync(keptPath(), content);
    expect(load()).toBe('other main.js');
    expect(readFileSync(keptPath()).equals(content)).toBe(false);
    write('one', 'first');
    expect(load()).toBe('other main.js');
  });

  it.skipIf(process.platform === 'win32')('is not waited for where a pipe has its name', () => {
    write('one', 'first');
    load();
    const path = keptPath();
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(load()).toBe('first main.js');
  });

  it.skipIf(process.platform !== 'linux')('is left out where no folder can be made, without waiting for one', () => {
    write('one', 'first');
    expect(load('launch', { XDG_CACHE_HOME: '/proc/none' })).toBe('first main.js');
  });

  it('is neither read nor written with NODE_DISABLE_COMPILE_CACHE', () => {
    rmSync(cache(), { recursive: true });
    write('one', 'first');
    expect(load('launch', { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('first main.js');
    expect(existsSync(cache())).toBe(false);
  });

  it('is left out where it can’t be written', () => {
    rmSync(cache(), { recursive: true });
    write('one', 'first');
    writeFileSync(cache(), 'a file where the folder should be');
    expect(load()).toBe('first main.js');
  });
});

describe('a command that never comes to an end', () => {
  it('is exit 1 with a sentence once there is nothing left to wait for', () => {
    writeFileSync(join(folder, 'dist', 'main.js'), '//one\n(function(exports){exports.run=()=>new Promise(()=>{})})');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin', 'jetway.js'), 'launch'], {
      encoding: 'utf8',
      env: { XDG_CACHE_HOME: join(folder, 'home'), LOCALAPPDATA: join(folder, 'home') },
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^jetway: \S.*\n.*\n {2}→ \S.*\n$|^jetway: \S.*\n {2}→ \S.*\n$/);
  });
});

const windows = process.platform === 'win32';
const cache = (): string => join(folder, 'home', 'jetway', windows ? 'cache' : '');
const kept = (): readonly string[] => readdirSync(cache());
const keptPath = (): string => join(cache(), kept()[0] ?? '');

/** A program as the build makes it. It tells which command ran: its first argument. */
function write(build: string, answer: string): void {
  const text = `exports.run=async([command],{setFlag},seen)=>{
    seen.command=command;
    if(command==='more')(${String(more)})();
    if(command==='flagged')setFlag('--semi-space-growth-factor=1','--semi-space-growth-factor=2');
    if(command==='long')await new Promise((resolve)=>{setTimeout(resolve,200)});
    const part=command==='part'||command==='flagged'?', '+require('../dist/part.js').name+(require('../dist/part.js')===require('../dist/part.js')?'':' twice'):'';
    process.stdout.write('${answer} '+require('path').basename(__filename)+part);
  }`;
  writeFileSync(join(folder, 'dist', 'main.js'), wrapped(build, text));
}

function wrapped(build: string, text: string): string {
  return `//${build}\n(function(exports,require,module,__filename,__dirname){${text}})`;
}

function more(): number {
  return [1, 2, 3].map((number) => number * 2).filter((number) => number > 2).length;
}

function load(command = 'launch', env: Readonly<Record<string, string>> = {}): string {
  const home = join(folder, 'home');
  return execFileSync(process.execPath, [join(folder, 'bin', 'jetway.js'), command], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', XDG_CACHE_HOME: home, LOCALAPPDATA: home, ...env },
  });
}
