import { describe, expect, it } from 'vitest';
import { readShim as read } from '../../../src/system/windows-shim.ts';

const readShim = (text: string) => read(text, 'tool');

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
    expect(shim).toHaveProperty('nodeArguments', ['--no-warnings', '--max-old-space-size=4096']);
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

  it.each([
    ['Volta', '@echo off\r\nvolta run %~n0 %*\r\n', 'volta', ['run', 'tool']],
    ['mise', '@echo off\r\nsetlocal\r\nmise x -- tool %*\r\n', 'mise', ['x', '--', 'tool']],
  ])('of %s gives the program that starts it', (_name, text, program, words) => {
    expect(readShim(text)).toEqual({ program, words });
  });

  it('of Scoop gives the file, whose name may have blanks', () => {
    const text =
      '@rem C:\\Users\\A B\\scoop\\apps\\tool\\tool.cmd\r\n@"C:\\Users\\A B\\scoop\\apps\\tool\\tool.cmd" %*\r\n';
    expect(readShim(text)).toEqual({
      target: 'C:/Users/A B/scoop/apps/tool/tool.cmd',
      nodeArguments: [],
      script: false,
    });
  });

  it.each([
    ['@"%~dp0\\..\\Data\\global\\node_modules\\.bin\\tool.cmd"   %*\r\n', '../Data/global/node_modules/.bin/tool.cmd'],
    ['@"%~dp0..\\.bin\\tool.cmd" %*\r\n', '../.bin/tool.cmd'],
  ])("of Yarn's gives the shim of npm's kind that it stands for", (text, target) => {
    expect(readShim(text)).toEqual({ target, nodeArguments: [], script: false });
  });

  it.each(['NPM', 'NPX'])("that is %s's own gives its script", (which) => {
    const script = `node_modules\\npm\\bin\\${which.toLowerCase()}-cli.js`;
    const text = [
      '@ECHO OFF',
      'SETLOCAL',
      'SET "NODE_EXE=%~dp0\\node.exe"',
      'IF NOT EXIST "%NODE_EXE%" (',
      '  SET "NODE_EXE=node"',
      ')',
      'SET "NPM_PREFIX_JS=%~dp0\\node_modules\\npm\\bin\\npm-prefix.js"',
      `SET "${which}_CLI_JS=%~dp0\\${script}"`,
      `"%NODE_EXE%" "%${which}_CLI_JS%" %*`,
    ].join('\r\n');
    expect(readShim(text)).toEqual({ target: script.replaceAll('\\', '/'), nodeArguments: [], script: true });
  });

  it.each([
    '',
    '@echo off\r\ndir %*\r\n',
    '\u0000\u0001',
    '"%dp0%\\a\\b.txt" %*',
    '"%~dp0\\..\\a.cmd" %*\r\n"%~dp0\\..\\b.cmd" %*',
    '"%~dp0\\..\\a.cmd" x %*',
    'call x.cmd %*',
    'volta run tool',
    'a b %*\r\nc d %*',
    '%~n0 a %*',
    'a "%PATH%" %*',
  ])('is not found in %j', (text) => {
    expect(readShim(text)).toBeUndefined();
  });
});
