import { expect, it } from 'vitest';
import { folders, pipingLine, settingLine, withoutOwnKeys } from '../../src/host.ts';
import { hiding } from '../../src/keys/hiding.ts';
import { systemIn } from '../support/system-in.ts';

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

it('finds a variable on Windows by any case of its letters, and elsewhere by its own alone', () => {
  const said = { jetway_api_key: 'sk-3f9a', Path: 'C:\\bin', JETWAY_Model: 'm' };
  const { env } = systemIn(said, 'win32').host;
  expect([env['JETWAY_API_KEY'], env['PATH'], env['JETWAY_MODEL'], env['HOME']]).toEqual([
    'sk-3f9a',
    'C:\\bin',
    'm',
    undefined,
  ]);
  expect({ ...env }).toEqual(said);
  expect(systemIn(said, 'linux').host.env['JETWAY_API_KEY']).toBeUndefined();
});

it("gives no program a key of Jetway's own, in whichever case it is named", () => {
  expect(withoutOwnKeys({ jetway_api_key: 'sk', Jetway_Provider_Key: 'sk', Other: 'x' })).toEqual({ Other: 'x' });
});

it('shows no key of a variable in small letters on Windows', () => {
  const shown: string[] = [];
  const system = systemIn({ jetway_api_key: 'sk-3f9a1b2c3d4e', jetway_model: 'sk-ant-9f8e7d6c5b4a39281706' }, 'win32');
  const stderr = { ...system.stderr, write: (text: string) => void shown.push(text) };
  hiding({ ...system, stderr }, []).stderr.write('sk-3f9a1b2c3d4e sk-ant-9f8e7d6c5b4a39281706');
  expect(shown).toEqual(['•••• sk-a…1706']);
});
