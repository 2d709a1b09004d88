import process from 'node:process';
import { expect, it } from 'vitest';
import { trouble } from '../../../src/system/trouble.ts';

const look = process.platform === 'win32' ? 'icacls "/a/b.json"' : "ls -ld '/a/b.json'";

it.each([
  ['written', 'ENOSPC', 'the disk is full', 'Free some space'],
  ['written', 'EDQUOT', 'the disk quota is used up', 'Free some space'],
  ['written', 'EFBIG', 'a limit of this shell on the size of files is reached', 'ulimit -f unlimited'],
  ['read', 'EFBIG', 'it is too large to be what it should be', look],
  ['removed', 'EROFS', 'the file system is read-only', look],
  ['read', 'ESTRANGE', 'ESTRANGE', look],
] as const)(
  "a file that can't be %s because of %s is told with its cause and what mends it",
  (what, code, why, hint) => {
    const failure = trouble(what, '/a/b.json', Object.assign(new Error('x'), { code }));
    expect(failure).toMatchObject({ code: 'configuration', message: `/a/b.json can't be ${what}: ${why}.` });
    expect(failure.hint).toContain(hint);
  },
);
