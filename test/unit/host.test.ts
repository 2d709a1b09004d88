import { expect, it } from 'vitest';
import { folders, pipingLine, settingLine } from '../../src/host.ts';

it.each([
  ['linux', 'export A=x', 'export A="$B"', 'printf %s "$A" | jetway login'],
  ['win32', "$env:A = 'x'", '$env:A = $env:B', '$env:A | jetway login'],
] as const)('speaks the shell of %s', (platform, text, other, piped) => {
  expect(settingLine('A', 'x', platform)).toBe(text);
  expect(settingLine('A', { variable: 'B' }, platform)).toBe(other);
  expect(pipingLine('A', 'jetway login', platform)).toBe(piped);
});

it('finds the folders of Windows however the variables are written', () => {
  const env = { LocalAppData: 'D:\\L', appdata: 'D:\\R' };
  expect(folders({ platform: 'win32', home: 'C:\\Users\\dev', cwd: 'C:\\', assets: 'C:\\', env })).toEqual({
    config: 'D:\\R\\jetway',
    cache: 'D:\\L\\jetway\\cache',
    state: 'D:\\L\\jetway\\state',
  });
});
