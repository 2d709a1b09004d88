import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { askProgram } from '../../../src/system/ask-program.ts';

const host = { cwd: import.meta.dirname, env: { ANSWER: 'forty-two' } };
const script = (code: string): readonly string[] => [process.execPath, '-e', code];

test('a program is asked in the folder and with the environment of the user, and given no input', async () => {
  const code = 'process.stdin.resume().on("end",()=>console.log(process.env.ANSWER,process.cwd()))';
  expect(await askProgram(script(code), 10_000, host)).toBe(`forty-two ${import.meta.dirname}\n`);
});

test.each([
  ['ends with another code', script('console.log("x");process.exitCode=3')],
  ['prints more than 8 MiB', script('process.stdout.write("x".repeat(9*1024*1024))')],
  ['is not there', ['/nowhere/program']],
  ['can not be given its arguments', [process.execPath, 'a\0b']],
])('one that %s has no answer', async (_, command) => {
  expect(await askProgram(command, 10_000, host)).toBeUndefined();
});

test('one that takes too long, and ignores that it is asked to end, has none', async () => {
  const before = performance.now();
  const code = 'process.on("SIGTERM",()=>{});setInterval(()=>{},1000)';
  expect(await askProgram(script(code), 300, host)).toBeUndefined();
  expect(performance.now() - before).toBeLessThan(8000);
});
