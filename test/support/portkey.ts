import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { parseJson, textAt } from '../../src/json-path.ts';
import { temporaryHome } from './home.ts';
import { freePort, started } from './server-program.ts';

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
  const isReady = async (): Promise<void> => expect(await (await fetch(url)).text()).toContain('AI Gateway');
  return { url, ...(await started(child, 'Portkey', isReady, { home })) };
}
