import { Failure } from '../failure.ts';
import { parseJson } from '../json-path.ts';
import type { KeyOrigin, SignedIn, StoreKind } from '../profiles/profile.ts';
import { readPrintedKey, type ExpiringKey } from './expiring-key.ts';
import type { System } from '../system/system.ts';
import { runKeyCommand } from './key-command.ts';
import type { Wanted } from './sign-in/renew.ts';

/** Where a key came from, or would come from; for people and `--json`, never the key. */
export type KeySource =
  | { readonly kind: 'stdin' }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'command'; readonly command: readonly string[] }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'sign-in'; readonly signedIn: SignedIn }
  | { readonly kind: StoreKind; readonly place: string };

export interface FoundKey {
  readonly value: string;
  readonly source: KeySource;
  /** When a key that a command printed or a sign-in gave ends, in milliseconds since 1970. Absent: not known. */
  readonly expiresAt?: number;
}

/** Which key is wanted, and all the places it may come from, in the order of `findKey`. */
export interface KeyPlaces {
  /** What messages call the key: `Cloudflare AI Gateway token`. */
  readonly what: string;
  readonly account: string;
  readonly stdin: boolean;
  /** The command that prints it. `saved` says that a profile has the command, and that it was not given just now. */
  readonly command?: { readonly words: readonly string[]; readonly saved: boolean };
  readonly variables: readonly string[];
  /** When the token of a sign-in is renewed. Absent: where it ends soon. */
  readonly signIn?: Wanted;
  /** The hint where a store has lost the key. Absent: the one for a session's key. */
  readonly hint?: string;
}

/** The three sources that need no keyring, for hints. */
export const otherSources = 'JETWAY_API_KEY, --key-command or --key-stdin';

/**
 * The first place that is to have the key: stdin, command, environment, then the sign-in or the store that `login` chose for
 * this account. Looks into none of them.
 */
export function whereKeyIs(places: KeyPlaces, system: System): KeySource | undefined {
  if (places.stdin) return { kind: 'stdin' };
  if (places.command !== undefined) return { kind: 'command', command: places.command.words };
  const variable = places.variables.find((name) => (system.host.env[name] ?? '').trim() !== '');
  if (variable !== undefined) return { kind: 'environment', variable };
  const { credentials, signIns = {} } = system.profiles.read();
  const signedIn = Object.hasOwn(signIns, places.account) ? signIns[places.account] : undefined;
  if (signedIn !== undefined) return { kind: 'sign-in', signedIn };
  const kind = Object.hasOwn(credentials, places.account) ? credentials[places.account] : undefined;
  return kind === undefined ? undefined : { kind, place: system.credentials(kind).place };
}

/** The key, from the first place that is to have it; only a store loads a keyring. Throws `credential` where that place fails. */
export async function findKey(places: KeyPlaces, system: System): Promise<FoundKey | undefined> {
  const source = whereKeyIs(places, system);
  if (source === undefined) return undefined;
  const { value: found, ...end } = await read(source, places, system);
  const value = checkedKey(found, describeSource(source));
  system.hide(value);
  return { source, value, ...end };
}

async function read(source: KeySource, places: KeyPlaces, system: System): Promise<ExpiringKey> {
  switch (source.kind) {
    case 'stdin':
    case 'prompt':
      return { value: await system.stdin.readLine() };
    case 'command':
      return readPrintedKey(await runKeyCommand(source.command, places.command?.saved === true, system), system.now());
    case 'environment':
      return { value: system.host.env[source.variable] ?? '' };
    case 'sign-in':
      return (await import('./sign-in/renew.ts')).signedInKey(places.account, places.signIn ?? {}, system);
    case 'keyring':
    case 'file': {
      const value = await system.credentials(source.kind).get(places.account);
      if (value !== undefined) return { value };
      throw new Failure(
        'credential',
        `The ${places.what} is no longer in ${source.place}.`,
        places.hint ?? `Store it again: jetway login, or use ${otherSources}`,
      );
    }
  }
}

/** Stores a key, reads it back and compares, then notes which store has it. Throws a `credential` Failure. */
export async function storeKey(account: string, value: string, kind: StoreKind, system: System): Promise<string> {
  const store = system.credentials(kind);
  await store.set(account, value);
  if ((await store.get(account)) !== value) {
    throw new Failure(
      'credential',
      `${store.place} took the key but gives another one back.`,
      `Look at it with: jetway doctor, or use ${otherSources}`,
    );
  }
  await system.profiles.change((config) => ({ ...config, credentials: { ...config.credentials, [account]: kind } }));
  return store.place;
}

/**
 * A key fit for a header: trimmed, not empty, printable ASCII without blanks, and not what people paste around one. Throws a
 * `credential` Failure naming the place, before any request.
 */
export function checkedKey(text: string, place: string): string {
  const key = text.trim();
  const refuse = (what: string, hint: string): Failure => new Failure('credential', what, hint);
  if (key === '') throw refuse(`No key came from ${place}.`, 'Give one that is not empty.');
  if (/^[[{]/.test(key)) {
    const { field } = tokenIn(key) ?? {};
    throw refuse(
      `JSON came from ${place}, not a key.`,
      field === undefined
        ? 'Give the key alone, without what stands around it.'
        : `Give the text of its field ${field} alone, as with: … | jq -r .${field}`,
    );
  }
  if (/^(["'`]).*\1$/s.test(key) || /^[“‘«].*[”’»]$/s.test(key)) {
    throw refuse(`The key from ${place} stands in quotes.`, 'Take the quotes away: env files of docker keep them.');
  }
  if (/^(?:export\s+)?[A-Z][A-Z0-9]*_[A-Z0-9_]*=./.test(key)) {
    throw refuse(`A variable and its value came from ${place}, not a key.`, 'Give what stands behind the = alone.');
  }
  if (!/^[\u0021-\u007e]+$/.test(key)) {
    throw refuse(
      `The key from ${place} holds blanks, control characters or letters that no header can carry.`,
      'Copy the key again, alone on its line.',
    );
  }
  return key;
}

/** The one field of a JSON object that is named like a key; undefined where there is none, or a choice. */
export function tokenIn(text: string): { readonly field: string; readonly value: string } | undefined {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const named = Object.entries(json).flatMap(([field, value]) =>
    typeof value === 'string' && /^(?:access_?token|api_?key|token|key|secret)$/i.test(field) ? [{ field, value }] : [],
  );
  return named.length === 1 ? named[0] : undefined;
}

/** Where a key came from, as messages say it. */
export function describeSource(source: KeySource): string {
  switch (source.kind) {
    case 'stdin':
      return 'standard input';
    case 'prompt':
      return 'typed in';
    case 'command':
      return `the command ${source.command[0] ?? ''}`;
    case 'environment':
      return source.variable;
    case 'sign-in':
      return `the sign-in at ${source.signedIn.issuer}`;
    case 'keyring':
    case 'file':
      return source.place;
  }
}

/** What is said behind the name of a source: that it comes before a store. Empty for a store itself. */
export function winning({ kind }: KeySource): string {
  return ['environment', 'command', 'stdin'].includes(kind) ? ', which wins over a stored key' : '';
}

/** The kind of source alone: `from a command`. */
export function describeKind(kind: KeyOrigin): string {
  return {
    stdin: 'from standard input',
    prompt: 'typed in',
    command: 'from a command',
    environment: 'from a variable',
    'sign-in': 'from a sign-in',
    keyring: 'from the keyring',
    file: 'from a file',
  }[kind];
}
