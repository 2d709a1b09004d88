import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Home } from './home.ts';

/** A client of a program that speaks JSON-RPC over its standard streams, a message a line, as ACP and Codex's app server do. */
export interface JsonRpc {
  /** Gives the result; throws what the program answers in place of it. */
  call(method: string, params: object): Promise<unknown>;
  notify(method: string, params: object): void;
  /** What came unasked, and what did not ask for an answer. */
  readonly messages: readonly unknown[];
  /** Lines of standard output that are no message: there should be none. */
  readonly strays: readonly string[];
  stderr(): string;
  /** Closes its input; gives the exit code. */
  end(): Promise<number | null>;
}

/** Starts a program in a home's working folder. */
export function jsonRpc(
  home: Home,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): JsonRpc {
  const child = spawn(command, args, { cwd: home.cwd, env: { ...home.env, ...env }, stdio: 'pipe' });
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const [messages, strays]: [unknown[], string[]] = [[], []];
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString('utf8')));
  const ended = once(child, 'close').then(([code]) => {
    for (const { reject } of waiting.values()) reject(new Error(`It ended with ${String(code)}: ${said}`));
    return code as number | null;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parsed(line);
    if (message === undefined) return strays.push(line);
    const asker = typeof message.id === 'number' && message.method === undefined ? waiting.get(message.id) : undefined;
    if (asker === undefined) return messages.push(message);
    waiting.delete(message.id as number);
    if (message.error === undefined) return asker.resolve(message.result);
    return asker.reject(new Error(JSON.stringify(message.error)));
  });
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let last = 0;
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        send({ id: last, method, params });
      }),
    notify: (method, params) => send({ method, params }),
    messages,
    strays,
    stderr: () => said,
    end: () => {
      child.stdin.end();
      const stop = setTimeout(() => child.kill('SIGTERM'), 5000);
      return ended.finally(() => clearTimeout(stop));
    },
  };
}

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

function parsed(line: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
