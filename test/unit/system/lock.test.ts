import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { held, unbroken } from '../../../src/system/lock.ts';
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
