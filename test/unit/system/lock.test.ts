import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { breakLock, held, leftLock, locked, unbroken } from '../../../src/system/lock.ts';
import { temporaryHome } from '../../support/home.ts';

afterEach(() => void vi.restoreAllMocks());

describe('work that must not end in the middle', () => {
  it('is finished before a signal counts, the first time', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const before = process.listenerCount('SIGHUP');
    const done = await unbroken(async () => {
      process.emit('SIGHUP', 'SIGHUP');
      await Promise.resolve();
      expect(kill).not.toHaveBeenCalled();
      // The next one finds nobody, and ends the process.
      expect(process.listenerCount('SIGHUP')).toBe(before);
      return 'done';
    });
    expect(done).toBe('done');
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGHUP']]);
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('ends by the code of %s on Windows, where none can be raised', async (signal, code) => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    vi.spyOn(process, 'exit').mockImplementation((given) => {
      throw new Error(`ended with ${given}`);
    });
    await expect(unbroken(async () => void process.emit(signal, signal))).rejects.toThrow(`ended with ${code}`);
    expect(process.listenerCount('SIGBREAK')).toBe(0);
    expect(kill).not.toHaveBeenCalled();
  });

  it('leaves a signal to whoever listens already, and nobody behind', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const heard: string[] = [];
    const listener = (signal: string): void => void heard.push(signal);
    process.on('SIGHUP', listener);
    await expect(
      unbroken(async () => {
        process.emit('SIGHUP', 'SIGHUP');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    process.off('SIGHUP', listener);
    expect({ heard, left: process.listenerCount('SIGHUP') }).toEqual({ heard: ['SIGHUP'], left: 0 });
    expect(kill).not.toHaveBeenCalled();
  });
});

describe('work that must not be done twice', () => {
  it('is done by one after the other, and the lock is gone behind the last', async () => {
    await using home = await temporaryHome();
    const name = join(home.path, 'locks', 'one');
    let [running, most, done] = [0, 0, 0];
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => void setTimeout(resolve, 2));
      running -= 1;
      done += 1;
    };
    await Promise.all(Array.from({ length: 20 }, async () => held(name, work, 20_000)));
    expect({ most, done }).toEqual({ most: 1, done: 20 });
    expect([...home.snapshot().keys()].filter((path) => path.includes('locks'))).toEqual([]);
  });

  it('is not done without the lock, and takes over one that nobody holds any more', async () => {
    await using home = await temporaryHome();
    mkdirSync(join(home.path, 'locks'));
    const name = join(home.path, 'locks', 'one');
    writeFileSync(`${name}.lock`, `${process.ppid} ${hostname()}`);
    await expect(held(name, async () => 'done', 100)).rejects.toMatchObject({ code: 'configuration' });
    // No process has this id.
    writeFileSync(`${name}.lock`, `4194305 ${hostname()}`);
    const both = await Promise.all([held(name, async () => 1, 5000), held(name, async () => 2, 5000)]);
    expect(both).toEqual([1, 2]);
    writeFileSync(`${name}.lock`, '1 elsewhere');
    const before = new Date(Date.now() - 60_000);
    utimesSync(`${name}.lock`, before, before);
    expect(await held(name, async () => 'done', 5000)).toBe('done');
  });

  it('gives the lock back where the work fails', async () => {
    await using home = await temporaryHome();
    const name = join(home.path, 'one');
    const fails = held(name, async () => Promise.reject(new Error('no')), 1000);
    await expect(fails).rejects.toThrow('no');
    expect(await held(name, async () => 'done', 1000)).toBe('done');
  });
});

describe('a lock that is left behind', () => {
  const left = `4194305 ${hostname()}`;
  const fresh = `${process.ppid} ${hostname()}`;

  it('is removed by one of those who found it: the one that was taken in its place stays', async () => {
    await using home = await temporaryHome();
    const lock = home.write('one.lock', left);
    const found = leftLock(lock, 10_000) ?? '';
    // Another one was faster: it has removed the lock and holds its own.
    rmSync(lock);
    home.write('between', '');
    writeFileSync(lock, fresh);
    breakLock(lock, found, 10_000);
    expect(readFileSync(lock, 'utf8')).toBe(fresh);
    expect(leftLock(lock, 10_000)).toBeUndefined();
  });

  it('is left to whoever is about to remove it, unless that one was cut off, too', async () => {
    await using home = await temporaryHome();
    const lock = home.write('one.lock', left);
    const found = leftLock(lock, 10_000) ?? '';
    const turn = home.write(`one.lock.${found}`, fresh);
    breakLock(lock, found, 10_000);
    expect(readFileSync(lock, 'utf8')).toBe(left);
    writeFileSync(turn, left);
    expect(await locked(join(home.path, 'one'), () => 'done')).toBe('done');
    expect([...home.snapshot().keys()]).toEqual([]);
  });

  it('is not taken from another who has it by now', async () => {
    await using home = await temporaryHome();
    const lock = join(home.path, 'one.lock');
    await locked(join(home.path, 'one'), () => writeFileSync(lock, fresh));
    expect(readFileSync(lock, 'utf8')).toBe(fresh);
  });
});
