import { expect, test } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { refuseOurFlags, usageFailure } from '../../../src/options/usage-failure.ts';

test('a line to type instead is one for the shells of the system', () => {
  const argv = ['launch', 'claude', '--profil', 'a b'];
  const hints = (platform: NodeJS.Platform): readonly unknown[] => [
    usageFailure("error: unknown option '--profil'", argv, platform).hint,
    refused(() => refuseOurFlags('claude', ['claude', 'a b', '--gateway=x'], ['a b', '--gateway=x'], [], platform)),
  ];
  const stands = "Arguments of the agent's own stand behind --: jetway launch claude -- --profil";
  expect(hints('win32')).toEqual([`${stands} "a b"`, 'Type: jetway --gateway=x claude "a b"']);
  expect(hints('darwin')).toEqual([`${stands} 'a b'`, "Type: jetway --gateway=x claude 'a b'"]);
});

function refused(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error instanceof Failure ? error.hint : error;
  }
  return undefined;
}
