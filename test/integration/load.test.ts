import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
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

const loader = fileURLToPath(new URL('../../bin/load.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jetway-load-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the kept bytecode', () => {
  it('is written by the first run, for its owner alone, and gives the same exports afterwards', () => {
    write('one', 'first');
    expect(load()).toBe('first main.js');
    expect(kept()).toHaveLength(1);
    if (process.platform !== 'win32') expect(statSync(keptPath()).mode & 0o777).toBe(0o600);
    const before = statSync(keptPath()).mtimeMs;
    expect(load()).toBe('first main.js');
    expect(statSync(keptPath()).mtimeMs).toBe(before);
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

  it('is neither read nor written with NODE_DISABLE_COMPILE_CACHE', () => {
    write('one', 'first');
    expect(load({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('first main.js');
    expect(existsSync(cache())).toBe(false);
  });

  it('is left out where it can’t be written', () => {
    write('one', 'first');
    writeFileSync(cache(), 'a file where the folder should be');
    expect(load()).toBe('first main.js');
  });
});

const cache = (): string => join(folder, 'cache');
const kept = (): readonly string[] => readdirSync(cache());
const keptPath = (): string => join(cache(), kept()[0] ?? '');

function write(build: string, answer: string): void {
  const text = `exports.answer=()=>'${answer} '+require('path').basename(__filename);`;
  writeFileSync(join(folder, 'main.js'), `//${build}\n${text}\n`);
}

function load(env: Readonly<Record<string, string>> = {}): string {
  const script = `process.stdout.write(require(process.argv[1]).load(process.argv[2], process.argv[3]).answer())`;
  const args = ['-e', script, loader, join(folder, 'main.js'), cache()];
  return execFileSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', ...env } });
}
