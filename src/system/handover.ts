import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';

/** Waits for an answer no longer than this: behind it is the store, as without a handover. Milliseconds. */
const patience = 1000;
/** Of a key, in characters. */
const longest = 65_536;

/**
 * See `Handovers.give`. The folder is made here, for its user alone, so nobody else comes as far as the socket; what cannot be
 * made is done without.
 */
export function give(place: string, text: string, forMs: number): () => void {
  const folder = dirname(place);
  try {
    mkdirSync(folder, 0o700);
  } catch {
    return () => undefined;
  }
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (!server.listening) return void socket.destroy();
    close();
    socket.end(text);
  });
  const close = (): void => {
    clearTimeout(end);
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const end = setTimeout(close, forMs).unref();
  server.on('error', close);
  server.listen(place);
  server.unref();
  return close;
}

/** See `Handovers.take`. */
export async function take(place: string, uid: number | undefined): Promise<string | undefined> {
  const folder = lstatSync(dirname(place), { throwIfNoEntry: false });
  // One that others can write to could hold a socket of theirs.
  if (folder?.isDirectory() !== true || folder.uid !== uid || (folder.mode & 0o077) !== 0) return undefined;
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(place);
    socket.setEncoding('utf8').setTimeout(patience, () => socket.destroy());
    socket.on('data', (piece: string) => {
      text += piece;
      if (text.length > longest) socket.destroy();
    });
    let whole = false;
    socket.on('end', () => void (whole = true));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(whole && text !== '' ? text : undefined));
  });
}
