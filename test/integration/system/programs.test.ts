import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host.ts';
import { createFiles } from '../../../src/system/files.ts';
import { createPrograms } from '../../../src/system/programs.ts';
import { expectMode } from '../../support/modes.ts';
import { type Home, temporaryHome } from '../../support/home.ts';
import { noPosix } from '../../support/posix.ts';
import { installLink, installScript } from '../../support/programs.ts';
import { systemIn, testPlatform } from '../../support/system-in.ts';

describe('finding a program', () => {
  it('gives the first on PATH with the version of its package, without running it', async () => {
    await using home = await temporaryHome();
    const script = join(home.path, 'lib', 'node_modules', '@vendor', 'tool', 'bin', 'tool');
    install(home, 'lib/node_modules/@vendor/tool', '{"name":"@vendor/tool","version":"1.2.3"}', 'process.exit(1)');
    home.write('bin/other', '');
    installLink(join(home.path, 'bin', 'tool'), script);
    expect(await programs(home, 'bin').find('tool', '@vendor/tool')).toMatchObject({
      ...called(noPosix ? script : join(home.path, 'bin', 'tool')),
      version: '1.2.3',
    });
  });

  it('passes by folders, files that may not be executed, and relative entries of PATH', async () => {
    await using home = await temporaryHome();
    home.write('folder/tool/file', '');
    home.write('plain/tool', '#!/bin/sh\n');
    install(home, 'good', '{"name":"tool","version":"2.0.0"}', '');
    const path = ['folder', 'plain', '.', '', 'good/bin'];
    expect(await programs(home, ...path).find('tool', 'tool')).toMatchObject({
      ...called(join(home.path, 'good', 'bin', 'tool')),
      version: '2.0.0',
    });
    expect(await programs(home, ...path).find('none', 'none')).toBeUndefined();
  });

  it('passes by the manifest of another package, whatever is wrong with it', async () => {
    await using home = await temporaryHome();
    const other = '{"name":"tool-linux-x64","version":"9.9.9"}';
    install(home, 'outer/node_modules/tool-linux-x64', other, 'process.exit(1)');
    home.write('outer/node_modules/package.json', 'not JSON');
    home.write('outer/package.json', '{"name":"tool","version":"3.1.0"}');
    const found = await programs(home, 'outer/node_modules/tool-linux-x64/bin').find('tool', 'tool');
    expect(found?.version).toBe('3.1.0');
  });

  it('asks a program without a manifest once, and again when the file has changed', async () => {
    await using home = await temporaryHome();
    const count = join(home.path, 'count');
    const script = (version: string): string =>
      `require('node:fs').appendFileSync(${JSON.stringify(count)}, 'run\\n'); console.log('tool ${version} (Vendor)');`;
    install(home, '.local', undefined, script('2.1.330'));
    const find = () => programs(home, '.local/bin').find('tool', 'tool');
    expect([(await find())?.version, (await find())?.version]).toEqual(['2.1.330', '2.1.330']);
    expect(readFileSync(count, 'utf8')).toBe('run\n');
    install(home, '.local', undefined, `${script('2.1.331-beta.1')} // longer`);
    expect((await find())?.version).toBe('2.1.331-beta.1');
    expectMode(home.at('.cache/jetway/programs.json'), 0o600);
  });

  it('leaves the version open where the program does not tell, and survives a cache full of junk', async () => {
    await using home = await temporaryHome();
    for (const junk of ['{', 'null', '[1]', '{"x":1}']) {
      home.write('.cache/jetway/programs.json', junk);
      install(home, '.local', undefined, 'process.exit(3)');
      const found = await programs(home, '.local/bin').find('tool', 'tool');
      expect(found).toMatchObject({ ...called(join(home.path, '.local', 'bin', 'tool')), version: undefined });
    }
  });

  it.skipIf(noPosix)(
    'does not believe the manifest where the install script has not put the program in its place',
    async () => {
      await using home = await temporaryHome();
      install(home, 'lib', '{"name":"tool","version":"1.2.3"}', '');
      home.write('lib/bin/tool', 'echo "Error: native binary not installed." >&2\nexit 1\n');
      expect(await programs(home, 'lib/bin').find('tool', 'tool')).toMatchObject({ version: undefined });
    },
  );

  describe.each([
    ['>=99.1.0', true],
    ['>=98.1 <99 || >= 99.2', true],
    ['>=10 <11 || >=12', false],
    ['^4 || ~5.1', false],
  ])('in a package that wants Node %s', (node, isUnmet) => {
    const manifest = JSON.stringify({ name: 'tool', version: '1.2.3', engines: { node } });

    it('is asked whether it starts, where this is another', async () => {
      await using home = await temporaryHome();
      install(home, 'lib/node_modules/tool', manifest, 'process.exit(1)');
      const found = await programs(home, 'lib/node_modules/tool/bin').find('tool', 'tool');
      expect(found).toMatchObject({ version: '1.2.3' });
      const told = expect.stringContaining(`it ended with 1. Its package wants Node ${node}.`) as unknown;
      expect(found?.fault?.message).toEqual(isUnmet ? told : undefined);
    });

    it('is believed where it starts', async () => {
      await using home = await temporaryHome();
      install(home, 'lib/node_modules/tool', manifest, 'console.log("1.2.3")');
      const found = await programs(home, 'lib/node_modules/tool/bin').find('tool', 'tool');
      expect(found).toMatchObject({ version: '1.2.3' });
      expect(found?.fault).toBeUndefined();
    });
  });

  describe('in a package whose program lies in another one for this system', () => {
    const part = `@vendor/tool-${process.platform}-${process.arch}`;
    const manifest = (version: string): string =>
      JSON.stringify({
        name: '@vendor/tool',
        version: '1.2.3',
        optionalDependencies: { [part]: version, '@vendor/tool-plan9-mips': version },
      });
    const fails = 'console.error("no binary"); process.exit(1)';

    it('tells which is not there, where it can’t be started', async () => {
      await using home = await temporaryHome();
      install(home, 'lib/node_modules/@vendor/tool', manifest('1.2.3'), fails);
      const found = await programs(home, 'lib/node_modules/@vendor/tool/bin').find('tool', '@vendor/tool');
      expect(found).toMatchObject({ version: '1.2.3' });
      expect(found?.fault?.message).toContain(`(1.2.3) has no program for this system: ${part} is not installed`);
      expect(found?.fault?.message).not.toContain('plan9');
    });

    it('believes one that starts all the same, and asks it once', async () => {
      await using home = await temporaryHome();
      const count = join(home.path, 'count');
      const script = `require('node:fs').appendFileSync(${JSON.stringify(count)}, 'run\\n'); console.log('1.2.3');`;
      install(home, 'lib/node_modules/@vendor/tool', manifest('1.2.3'), script);
      const find = () => programs(home, 'lib/node_modules/@vendor/tool/bin').find('tool', '@vendor/tool');
      expect([await find(), await find()]).toMatchObject([{ version: '1.2.3' }, { version: '1.2.3' }]);
      expect(readFileSync(count, 'utf8')).toBe('run\n');
    });

    it.each([
      ['is there', '1.2.3', true],
      ['is of another version, as what it can do without is', '^4.0.0', false],
    ])('does not run it where that %s', async (_how, version, there) => {
      await using home = await temporaryHome();
      install(home, 'lib/node_modules/@vendor/tool', manifest(version), fails);
      if (there) home.write(`lib/node_modules/${part}/package.json`, '{}');
      const found = await programs(home, 'lib/node_modules/@vendor/tool/bin').find('tool', '@vendor/tool');
      expect(found).toMatchObject({ version: '1.2.3' });
      expect(found?.fault).toBeUndefined();
    });
  });

  it.skipIf(noPosix)(
    'tells that a script of Node’s may keep descriptors to itself, and one of a shell not',
    async () => {
      await using home = await temporaryHome();
      install(home, 'lib', '{"name":"tool","version":"1.2.3"}', '');
      expect(await programs(home, 'lib/bin').find('tool', 'tool')).toMatchObject({ pipes: false, version: '1.2.3' });
      home.write('lib/bin/tool', '#!/bin/sh\n');
      expect(await programs(home, 'lib/bin').find('tool', 'tool')).toMatchObject({ pipes: true, version: '1.2.3' });
    },
  );
});

