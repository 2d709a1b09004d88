import { folders } from '../host.ts';
import { at, listAt, parseJson, textAt } from '../json-path.ts';
import type { System } from '../system/system.ts';

/** A program of Jetway's making that is called like an agent and starts it through Jetway. */
export interface Shim {
  readonly agent: string;
  /** Absolute. */
  readonly path: string;
  /** Of the text as it was written. */
  readonly sha256: string;
  /** Absent: flags named the gateway, or whatever profile is in use. */
  readonly profile?: string;
  /** The folder was made for it. */
  readonly folderMade: boolean;
}

const place = ({ host }: Pick<System, 'host'>): string => `${folders(host).config}/shims.json`;

/** Those that were made and not removed again. Throws a `configuration` Failure for a list that can't be read. */
export function readShims(system: Pick<System, 'host' | 'files'>): readonly Shim[] {
  return listAt(parseJson(system.files.read(place(system)) ?? '{}'), 'shims').flatMap((one): readonly Shim[] => {
    const [agent, path, sha256, profile] = ['agent', 'path', 'sha256', 'profile'].map((name) => textAt(one, name));
    if (agent === undefined || path === undefined || sha256 === undefined) return [];
    const folderMade = at(one, 'folderMade') === true;
    return [{ agent, path, sha256, folderMade, ...(profile === undefined ? {} : { profile }) }];
  });
}

/** In the place of the one at the same path. */
export function keepShim(shim: Shim, system: System): void {
  write([...readShims(system).filter(({ path }) => path !== shim.path), shim], system);
}

/** Removes the file, unless it is another one by now, and forgets it. Gives whether the file is gone. */
export function removeShim(shim: Shim, system: System): boolean {
  const { files } = system;
  const isOurs = stateOf(shim, system) === 'ours';
  if (isOurs) files.remove(shim.path);
  if (isOurs && shim.folderMade) files.removeFolder(folderOf(shim.path));
  write(
    readShims(system).filter(({ path }) => path !== shim.path),
    system,
  );
  return isOurs;
}

/** `other`: somebody has changed it, or put another file there. */
export function stateOf({ path, sha256 }: Shim, { files, sha256: hash }: System): 'ours' | 'gone' | 'other' {
  const text = files.mtime(path) === undefined ? undefined : files.read(path);
  if (text === undefined) return 'gone';
  return hash(text) === sha256 ? 'ours' : 'other';
}

export function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '');
}

function write(shims: readonly Shim[], system: System): void {
  const path = place(system);
  if (shims.length === 0) system.files.remove(path);
  else system.files.write(path, `${JSON.stringify({ schemaVersion: 1, shims }, undefined, 2)}\n`, 0o600);
}
