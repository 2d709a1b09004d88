import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { execFileSync, spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { temporaryHome } from '../support/home.ts';
import { noPosix } from '../support/posix.ts';
import { runIn } from '../support/run-in.ts';

const bin = fileURLToPath(new URL('../../bin/jetway.js', import.meta.url));

describe.skipIf(process.platform !== 'linux')('an answer that can not be written', () => {
  it.each(['profile list --json', '--help', 'auth --json'])('of %s is a failure with a sentence', async (line) => {
    await using home = await temporaryHome();
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [bin, ...line.split(' ')], {
      encoding: 'utf8',
      env: home.env,
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^jetway: \S.*the disk is full\.\n {2}→ \S.*\n$/);
  });

  it('is one of --version too', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [bin, '--version'], {
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^jetway: .*\n {2}→ .*\n$/);
  });

  it('to standard error keeps nothing from standard output', async () => {
    await using home = await temporaryHome();
    const full = openSync('/dev/full', 'w');
    const { status, stdout } = spawnSync(process.execPath, [bin, 'profile', 'list', '--json'], {
      encoding: 'utf8',
      env: home.env,
      stdio: ['ignore', 'pipe', full],
    });
    closeSync(full);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ profiles: [] });
  });
});

describe.skipIf(process.platform === 'win32')('streams that are closed', () => {
  const closing = (how: string, home: { readonly env: Readonly<Record<string, string>> }): SpawnSyncReturns<string> =>
    spawnSync('/bin/sh', ['-c', how, 'sh', process.execPath, bin, 'profile', 'list', '--json'], {
      encoding: 'utf8',
      env: home.env,
    });

  it.each(['"$@" <&-', '"$@" 2>&-'])('harm no answer: %s', async (how) => {
    await using home = await temporaryHome();
    const { status, stdout, stderr } = closing(how, home);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ profiles: [] });
  });

  it.each(['"$@" >&-', '"$@" >&- 2>&- <&-', '"$@" | true'])(
    'end it without a trace of the program: %s',
    async (how) => {
      await using home = await temporaryHome();
      const { signal, stderr } = closing(how, home);
      expect({ signal, stderr }).toEqual({ signal: null, stderr: '' });
    },
  );
});

it.skipIf(process.platform === 'win32').each([
  // A page is less than a help has.
  ['--help', 4096],
  ['--version', 0],
])('an answer to a full pipe that does not wait comes whole: %s', async (flag, room) => {
  await using home = await temporaryHome();
  const path = `${home.path}/pipe`;
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const filler = fill(path, reader, room);
  // Node has what it starts wait for its streams, so the program opens this one itself, as the first free descriptor.
  const opening = `const fs = require('fs');
    fs.closeSync(1);
    fs.openSync(${JSON.stringify(path)}, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    const { writeSync } = fs;
    fs.writeSync = (...given) => {
      try {
        return writeSync(...given);
      } catch (error) {
        writeSync(2, error.code);
        throw error;
      }
    };
    process.argv.splice(1, 0, ${JSON.stringify(bin)});
    require(process.argv[1]);`;
  const child = spawn(process.execPath, ['-e', opening, '--', flag], {
    env: home.env,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const ended = once(child, 'exit');
  const refused = await Promise.race([once(child.stderr, 'data'), ended]);
  expect(String(refused)).toBe('EAGAIN');
  let said = '';
  while (child.exitCode === null) {
    await Promise.race([ended, new Promise((resolve) => void setTimeout(resolve, 20))]);
    said += emptied(reader);
  }
  said += emptied(reader);
  closeSync(reader);
  expect(child.exitCode).toBe(0);
  const whole = spawnSync(process.execPath, [bin, flag], { encoding: 'utf8', env: home.env }).stdout;
  expect(said.slice(filler)).toBe(whole);
});

/** Fills a pipe, but for `room` bytes of whole pages; gives how many bytes are in it. */
function fill(path: string, reader: number, room: number): number {
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const page = Buffer.alloc(4096, '.');
  let size = 0;
  try {
    for (;;) size += writeSync(writer, page);
  } catch {
    return room === 0 ? size : size - readSync(reader, Buffer.alloc(room));
  } finally {
    closeSync(writer);
  }
}

/** What stands in a pipe that does not wait. */
function emptied(reader: number): string {
  const pieces: Buffer[] = [];
  const piece = Buffer.alloc(64 * 1024);
  try {
    for (let size = 1; size > 0;) {
      size = readSync(reader, piece);
      pieces.push(Buffer.from(piece.subarray(0, size)));
    }
  } catch {
    // Nothing more for now.
  }
  return Buffer.concat(pieces).toString('utf8');
}

describe('an exchange that switches protocols', () => {
  it.each([['list-models'], ['login', '--key-stdin', '--store', 'file'], ['ask', 'hi', '--model', 'm']])(
    'ends %s with a failure',
    async (...argv) => {
      await using gateway = await startGateway({ misbehave: { '*': 'switch' } });
      await using home = await temporaryHome();
      home.write('bin/codex', '#!/bin/sh\necho codex-cli 0.999.0\n');
      const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-responses'];
      const words = [process.execPath, bin, ...argv, ...flags];
      const { code, stderr } = await runIn(home, words, { stdin: 'sk-1234567890\n' });
      expect(stderr).toContain('another protocol');
      expect(code).toBe(argv[0] === 'login' ? 0 : 5);
    },
  );
});

describe('what a status line is fed', () => {
  const model = Buffer.from('{"model":{"id":"söcket"}}');
  const cut = model.indexOf('c') - 1;

  it.each([
    ['at once', [model]],
    ['in pieces, cut in a character', [model.subarray(0, cut), model.subarray(cut)]],
  ])('by a pipe comes %s', async (_what, pieces) => {
    await using home = await temporaryHome();
    const child = spawn(process.execPath, [bin, 'statusline'], { env: home.env });
    const out = text(child.stdout);
    for (const piece of pieces) child.stdin.write(piece);
    child.stdin.end();
    expect(await out).toBe('söcket\n');
  });

  it('by a file is taken from there', async () => {
    await using home = await temporaryHome();
    const stdin = openSync(home.write('fed.json', model.toString('utf8')), 'r');
    const child = spawnSync(process.execPath, [bin, 'statusline'], {
      encoding: 'utf8',
      env: home.env,
      stdio: [stdin, 'pipe', 'pipe'],
    });
    closeSync(stdin);
    expect(child.stdout).toBe('söcket\n');
    const bare = spawnSync(process.execPath, [bin, 'statusline'], {
      encoding: 'utf8',
      env: home.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(bare.stdout).toBe('\n');
  });

  it.skipIf(noPosix)('may be a file, another program’s, or nothing', async () => {
    await using home = await temporaryHome();
    const feed = (script: string): string =>
      spawnSync('sh', ['-c', `${script} "${process.execPath}" "${bin}" statusline`], {
        encoding: 'utf8',
        env: { ...home.env, FILE: home.write('fed.json', model.toString('utf8')) },
      }).stdout;
    expect(feed('<"$FILE"')).toBe('söcket\n');
    expect(feed('</dev/null')).toBe('\n');
    expect(feed('cat "$FILE" |')).toBe('söcket\n');
  });
});
