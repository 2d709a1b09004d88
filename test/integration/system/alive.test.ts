import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, it } from 'vitest';
import { alive } from '../../../src/system/alive.ts';

it('a process is alive until it ends, and one that is older than the question is not meant', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1 << 30)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const { pid = 0 } = child;
  expect(alive(pid, Date.now())).toBe(true);
  // Where the system does not tell when it was started, an older one of its id can't be told from it.
  expect(alive(pid, Date.now() - 60_000)).toBe(process.platform !== 'linux');
  expect(alive(pid, 0)).toBe(false);
  child.kill();
  await once(child, 'exit');
  expect(alive(pid, Date.now())).toBe(false);
});

it('this process is not the one that had its id before', () => {
  expect(alive(process.pid, Date.now())).toBe(false);
});

it('a process of somebody else’s is alive, too', () => {
  expect(alive(1, Date.now())).toBe(process.platform !== 'win32');
});
