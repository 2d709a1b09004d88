import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** For what people write by hand, and agents keep; in bytes. */
const textLimit = 8 * 1024 * 1024;

/**
 * The text of a regular file of at most so many bytes: git keeps links, so behind any name in a repository may stand a
 * device, a pipe or a file without end. Throws the system's own error: EISDIR, EFBIG, or ENXIO for what is no file.
 */
export function readRegular(path: string, limit: number = textLimit): string {
  // Without waiting: the opening of a pipe ends when somebody opens its other end.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return textOf(descriptor, limit);
  } finally {
    closeSync(descriptor);
  }
}

/** The same of a file that is open already. */
export function textOf(descriptor: number, limit: number = textLimit): string {
  const stats = fstatSync(descriptor);
  if (stats.isDirectory()) throw failed('EISDIR');
  if (!stats.isFile()) throw failed('ENXIO');
  if (stats.size > limit) throw failed('EFBIG');
  // One more than it says: a file of the system's own (/proc) says 0, and another may grow meanwhile.
  let buffer = Buffer.allocUnsafe(Math.max(stats.size, 4095) + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += count;
    if (count === 0) return decoded(buffer.subarray(0, length));
    if (length > limit) throw failed('EFBIG');
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(length)]);
  }
}

/** What stands in a file for a text: the bytes that it was read from, for what is UTF-8 or UTF-16. */
export function bytesOf(text: string): Buffer {
  return text.startsWith('\uFEFF\uFEFF') ? Buffer.from(text.slice(1), 'utf16le') : Buffer.from(text, 'utf8');
}

/** UTF-8, in which what is none becomes U+FFFD, or UTF-16 with one mark more than it has: see `Files.read`. */
function decoded(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? `\uFEFF${bytes.toString('utf16le')}` : bytes.toString('utf8');
}

function failed(code: string): Error {
  return Object.assign(new Error(code), { code });
}