describe('finding a program on Windows', () => {
  const cmd = (call: string): string => `@ECHO off\r\nSET "_prog=node"\r\n${call} %*\r\n`;

  it('gives an executable as it is', async () => {
    await using home = await temporaryHome();
    home.write('npm/tool.exe', 'MZ');
    home.write('npm/package.json', '{"name":"tool","version":"1.2.3"}');
    expect(await onWindows(home, 'npm').find('tool', 'tool')).toEqual({
      command: join(home.path, 'npm', 'tool.exe'),
      prefix: [],
      version: '1.2.3',
      pipes: false,
    });
  });

  it('gives Node and the script behind a shim', async () => {
    await using home = await temporaryHome();
    home.write('npm/tool', '#!/bin/sh\n');
    home.write('npm/tool.cmd', cmd('"%_prog%" --no-warnings "%dp0%\\node_modules\\tool\\cli.js"'));
    home.write('npm/node_modules/tool/package.json', '{"name":"tool","version":"4.5.6"}');
    const script = home.write('npm/node_modules/tool/cli.js', '');
    expect(await onWindows(home, 'npm').find('tool', 'tool')).toEqual({
      command: 'C:\\node.exe',
      prefix: ['--no-warnings', script],
      version: '4.5.6',
      pipes: false,
    });
    const beside = home.write('npm/node.exe', 'MZ');
    expect(await onWindows(home, 'npm').find('tool', 'tool')).toMatchObject({ command: beside });
  });

  it('gives the executable behind a shim', async () => {
    await using home = await temporaryHome();
    home.write('npm/tool.ps1', '& "$basedir/node_modules/tool/bin/tool.exe"   $args\r\n');
    home.write('npm/node_modules/tool/package.json', '{"name":"tool","version":"4.5.6"}');
    const program = home.write('npm/node_modules/tool/bin/tool.exe', 'MZ');
    expect(await onWindows(home, 'npm').find('tool', 'tool')).toMatchObject({ command: program, prefix: [] });
  });

  it.runIf(noPosix)('tells of an executable that is none for this machine', async () => {
    await using home = await temporaryHome();
    const broken = home.write('bin/tool.exe', 'MZ');
    const found = await onWindows(home, 'bin').find('tool', 'tool');
    expect(found?.fault?.message).toMatch(/does not answer --version: it could not be started/);
    const starting = createPrograms(host(home, 'win32', home.path), createFiles('win32'), process.execPath).start({
      command: broken,
      args: [],
      env: home.env,
      pipes: new Map(),
      stdin: 'ignore',
    });
    await expect(starting).rejects.toMatchObject({ message: expect.stringContaining('no program for this system') });
  });

  it('gives a version manager with its words', async () => {
    await using home = await temporaryHome();
    home.write('volta/tool.cmd', '@echo off\r\nvolta run %~n0 %*\r\n');
    expect(await onWindows(home, 'volta').find('tool', 'tool')).toMatchObject({ fault: {} });
    const volta = home.write('volta/volta.exe', 'MZ');
    expect(await onWindows(home, 'volta').find('tool', 'tool')).toMatchObject({
      command: volta,
      prefix: ['run', 'tool'],
    });
  });

  it("gives npx's script of a Node that is on PATH", async () => {
    await using home = await temporaryHome();
    const script = home.write('node/node_modules/npm/bin/npx-cli.js', '');
    home.write(
      'node/npx.cmd',
      'SET "NODE_EXE=%~dp0\\node.exe"\r\nSET "NPX_CLI_JS=%~dp0\\node_modules\\npm\\bin\\npx-cli.js"\r\n"%NODE_EXE%" "%NPX_CLI_JS%" %*\r\n',
    );
    expect(await onWindows(home, 'node').find('npx', 'npm')).toMatchObject({
      command: 'C:\\node.exe',
      prefix: [script],
    });
  });

  it('passes by batch files that are no shims, and shims whose program is gone, and says so where there is nothing else', async () => {
    await using home = await temporaryHome();
    const batch = home.write('a/tool.cmd', '@echo off\r\ndir %*\r\n');
    home.write('b/tool.cmd', cmd('"%_prog%" "%dp0%\\gone.js"'));
    expect(await onWindows(home, 'a', 'b').find('tool', 'tool')).toMatchObject({
      fault: { message: `${batch} is a script that only a shell could run, and no other tool is on PATH.` },
    });
    expect(await onWindows(home, 'b').find('tool', 'tool')).toMatchObject({
      fault: { message: expect.stringMatching(/tool\.cmd starts a program that is gone\.$/) },
    });
    expect(() => onWindows(home, 'a').named('tool')).toThrow(`${batch} is a script that only a shell could run`);
    expect(() => onWindows(home).named(batch)).toThrow(`${batch} is a script that only a shell could run`);
    expect(() => onWindows(home, 'b').named('tool')).toThrow('tool.cmd starts a program that is gone.');
    expect(() => onWindows(home, 'a').named('none')).toThrow('There is no none on PATH.');
    const program = home.write('c/tool.exe', 'MZ');
    expect(await onWindows(home, 'a', 'b', 'c').find('tool', 'tool')).toMatchObject({ command: program });
    expect(await onWindows(home, 'd').find('tool', 'tool')).toBeUndefined();
  });

  it('gives what stands behind the batch file of a command that somebody typed, by name and by path, with its ending and without', async () => {
    await using home = await temporaryHome();
    const script = home.write('bin/tool.js', '');
    const batch = home.write('bin/tool.cmd', cmd('"%_prog%" "%dp0%\\tool.js"'));
    const program = home.write('bin/other.exe', 'MZ');
    // npm puts a script for a POSIX shell beside the batch file.
    home.write('bin/tool', '#!/bin/sh\n');
    const there = onWindows(home, 'bin');
    for (const typed of ['tool', 'tool.cmd', batch, batch.slice(0, -4)]) {
      expect(there.named(typed)).toEqual({ command: 'C:\\node.exe', prefix: [script] });
    }
    for (const typed of ['other', 'other.exe', program]) {
      expect(there.named(typed)).toEqual({ command: program, prefix: [] });
    }
  });
});

