import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { vi } from 'vitest';

/** A port of 127.0.0.1 that nothing listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

interface StartOptions {
  /** What the program is told to end by. */
  readonly signal?: NodeJS.Signals;
  /** How long it may take to be ready, in milliseconds. */
  readonly timeout?: number;
  /** What is disposed of once it has ended. */
  readonly home?: AsyncDisposable;
}

/**
 * Waits until a server's program is ready, and ends it in the end: by the signal, and where that does not end it by SIGKILL.
 * Throws what it printed where it does not start. `isReady` throws as long as it is not.
 */
export async function started(
  child: ChildProcess,
  name: string,
  isReady: () => unknown,
  { signal = 'SIGTERM', timeout = 60_000, home }: StartOptions = {},
): Promise<AsyncDisposable> {
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => said.push(text.toString()));
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(patience);
    await home?.[Symbol.asyncDispose]();
  };
  try {
    const alive = vi.waitFor(isReady, { timeout, interval: 100 });
    await Promise.race([alive, ended.then(() => Promise.reject(new Error('It ended.')))]);
    return { [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw new Error(`${name} does not start:\n${said.join('').slice(-4000)}`, { cause: error });
  }
}
