import { describe, expect, it } from 'vitest';
import { readShim } from '../../../src/system/windows-shim.ts';

const npm = (call: string, program = 'node'): string =>
  [
    '@ECHO off',
    'GOTO start',
    ':find_dp0',
    'SET dp0=%~dp0',
    'EXIT /b',
    ':start',
    'SETLOCAL',
    'CALL :find_dp0',
    '',
    `IF EXIST "%dp0%\\${program}.exe" (`,
    `  SET "_prog=%dp0%\\${program}.exe"`,
    ') ELSE (',
    `  SET "_prog=${program}"`,
    '  SET PATHEXT=%PATHEXT:;.JS;=;%',
    ')',
    '',
    `endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & ${call}`,
    '',
  ].join('\r\n');

const pnpm = (target: string): string =>
  [
    '@SETLOCAL',
    '@IF NOT DEFINED NODE_PATH (',
    '  @SET "NODE_PATH=C:\\x\\node_modules"',
    ')',
    '@IF EXIST "%~dp0\\node.exe" (',
    `  "%~dp0\\node.exe"  "%~dp0\\${target}" %*`,
    ') ELSE (',
    '  @SET PATHEXT=%PATHEXT:;.JS;=;%',
    `  node  "%~dp0\\${target}" %*`,
    ')',
    '',
  ].join('\r\n');

const powershell = (call: string): string =>
  [
    '#!/usr/bin/env pwsh',
    '$basedir=Split-Path $MyInvocation.MyCommand.Definition -Parent',
    '$exe=""',
    'if (Test-Path "$basedir/node$exe") {',
    `    & ${call}`,
    '}',
    'exit $ret',
  ].join('\n');

describe('a shim', () => {
  it('of npm that runs a script gives the script', () => {
    expect(readShim(npm('"%_prog%"  "%dp0%\\node_modules\\@openai\\codex\\bin\\codex.js" %*'))).toEqual({
      target: 'node_modules/@openai/codex/bin/codex.js',
      nodeArguments: [],
      script: true,
    });
  });

  it("of npm keeps the arguments of the script's first line", () => {
    const shim = readShim(npm('"%_prog%" --no-warnings --max-old-space-size=4096 "%dp0%\\node_modules\\a\\cli.js" %*'));
    expect(shim?.nodeArguments).toEqual(['--no-warnings', '--max-old-space-size=4096']);
  });

  it('of npm that starts an executable gives the executable', () => {
    const text = '@ECHO off\r\nCALL :find_dp0\r\n"%dp0%\\node_modules\\opencode-ai\\bin\\opencode.exe"   %*\r\n';
    expect(readShim(text)).toEqual({
      target: 'node_modules/opencode-ai/bin/opencode.exe',
      nodeArguments: [],
      script: false,
    });
  });

  it('of pnpm gives the script, above the folder of the shim too', () => {
    expect(readShim(pnpm('..\\global\\5\\node_modules\\a\\cli.js'))).toEqual({
      target: '../global/5/node_modules/a/cli.js',
      nodeArguments: [],
      script: true,
    });
  });

  it('for PowerShell gives the script', () => {
    const text = powershell('"$basedir/node$exe"  "$basedir/node_modules/a/cli.js" $args');
    expect(readShim(text)).toEqual({ target: 'node_modules/a/cli.js', nodeArguments: [], script: true });
  });

  it('for PowerShell that starts an executable gives the executable', () => {
    const text = powershell('"$basedir/node_modules/a/a.exe"   $args');
    expect(readShim(text)).toEqual({ target: 'node_modules/a/a.exe', nodeArguments: [], script: false });
  });

  it('that runs something else than Node is none', () => {
    expect(readShim(npm('"%_prog%"  "%dp0%\\node_modules\\a\\cli.sh" %*', 'bash'))).toBeUndefined();
  });

  it.each(['', '@echo off\r\ndir %*\r\n', '\u0000\u0001', '"%dp0%\\a\\b.txt" %*'])('is not found in %j', (text) => {
    expect(readShim(text)).toBeUndefined();
  });
});
