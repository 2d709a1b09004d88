import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { parseJson, textAt } from '../../src/json-path.ts';
import { temporaryHome } from './home.ts';

/** Portkey's gateway from npm, on loopback. */
export interface Portkey extends AsyncDisposable {
  readonly url: string;
}

/** With an older server part, or as npm installs it today: with the newer every list and every stream fails (1.15.2). */
export type Release = 'pinned' | 'newest';

const cache = fileURLToPath(new URL('../../.cache', import.meta.url));
const support = fileURLToPath(new URL('portkey', import.meta.url));
const modulesOf = (release: Release): string =>
  join(cache, release === 'pinned' ? 'portkey' : 'portkey-newest', 'node_modules');

/**
 * Installs the gateway, unless it is there; the newest is looked for once a day. Gives the versions of it and of its server
 * part. Throws where npm can't.
 */
export async function installPortkey(release: Release = 'pinned'): Promise<string> {
  const modules = modulesOf(release);
  const folder = dirname(modules);
  const wanted =
    release === 'pinned'
      ? readFileSync(join(support, 'package.json'), 'utf8')
      : JSON.stringify({
          private: true,
          description: new Date().toISOString().slice(0, 10),
          dependencies: { '@portkey-ai/gateway': 'latest' },
        });
  const proof = join(folder, 'installed.txt');
  if (!existsSync(proof) || readFileSync(proof, 'utf8') !== wanted) {
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
  const versionOf = (name: string): string =>
    textAt(parseJson(readFileSync(join(modules, name, 'package.json'), 'utf8')), 'version') ?? 'unknown';
  return `${versionOf('@portkey-ai/gateway')} with @hono/node-server ${versionOf('@hono/node-server')}`;
}

export async function startPortkey(release: Release = 'pinned'): Promise<Portkey> {
  const home = await temporaryHome();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = join(modulesOf(release), '@portkey-ai', 'gateway', 'build', 'start-server.js');
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
