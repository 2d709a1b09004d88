import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { temporaryHome } from './home.ts';
import { freePort, started } from './server-program.ts';

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
  const isReady = async (): Promise<unknown> => fetch(`${url}/health`);
  return { url, ...(await started(child, 'claude-code-router', isReady, { home, signal: 'SIGKILL' })) };
}
