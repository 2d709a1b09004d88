import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { vi } from 'vitest';
import { temporaryHome } from './home.ts';

/** The newest that npm can install: 3.1.1 needs a package that is not there (30 November 2026). */
const version = '2.0.0';
const name = '@musistudio/claude-code-router';
const program = join('node_modules', name, 'dist', 'cli.js');

/** The router from npm, on loopback. */
export interface ClaudeCodeRouter extends AsyncDisposable {
  readonly url: string;
}

interface Provider {
  readonly name: string;
  /** With the path of OpenAI's chat. */
  readonly api_base_url: string;
  readonly api_key: string;
  readonly models: readonly string[];
}

/** The folder that it is installed in. Throws where npm can't. */
export async function installRouter(): Promise<string> {
  const installer = '../../.config/programs.mjs';
  const { install } = (await import(installer)) as {
    install(place: string, name: string, version: string, proof: string): string;
  };
  return install('claude-code-router', name, version, program);
}

export async function startRouter(
  folder: string,
  providers: readonly Provider[],
  key?: string,
): Promise<ClaudeCodeRouter> {
  const home = await temporaryHome();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [first] = providers;
  const config = {
    HOST: '127.0.0.1',
    PORT: port,
    LOG: false,
    ...(key === undefined ? {} : { APIKEY: key }),
    Providers: providers,
    Router: { default: `${first?.name ?? ''},${first?.models[0] ?? ''}` },
  };
  home.write('.claude-code-router/config.json', JSON.stringify(config));
  const child = spawn(process.execPath, [join(folder, program), 'start'], {
    cwd: home.path,
    env: home.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => said.push(text.toString()));
  const ended = once(child, 'close');
  const running: ClaudeCodeRouter = {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
      await home[Symbol.asyncDispose]();
    },
  };
  const alive = vi.waitFor(async () => fetch(`${url}/health`), { timeout: 60_000, interval: 100 });
  try {
    await Promise.race([alive, ended.then(() => Promise.reject(new Error('It ended.')))]);
    return running;
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw new Error(`claude-code-router does not start:\n${said.join('').slice(-4000)}`, { cause: error });
  }
}

/** One on 127.0.0.1. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