describe('running a program', () => {
  const options = { timeoutMs: 5000, stdin: 'ignore', stderr: 'pipe' } as const;

  it('gives its code and what it wrote, arguments untouched by any shell', async () => {
    await using home = await temporaryHome();
    const print =
      'process.stdout.write(JSON.stringify(process.argv.slice(1))); console.error("e"); process.exitCode = 3';
    const args = ['$HOME `id` "q" \'s\' *', '', 'ü\n'];
    const result = await programs(home).run([process.execPath, '-e', print, ...args], options);
    expect(result).toEqual({ code: 3, stdout: JSON.stringify(args), stderr: 'e\n' });
  });

  it('gives it the environment of the host and nothing else', async () => {
    await using home = await temporaryHome();
    const result = await programs(home).run([process.execPath, '-p', 'JSON.stringify(process.env)'], options);
    const env = JSON.parse(result.stdout) as Record<string, string>;
    expect(env['HOME']).toBe(home.path);
    expect(result.stdout).not.toContain('VITEST');
  });

  it.skipIf(noPosix).each(['.', '', 'bin'])('passes by %j in PATH, as for agents', async (entry) => {
    await using home = await temporaryHome();
    home.write('project/planted', '#!/bin/sh\necho planted\n');
    home.write('project/bin/planted', '#!/bin/sh\necho planted\n');
    for (const name of ['planted', 'bin/planted']) chmodSync(join(home.cwd, name), 0o755);
    const real = systemIn({ ...home.env, PATH: `${entry}:/usr/bin` });
    const there = { ...real.host, cwd: home.cwd };
    const running = createPrograms(there, createFiles('linux'), process.execPath).run(['planted'], options);
    await expect(running).rejects.toMatchObject({
      code: 'agent',
      message: expect.stringContaining('not found on PATH'),
    });
  });

  it.skipIf(noPosix)('tells death by a signal as 128 and its number', async () => {
    await using home = await temporaryHome();
    expect(await programs(home).run(['/bin/sh', '-c', 'kill -TERM $$'], options)).toMatchObject({ code: 143 });
  });

  it.each([
    [['/nowhere/tool', 'sk-hidden'], 'it was not found', 10_000],
    [[process.execPath, '-e', 'setInterval(() => {}, 1e6) // sk-hidden'], 'took longer than 0.2 s', 200],
    [[process.execPath, '-e', "process.stdout.write('sk-hidden'.repeat(1e6))"], 'wrote more than 8 MiB', 10_000],
  ])('%j is an agent failure that repeats no argument', async (command, message, timeoutMs) => {
    await using home = await temporaryHome();
    const failing = programs(home).run(command, { ...options, timeoutMs });
    await expect(failing).rejects.toMatchObject({ code: 'agent', message: expect.stringContaining(message) });
    await expect(failing).rejects.toMatchObject({ message: expect.not.stringContaining('sk-hidden') });
  });
});

