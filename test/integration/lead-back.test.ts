import { chmodSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fakeAgent } from '../support/fake-agent.ts';
import { type Home, temporaryHome } from '../support/home.ts';
import { noPosix } from '../support/posix.ts';
import { installScript } from '../support/programs.ts';
import { runIn, type Ended } from '../support/run-in.ts';

const bin = fileURLToPath(new URL('../../bin/jetway.js', import.meta.url));
const flags = [
  ...['--gateway', 'compatible', '--base-url', 'http://127.0.0.1:9', '--set', 'protocols=anthropic-messages'],
  ...['--model', 'some-model', '--no-check'],
];

/** What stands in it; of a batch file on Windows, which Jetway does not start. */
const lines = noPosix
  ? { name: '@jetway %*', child: '@call jetway %*\r\n@exit /b %errorlevel%', other: '@other-launcher %*' }
  : { name: 'exec jetway "$@"', child: 'jetway "$@"; exit $?', other: 'exec other-launcher "$@"' };

describe('a script called like the agent that runs Jetway', () => {
  it.each([
    ['by its name', lines.name, 0],
    ['as its child', lines.child, 0],
    ['through a script of another name', lines.other, 9],
  ])('%s is passed by, and the real one behind it on PATH runs once', async (_, line, most) => {
    await using home = await temporaryHome();
    const real = fakeAgent({
      prefix: join(home.path, 'real'),
      command: 'claude',
      package: '@anthropic-ai/claude-code',
      version: '2.1.332',
    });
    wrapper(home, line);
    const { code, stderr } = await run(home, [join(home.path, 'first'), real.bin]);
    expect(stderr).not.toContain('starts Jetway again');
    expect(code).toBe(0);
    expect(real.given()?.argv.slice(-2)).toEqual(['-p', 'hi']);
    expect(starts(home)).toBeLessThanOrEqual(most);
  });

  it.each([
    ['by its name', lines.name],
    ['through a script of another name', lines.other],
  ])('%s is refused by its path where it is alone on PATH', async (_, line) => {
    await using home = await temporaryHome();
    wrapper(home, line);
    const { code, stderr } = await run(home, [join(home.path, 'first')]);
    expect(code).toBe(7);
    expect(stderr).toContain(
      noPosix
        ? `${join(home.path, 'first', 'claude.cmd')} is a script that only a shell could run`
        : `${join(home.path, 'first', 'claude')} is a script that starts Jetway again`,
    );
    expect(starts(home)).toBeLessThanOrEqual(3);
  });

  it('is no cause to refuse a session that is started inside another one', async () => {
    await using home = await temporaryHome();
    const real = fakeAgent({
      prefix: join(home.path, 'real'),
      command: 'claude',
      package: '@anthropic-ai/claude-code',
      version: '2.1.332',
    });
    const inside = { JETWAY_STARTED: JSON.stringify({ claude: [real.path, real.path, real.path] }) };
    const { code } = await run(home, [real.bin], inside);
    expect(code).toBe(0);
    expect(real.given()?.argv.slice(-2)).toEqual(['-p', 'hi']);
  });
});

describe('a program that can not be started', () => {
  it.skipIf(noPosix)('for it is a link to itself is named', async () => {
    await using home = await temporaryHome();
    home.write('first/other', '');
    symlinkSync('claude', join(home.path, 'first', 'claude'));
    const { code, stderr } = await run(home, [join(home.path, 'first')]);
    expect(code).toBe(7);
    expect(stderr).toContain(`${join(home.path, 'first', 'claude')} is a link that leads to itself`);
  });

  it('and does not answer --version is refused with how to install it', async () => {
    await using home = await temporaryHome();
    if (noPosix) installScript(join(home.path, 'first', 'claude'), 'process.exit(1)');
    else chmodSync(home.write('first/claude', 'echo "Error: native binary not installed." >&2\nexit 1\n'), 0o755);
    const { code, stderr } = await run(home, [join(home.path, 'first')]);
    expect(code).toBe(7);
    expect(stderr).toContain('does not answer --version');
    expect(stderr).toContain(
      'npm install -g --allow-scripts=@anthropic-ai/claude-code @anthropic-ai/claude-code@latest',
    );
  });
});

describe('a program that only the surroundings keep from telling its version', () => {
  it.each([
    ['a variable, which a launch may take away', 'process.env.PLAYBACK'],
    ['a file of the project', "require('node:fs').existsSync('.env')"],
  ])('as %s does is launched', async (_, condition) => {
    await using home = await temporaryHome();
    home.write('project/.env', 'PLAYBACK=1\n');
    const body = `if (process.argv[2] === '--version') ${condition} ? process.exit(1) : console.log('2.1.332');`;
    installScript(join(home.path, 'first', 'claude'), body);
    const { code, stderr } = await run(home, [join(home.path, 'first')], { PLAYBACK: '1' });
    expect(stderr).not.toContain('does not answer');
    expect(code).toBe(0);
  });
});

/** Counts its starts, and ends a chain that would not end. */
function wrapper(home: Home, line: string): void {
  if (noPosix) {
    const write = (name: string, text: string): string => home.write(`first/${name}.cmd`, `${text}\r\n`);
    write('jetway', `@"${process.execPath}" "${bin}" ${flags.map((word) => `"${word}"`).join(' ')} claude %*`);
    write('other-launcher', '@jetway %*');
    write('claude', `@echo.>>"${join(home.path, 'starts')}"\r\n${line}`);
    return;
  }
  const count = `echo >> ${home.path}/starts; [ "$(wc -l < ${home.path}/starts)" -gt 12 ] && exit 99`;
  const words = flags.map((word) => `'${word}'`).join(' ');
  const launcher = (name: string, body: string): void =>
    chmodSync(home.write(`first/${name}`, `#!/bin/sh\n${body}\n`), 0o755);
  launcher('jetway', `exec ${process.execPath} ${bin} ${words} claude "$@"`);
  launcher('other-launcher', 'exec jetway "$@"');
  launcher('claude', `${count}\n${line}`);
}

function starts(home: Home): number {
  return (home.snapshot().get('starts')?.toString() ?? '').split('\n').length - 1;
}

function run(home: Home, folders: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const path = [...folders, home.env['PATH']].join(delimiter);
  const env = { ...home.env, ...more, PATH: path, JETWAY_API_KEY: 'sk-0123456789abcdef' };
  return runIn({ ...home, env }, [process.execPath, bin, ...flags, 'claude', '-p', 'hi']);
}
