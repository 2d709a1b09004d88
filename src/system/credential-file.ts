import { at, isObject } from '../json-path.ts';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { type Host, folders } from '../host.ts';
import { codeOf, trouble } from './trouble.ts';
import { locked } from './lock.ts';
import { textOf } from './read-regular.ts';
import type { CredentialStore, Files } from './system.ts';
import { movingAway } from '../text.ts';

/**
 * Keys in a file, written only where the user asked for it: `credentials.json`, 0600 in a folder made with 0700. A file
 * that others may read, or that belongs to another user, is refused unread. On Windows mode bits protect nothing, so
 * there nothing is checked. `user`: the numeric id of the user who runs Jetway.
 */
export function createCredentialFile(host: Host, files: Files, user: number | undefined): CredentialStore {
  const path = filePath(host);
  const keys = (): Keys => keysOf(readPrivate(path, host.platform === 'win32' ? undefined : user), path);
  const save = (next: Keys): void =>
    files.write(path, `${JSON.stringify({ schemaVersion: 1, keys: next }, undefined, 2)}\n`, 0o600);
  return {
    kind: 'file',
    place: path,
    get: async (account) => (Object.hasOwn(keys(), account) ? keys()[account] : undefined),
    set: (account, secret) => locked(path, () => save({ ...keys(), [account]: secret })),
    remove: (account) =>
      locked(path, () => {
        const { [account]: removed, ...rest } = keys();
        if (removed === undefined) return false;
        save(rest);
        return true;
      }),
  };
}

/** Where the keys are; a place for people to look at. */
function filePath(host: Host): string {
  return `${folders(host).config}/credentials.json`;
}

type Keys = Readonly<Record<string, string>>;

/** Looks and reads through one descriptor, so that no other file can slip in between. */
function readPrivate(path: string, user: number | undefined): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw trouble('read', path, error);
  }
  try {
    const { mode, uid } = fstatSync(descriptor);
    if (user !== undefined && uid !== user) {
      throw new Failure(
        'credential',
        `${path} belongs to another user, so the keys in it are not used.`,
        `Make it yours: sudo chown "$(id -un)" '${path}'`,
      );
    }
    if (user !== undefined && (mode & 0o077) !== 0) {
      throw new Failure(
        'credential',
        `Others may read or change the keys in ${path}.`,
        `Close it: chmod 600 '${path}'`,
      );
    }
    return readAll(descriptor, path);
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number, path: string): string {
  try {
    return textOf(descriptor);
  } catch (error) {
    throw trouble('read', path, error);
  }
}

function keysOf(text: string | undefined, path: string): Keys {
  if (text === undefined) return {};
  try {
    const json: unknown = JSON.parse(text);
    if (isDocument(json)) return json.keys;
  } catch {
    // Said below: the parser's own message would quote the file, and so a key.
  }
  throw new Failure(
    'credential',
    `${path} is no file of keys.`,
    `Move it away, then store the key again: ${movingAway(path)} && jetway login --store file`,
  );
}

function isDocument(json: unknown): json is { readonly keys: Keys } {
  const keys = at(json, 'keys');
  return isObject(keys) && Object.values(keys).every((key) => typeof key === 'string');
}