function programs(home: Home, ...folders: readonly string[]) {
  const path = folders.map(inside(home)).join(delimiter);
  return createPrograms(host(home, testPlatform, path), createFiles(testPlatform), process.execPath);
}

/** How a script that was installed is started. */
const called = (path: string) =>
  noPosix ? { command: process.execPath, prefix: [path] } : { command: path, prefix: [] };

function onWindows(home: Home, ...folders: readonly string[]) {
  return createPrograms(host(home, 'win32', folders.map(inside(home)).join(';')), createFiles('win32'), 'C:\\node.exe');
}

/** `.` and the empty entry stay as they are. */
const inside =
  (home: Home) =>
  (folder: string): string =>
    /^\.?$/.test(folder) ? folder : join(home.path, folder);

function host(home: Home, platform: NodeJS.Platform, path: string): Host {
  const { PATH: _, ...env } = home.env;
  const windows = { Path: path, PATHEXT: '.COM;.EXE;.BAT;.CMD' };
  const more = platform === 'win32' ? windows : { PATH: path };
  return { platform, home: home.path, cwd: home.cwd, env: { ...env, ...more }, assets: home.path };
}

/** A script of Node's, `bin/tool` in a package's folder. Node is not on PATH there. */
function install(home: Home, folder: string, manifest: string | undefined, script: string): void {
  if (manifest !== undefined) home.write(`${folder}/package.json`, manifest);
  installScript(join(home.path, folder, 'bin', 'tool'), script, process.execPath);
}
