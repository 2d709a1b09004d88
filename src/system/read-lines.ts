import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { codeOf, trouble } from './trouble.ts';

const pieceBytes = 256 * 1024;
/** A longer line is none of ours: what is kept of it is dropped. Characters. */
const lineLimit = 1024 * 1024;

/**
 * The lines of a regular file, of any size, in constant memory. `from`: the byte to begin at. Throws a `configuration`
 * Failure where it can't be read.
 */
export function* readLines(path: string, from = 0): Generator<string> {
  const descriptor = opened(path);
  if (descriptor === undefined) return;
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    let place = from;
    for (let count = read(path, descriptor, piece, place); count > 0; count = read(path, descriptor, piece, place)) {
      place += count;
      const lines = (rest + decoder.write(piece.subarray(0, count))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length > lineLimit) rest = '';
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(descriptor);
  }
}

function opened(path: string): number | undefined {
  try {
    // Without waiting: the opening of a pipe ends when somebody opens its other end.
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
    throw Object.assign(new Error('ENXIO'), { code: 'ENXIO' });
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw trouble('read', path, error);
  }
}

function read(path: string, descriptor: number, piece: Buffer, place: number): number {
  try {
    return readSync(descriptor, piece, 0, piece.length, place);
  } catch (error) {
    throw trouble('read', path, error);
  }
}
