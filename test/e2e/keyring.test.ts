import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CredentialStore } from '../../src/system/system.ts';
import { type Bundle, bundle } from '../support/bundle.ts';
import { keepsCredentials } from '../support/credential-contract.ts';
import { temporaryHome } from '../support/home.ts';

// Against a real Secret Service; the script says which Debian packages it needs.
const script = fileURLToPath(new URL('../support/with-secret-service.sh', import.meta.url));
const withoutKeyring =
  'Or without a keyring: JETWAY_API_KEY, --key-command, --key-stdin; to keep it in a file: jetway login --store file';
const url = 'https://gateway.example/v1';

let driver: Bundle;
beforeAll(async () => {
  driver = await bundle('system-driver.ts');
});
afterAll(() => driver[Symbol.asyncDispose]());

describe('the Secret Service', () => {
  keepsCredentials(async (test) => {
    const child = spawn(script, ['unlocked', process.execPath, driver.path, 'serve'], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const end = once(child, 'exit');
    await test(remote(child));
    child.stdin.end();
    await end;
  });

  it('keeps the key where other programs of the user find it, under the names that are documented', async () => {
    const { lines } = await inside('unlocked', [
      `jetway set ${url} sk-hidden`,
      `secret-tool lookup service jetway username ${url}; echo`,
      `jetway remove ${url}`,
      `jetway remove ${url}`,
      `secret-tool lookup service jetway username ${url} || echo gone`,
    ]);
    expect(lines).toEqual(['{"value":"stored"}', 'sk-hidden', '{"value":true}', '{"value":false}', 'gone']);
  });

  it('gets no key that is too long for the keyring of another system', async () => {
    const { lines, code } = await inside('unlocked', [`jetway set ${url} ${'x'.repeat(1201)}`]);
    expect(code).toBe(4);
    expect(failure(lines)).toMatchObject({
      code: 'credential',
      message: 'The key is longer than 1200 characters, more than every keyring takes.',
      hint: expect.stringContaining('--key-command'),
    });
  });

  it('that is locked refuses to store, and has nothing under a name that was never stored', async () => {
    const stored = await inside('locked', [`jetway set ${url} sk-hidden`]);
    expect(stored.code).toBe(4);
    expect(failure(stored.lines)).toEqual(lockedFailure);
    const { lines } = await inside('locked', [`jetway get ${url}`, `jetway remove ${url}`]);
    expect(lines).toEqual(['{}', '{"value":false}']);
  });

  it('that is locked with a key in it says so to every call', async () => {
    const { lines } = await inside('unlocked', [
      `jetway set ${url} sk-hidden`,
      'lock-keyring',
      `jetway get ${url}`,
      `jetway set ${url} sk-new`,
      `jetway remove ${url}`,
    ]);
    expect(lines.slice(1).map((line) => failure([line]))).toEqual([lockedFailure, lockedFailure, lockedFailure]);
  });

  it('that is not there is missed by name', async () => {
    const { lines, code } = await inside('none', [`jetway get ${url}`]);
    expect(code).toBe(4);
    expect(failure(lines)).toEqual({
      code: 'credential',
      message: 'This session has no Secret Service, so no keyring.',
      hint: `Install gnome-keyring, KWallet or KeePassXC. ${withoutKeyring}`,
    });
  });

  it('without a bus to reach it is explained', async () => {
    await using home = await temporaryHome();
    const { XDG_RUNTIME_DIR: _, ...bare } = home.env;
    for (const without of [bare, { ...bare, DBUS_SESSION_BUS_ADDRESS: `unix:path=${home.path}/none` }]) {
      const { lines, code } = await finished(spawn(process.execPath, [driver.path, 'get', url], { env: without }));
      expect(code).toBe(4);
      expect(failure(lines)).toEqual({
        code: 'credential',
        message: 'There is no D-Bus session, so no keyring: usual over SSH, in containers and in WSL.',
        hint: `Give the key another way. ${withoutKeyring}`,
      });
    }
  });

  it('that is frozen ends the call within its limit', async () => {
    const started = performance.now();
    const { lines, code } = await inside('unlocked', ['kill -STOP "$(keyring-pid)"', `jetway get ${url}`]);
    expect(code).toBe(4);
    expect(failure(lines)).toEqual(silentFailure);
    expect(performance.now() - started).toBeLessThan(7000);
  });
});

describe('a keyring call that never returns', () => {
  it('is announced, explained on both streams and cut off by the end of the process', async () => {
    await using home = await temporaryHome();
    const fifo = join(home.path, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const started = performance.now();
    const child = spawn(process.execPath, [driver.path, 'blocked', fifo], { env: home.env });
    const { lines, errors, code } = await finished(child);
    expect(performance.now() - started).toBeGreaterThan(4900);
    expect(performance.now() - started).toBeLessThan(8000);
    expect(failure(lines)).toEqual(silentFailure);
    expect(errors.split('\n')).toEqual([
      `Waiting for the keyring (Secret Service): unlock it. ${withoutKeyring}`,
      `jetway: ${silentFailure.message}`,
      `  → ${silentFailure.hint}`,
      '',
    ]);
    expect(code).toBe('execve' in process ? 4 : 137);
  });

  it('leaves Ctrl-C its power', async () => {
    await using home = await temporaryHome();
    const fifo = join(home.path, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const child = spawn(process.execPath, [driver.path, 'blocked', fifo], { env: home.env });
    await once(child.stderr, 'data');
    const interrupted = performance.now();
    child.kill('SIGINT');
    expect(await finished(child)).toMatchObject({ code: 130 });
    expect(performance.now() - interrupted).toBeLessThan(1000);
  });
});

const env = { PATH: process.env['PATH'], LANG: 'C.UTF-8' };

const lockedFailure = {
  code: 'credential',
  message: 'The keyring (Secret Service) is locked, and nothing could ask for its password.',
  hint: `Unlock it, then run the same command again. ${withoutKeyring}`,
};

const silentFailure = {
  code: 'credential',
  message: 'The keyring (Secret Service) does not answer.',
  hint: `Look for a window that asks to unlock it; if there is none, restart the keyring service. ${withoutKeyring}`,
};

interface Finished {
  readonly lines: readonly string[];
  readonly errors: string;
  /** 128 and the number after a signal. */
  readonly code: number;
}

/** Runs commands of a shell one after the other beside a Secret Service; `jetway` is the driver. */
function inside(state: 'unlocked' | 'locked' | 'none', commands: readonly string[]): Promise<Finished> {
  const shell = [`jetway() { "${process.execPath}" "${driver.path}" "$@"; }`, ...commands].join('\n');
  return finished(spawn(script, [state, 'bash', '-c', shell], { env }));
}

async function finished(child: ChildProcess): Promise<Finished> {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => void (texts.stdout += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => void (texts.stderr += chunk.toString('utf8')));
  const [code, signal] = (await once(child, 'close')) as [number | null, 'SIGKILL' | 'SIGINT' | null];
  if (code === 99) throw new Error(texts.stderr);
  const lines = texts.stdout.split('\n').filter((line) => line !== '');
  return { lines, errors: texts.stderr, code: code ?? (signal === 'SIGINT' ? 130 : 137) };
}

function failure(lines: readonly string[]): unknown {
  const document = JSON.parse(lines.at(-1) ?? '') as { readonly error?: unknown };
  return document.error;
}

/** The keyring of a driver that serves. */
function remote(child: ChildProcess): CredentialStore {
  const answers = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
  const call = async (...request: readonly string[]): Promise<unknown> => {
    child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await answers.next();
    if (done === true) throw new Error('The driver ended.');
    return (JSON.parse(value) as { readonly value?: unknown }).value;
  };
  return {
    kind: 'keyring',
    place: 'Secret Service',
    get: async (account) => (await call('get', account)) as string | undefined,
    set: async (account, secret) => void (await call('set', account, secret)),
    remove: async (account) => (await call('remove', account)) as boolean,
  };
}
