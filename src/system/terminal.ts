import process from 'node:process';
import type { Environment } from '../host.ts';
import { exitCodes, Failure } from '../failure.ts';
import { say } from './last-words.ts';
import type { Input, Output } from './system.ts';
import { codeOf, reasonOf } from './trouble.ts';

/** What is needed of Node's `process`. The streams are touched at the first use: making one takes milliseconds. */
export type Streams = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'exit'>;

/**
 * Standard output or standard error. A reader of standard output that went away ends the process with 0, and whatever else
 * keeps the answer from getting out, such as a full disk, with a sentence and the code of a `configuration` Failure. For
 * what can't be said on standard error there is nobody to tell.
 */
export function createOutput(name: 'stdout' | 'stderr', streams: Streams, env: Environment): Output {
  const descriptor = name === 'stdout' ? 1 : 2;
  const isTerminal = once(() => isatty(descriptor));
  const lost = (error: unknown): void => {
    if (name === 'stderr') return;
    if (codeOf(error) === 'EPIPE') streams.exit(0);
    say(`jetway: The answer can't be written: ${reasonOf(error)}.\n  → Make room, or send it somewhere else.\n`);
    streams.exit(exitCodes.configuration);
  };
  const stream = once(() => streams[name].on('error', lost));
  const isPlain = once(() => waits(descriptor));
  let isFull = false;
  return {
    get isTerminal() {
      return isTerminal();
    },
    get colour() {
      return wantsColour(env, isTerminal());
    },
    get columns() {
      return (isTerminal() ? stream().columns : 0) || 80;
    },
    write: (text) => {
      if (isFull || !isPlain()) return void stream().write(text);
      try {
        const rest = writeAtOnce(descriptor, Buffer.from(text));
        isFull = rest.length > 0;
        if (isFull) stream().write(rest);
      } catch (error) {
        lost(error);
      }
    },
  };
}

/** Whether what is written there waits until it is taken: a file, a pipe or the null device, for which no stream need be made. */
function waits(descriptor: number): boolean {
  if (process.platform === 'win32' || mayBeTerminal(descriptor)) return false;
  return !process.getBuiltinModule('node:fs').fstatSync(descriptor).isSocket();
}

/** Gives what a pipe that somebody set not to wait (EAGAIN) could not take. */
function writeAtOnce(descriptor: number, bytes: Buffer): Buffer {
  const { writeSync } = process.getBuiltinModule('node:fs');
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(descriptor, bytes, at);
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error;
  }
  return bytes.subarray(at);
}

/** NO_COLOR (no-color.org: any text that is not empty), then FORCE_COLOR (`0` and `false` mean no), then the terminal. */
export function wantsColour(env: Environment, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Standard input. `readLine` throws a `usage` Failure for a line over 64 KiB. */
export function createInput(streams: Streams): Input {
  const isTerminal = once(() => isatty(0));
  return {
    get isTerminal() {
      return isTerminal();
    },
    readLine: once(() => firstLine(streams.stdin)),
    readText: async (from) => {
      if (!isPiped(from)) return '';
      return from === 'fed' ? fedText(streams) : wholeText(streams.stdin);
    },
  };
}

/** Whether standard input is a pipe or a file, or `any` other channel: no terminal, nor /dev/null. */
function isPiped(from: 'plain' | 'any' | 'fed'): boolean {
  try {
    const stats = process.getBuiltinModule('node:fs').fstatSync(0);
    // By its number: Node's own `isFIFO` says no to every pipe on Windows.
    return (stats.mode & 0o170000) === 0o010000 || stats.isFile() || (from !== 'plain' && stats.isSocket());
  } catch {
    return false;
  }
}

const textLimit = 8 * 1024 * 1024;
/** After so long it is said what is waited for. Milliseconds. */
const patience = 2000;

/** To make a stream takes longer than all else that a status line does: only what is not there to be read at once needs one. */
async function fedText(streams: Streams): Promise<string> {
  const { readSync } = process.getBuiltinModule('node:fs');
  const chunks: Buffer[] = [];
  const piece = Buffer.allocUnsafe(64 * 1024);
  try {
    for (let count = 1, size = 0; count > 0 && size <= textLimit; size += count) {
      count = readSync(0, piece, 0, piece.length, null);
      chunks.push(Buffer.from(piece.subarray(0, count)));
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch {
    // A channel that is not waited for (EAGAIN), or Windows' way to end one.
    return wholeText(streams.stdin, chunks);
  }
}

async function wholeText(stream: NodeJS.ReadableStream, chunks: Buffer[] = []): Promise<string> {
  let size = 0;
  const note = setTimeout(() => say('jetway: reading standard input; </dev/null says that there is none\n'), patience);
  try {
    for await (const piece of stream) {
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
      clearTimeout(note);
      chunks.push(chunk);
      size += chunk.length;
      if (size > textLimit) {
        throw new Failure('usage', 'More than 8 MiB came by standard input.', 'Send less: no model takes as much.');
      }
    }
  } finally {
    clearTimeout(note);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const lineLimit = 64 * 1024;

/**
 * The first line of a stream, which is then closed; all of it where it begins as JSON does, so that it can be said what
 * came instead of a key.
 */
export async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = Buffer.alloc(0);
  let end = -1;
  for await (const piece of stream) {
    text = Buffer.concat([text, typeof piece === 'string' ? Buffer.from(piece) : piece]);
    end = /^\s*[[{]/.test(text.toString('latin1', 0, 64)) ? -1 : text.indexOf(0x0a);
    if (end !== -1 || text.length > lineLimit) break;
  }
  const line = end === -1 ? text : text.subarray(0, end);
  if (line.length > lineLimit) {
    throw new Failure('usage', 'The line on standard input is longer than 64 KiB.', 'Give the text alone on one line.');
  }
  return line.toString('utf8').replace(/\r$/, '');
}

/** node:tty brings node:net, 4 ms; a pipe, a file and the null device are none without asking it. */
function isatty(descriptor: number): boolean {
  return mayBeTerminal(descriptor) && process.getBuiltinModule('node:tty').isatty(descriptor);
}

function mayBeTerminal(descriptor: number): boolean {
  if (process.platform === 'win32') return true;
  const { fstatSync, statSync } = process.getBuiltinModule('node:fs');
  try {
    const stats = fstatSync(descriptor);
    return stats.isCharacterDevice() && stats.rdev !== statSync('/dev/null').rdev;
  } catch {
    return true;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
