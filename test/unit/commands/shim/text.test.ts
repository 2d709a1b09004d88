import { expect, it } from 'vitest';
import { batchText, shellText } from '../../../../src/commands/shim/text.ts';
import { readShim } from '../../../../src/system/windows-shim.ts';

const unix = {
  agent: 'codex',
  name: 'Codex',
  self: ['/opt/node/bin/node', "/home/o'neil/lib/jetway/bin/jetway.js"],
  flags: ['--profile', 'work', '--model', 'openai/gpt-5 mini'],
  folders: ['/opt/codex/bin', '/opt/node/bin'],
};

it('is a script of a POSIX shell that ends as Jetway, with every word quoted', () => {
  expect(shellText(unix)).toBe(`#!/bin/sh
# Starts Codex through a gateway. To remove it: jetway shim codex --remove
PATH="$PATH":/opt/codex/bin:/opt/node/bin
export PATH
exec /opt/node/bin/node '/home/o'\\''neil/lib/jetway/bin/jetway.js' --profile work --model 'openai/gpt-5 mini' codex "$@"
`);
});

const windows = {
  ...unix,
  self: [String.raw`C:\Program Files\nodejs\node.exe`, String.raw`C:\Users\100%\jetway\bin\jetway.js`],
  folders: [String.raw`C:\Program Files\nodejs`],
};

const home = String.raw`C:\Users\Jörg`;

it('is a batch file on Windows, in which a per cent sign is one', () => {
  expect(batchText(windows, home).split('\r\n')).toEqual([
    '@echo off',
    'setlocal',
    'rem Starts Codex through a gateway. To remove it: jetway shim codex --remove',
    String.raw`set "PATH=%PATH%;C:\Program Files\nodejs"`,
    String.raw`"C:\Program Files\nodejs\node.exe" "C:\Users\100%%\jetway\bin\jetway.js" "--profile" "work" "--model" "openai/gpt-5 mini" "codex" %*`,
    '',
  ]);
  // A launch looks for the agent itself, past what it can't read the program of.
  expect(readShim(batchText(windows, home), 'claude')).toBeUndefined();
});

it('names no folder in a batch file that would be read in another code page', () => {
  const folders = [String.raw`C:\Users\Jörg\100%\bin`, String.raw`C:\Users\Jörgen\bin`];
  const ofUser = { ...windows, self: [String.raw`C:\node.exe`, String.raw`C:\Users\Jörg\jetway.js`] };
  const lines = batchText({ ...ofUser, folders: folders.slice(0, 1) }, home).split('\r\n');
  expect(lines).toEqual([
    '@echo off',
    'setlocal',
    expect.stringMatching(/^rem /),
    String.raw`set "PATH=%PATH%;%USERPROFILE%\100%%\bin"`,
    expect.stringContaining(String.raw`"C:\node.exe" "%USERPROFILE%\jetway.js" "--profile"`),
    '',
  ]);
  const [, , page, , path] = batchText({ ...ofUser, folders }, home).split('\r\n');
  expect([page, path]).toEqual([
    'chcp 65001 >nul',
    String.raw`set "PATH=%PATH%;%USERPROFILE%\100%%\bin;C:\Users\Jörgen\bin"`,
  ]);
});

it('refuses what a batch file can not hold', () => {
  expect(() => batchText({ ...windows, flags: ['--model', 'a"b'] }, home)).toThrow(
    expect.objectContaining({ code: 'usage' }),
  );
});
