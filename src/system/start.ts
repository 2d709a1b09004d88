import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { Failure } from '../failure.ts';
import { codeOf } from './trouble.ts';
import type { AgentStart } from './system.ts';

/** See `Programs.start`. */
export async function start({ command, args, env, stdin, pipes, cwd }: AgentStart): Promise<number> {
  let child: ChildProcess | undefined;
  const release = holdSignals(() => child);
  try {
    child = spawn(command, args, { env, cwd, stdio: [stdin, 'inherit', 'inherit', ...pipesUpTo(pipes)], shell: false });
    const end = ended(child);
    for (const descriptor of pipes.keys()) feed(child, descriptor, pipes.get(descriptor) ?? '');
    return await end;
  } catch (error) {
    throw startFailure(command, error);
  } finally {
    for (const descriptor of pipes.keys()) child?.stdio?.[descriptor]?.destroy();
    release();
  }
}

/**
 * From the start to the end of the agent: Ctrl-C and Ctrl-\ reach it from the terminal already, so they do nothing to
 * us; SIGTERM and SIGHUP come to us alone and are passed on. Listeners of others are set aside meanwhile: one that
 * raises its signal again, as libraries that tidy up do, would have the agent get it twice.
 */
function holdSignals(child: () => ChildProcess | undefined): () => void {
  const nothing = (): void => undefined;
  const passOn = (signal: NodeJS.Signals): void => void child()?.kill(signal);
  const held = signals.map(({ signal, pass }) => {
    const others = process.rawListeners(signal);
    process.removeAllListeners(signal);
    process.on(signal, pass ? passOn : nothing);
    return { signal, others };
  });
  return () => {
    for (const { signal, others } of held) {
      process.removeAllListeners(signal);
      for (const other of others) process.on(signal, other as NodeJS.SignalsListener);
    }
  };
}

const signals: readonly { readonly signal: NodeJS.Signals; readonly pass: boolean }[] =
  process.platform === 'win32'
    ? // Ctrl-Break and the closing of the window reach every program of a console; and Node could only kill by a signal.
      [
        { signal: 'SIGINT', pass: false },
        { signal: 'SIGBREAK', pass: false },
        { signal: 'SIGHUP', pass: false },
      ]
    : [
        { signal: 'SIGINT', pass: false },
        { signal: 'SIGQUIT', pass: false },
        { signal: 'SIGTERM', pass: true },
        { signal: 'SIGHUP', pass: true },
      ];

function pipesUpTo(pipes: ReadonlyMap<number, string>): ('pipe' | 'ignore')[] {
  const highest = Math.max(2, ...pipes.keys());
  return Array.from({ length: highest - 2 }, (_, index) => (pipes.has(index + 3) ? 'pipe' : 'ignore'));
}

function feed(child: ChildProcess, descriptor: number, content: string): void {
  const pipe = child.stdio?.[descriptor];
  if (pipe === null || pipe === undefined || !('write' in pipe)) return;
  // EPIPE: the agent ended, or closed it unread. Whether it has its key is its own to say.
  pipe.on('error', () => undefined);
  pipe.end(content);
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

function startFailure(command: string, error: unknown): Failure {
  const code = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
  return new Failure(
    'agent',
    `${command} could not be started: ${reasons[code] ?? code}.`,
    code === 'E2BIG' ? 'Give it fewer or shorter arguments.' : 'Install it again, or check PATH; then: jetway doctor',
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file, or the interpreter it names is missing',
  EACCES: 'it may not be executed',
  ENOEXEC: 'it is no program for this system',
  // So it is called on Windows.
  UNKNOWN: 'it is no program for this system',
  E2BIG: 'its arguments and environment are too long',
};
