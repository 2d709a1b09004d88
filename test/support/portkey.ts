import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { temporaryHome } from './home.ts';

/** Portkey's gateway from npm, on loopback. */
export interface Portkey extends AsyncDisposable {
  readonly url: string;
}

export const version = '1.15.2';

const folder = fileURLToPath(new URL('../../.cache/portkey', import.meta.url));
const support = fileURLToPath(new URL('portkey', import.meta.url));
const program = join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');

/**
 * Installs the gateway, unless it is there, with an older server part: every streamed answer fails with the newer one
 * that npm would choose (1.15.2). Throws where npm can't.
 */
export async function installPortkey(): Promise<void> {
  const wanted = readFileSync(join(support, 'package.json'), 'utf8');
  const proof = join(folder, 'installed.txt');
  if (existsSync(proof) && readFileSync(proof, 'utf8') === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), wanted);
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', ['install', ...options], {
    cwd: folder,
    timeout: 300_000,
    shell: process.platform === 'win32',
  });
  writeFileSync(proof, wanted);
}

export async function startPortkey(): Promise<Portkey> {
  const home = await temporaryHome();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['--require', join(support, 'loopback.cjs'), program, `--port=${port}`, '--headless'];
  const child = spawn(process.execPath, args, { cwd: home.path, env: home.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => said.push(text.toString()));
  const ended = once(child, 'close');
  const running: Portkey = {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
      await home[Symbol.asyncDispose]();
    },
  };
  const alive = vi.waitFor(async () => expect(await (await fetch(url)).text()).toContain('AI Gateway'), {
    timeout: 60_000,
    interval: 100,
  });
  try {
    await Promise.race([alive, ended.then(() => Promise.reject(new Error('It ended.')))]);
    return running;
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw new Error(`Portkey does not start:\n${said.join('').slice(-4000)}`, { cause: error });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
