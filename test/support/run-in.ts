import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Home } from './home.ts';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 and the number after a signal. */
  readonly code: number;
}

export interface Running {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
}

export interface RunOptions {
  /** Beside that of the home. */
  readonly env?: Readonly<Record<string, string>>;
  /** All of standard input. Default: none. */
  readonly stdin?: string;
}

/** Starts a program in a home's working folder, without a terminal. */
export function startIn(home: Home, words: readonly string[], options: RunOptions = {}): Running {
  const [command = '', ...args] = words;
  const { stdin } = options;
  const child = spawn(command, args, {
    cwd: home.cwd,
    env: { ...home.env, ...options.env },
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(stdin);
  return { child, end: ended(child) };
}

export function runIn(home: Home, words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return startIn(home, words, options).end;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => void (texts.stdout += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => void (texts.stderr += chunk.toString('utf8')));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { ...texts, code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) };
}
