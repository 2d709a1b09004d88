import { Failure } from '../failure.ts';
import type { StoreKind } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';

/** Where a key came from, or would come from; for people and `--json`, never the key. */
export type KeySource =
  | { readonly kind: 'stdin' }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'command'; readonly command: readonly string[] }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: StoreKind; readonly place: string };

export interface FoundKey {
  readonly value: string;
  readonly source: KeySource;
}

/** Which key is wanted, and all the places it may come from, in the order of `findKey`. */
export interface KeyPlaces {
  /** For messages: `Cloudflare AI Gateway token`. */
  readonly what: string;
  readonly account: string;
  readonly stdin: boolean;
  readonly command?: readonly string[];
  readonly variables: readonly string[];
}

/** The three sources that need no keyring, for hints. */
export const otherSources = 'JETWAY_API_KEY, --key-command or --key-stdin';

/** A key command may ask for a password or a touch, where there is a terminal. Milliseconds. */
const commandTimeout = { terminal: 60_000, script: 10_000 };

/**
 * The first place that is to have the key: stdin, command, environment, then the store that `login` chose for this
 * account. Looks into none of them.
 */
export function whereKeyIs(places: KeyPlaces, system: System): KeySource | undefined {
  if (places.stdin) return { kind: 'stdin' };
  if (places.command !== undefined) return { kind: 'command', command: places.command };
  const variable = places.variables.find((name) => (system.host.env[name] ?? '').trim() !== '');
  if (variable !== undefined) return { kind: 'environment', variable };
  const { credentials } = system.profiles.read();
  const kind = Object.hasOwn(credentials, places.account) ? credentials[places.account] : undefined;
  return kind === undefined ? undefined : { kind, place: system.credentials(kind).place };
}

/** The key, from the first place that is to have it; only a store loads a keyring. Throws `credential` where that place fails. */
export async function findKey(places: KeyPlaces, system: System): Promise<FoundKey | undefined> {
  const source = whereKeyIs(places, system);
  if (source === undefined) return undefined;
  return { source, value: checkedKey(await read(source, places, system), describeSource(source)) };
}

async function read(source: KeySource, places: KeyPlaces, system: System): Promise<string> {
  switch (source.kind) {
    case 'stdin':
    case 'prompt':
      return system.stdin.readLine();
    case 'command':
      return runKeyCommand(source.command, system);
    case 'environment':
      return system.host.env[source.variable] ?? '';
    case 'keyring':
    case 'file': {
      const value = await system.credentials(source.kind).get(places.account);
      if (value !== undefined) return value;
      throw new Failure(
        'credential',
        `The ${places.what} is no longer in ${source.place}.`,
        `Store it again: jetway login, or use ${otherSources}`,
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

/** A key fit for a header: trimmed, not empty, printable ASCII without blanks. Throws a `credential` Failure naming the place. */
export function checkedKey(text: string, place: string): string {
  const key = text.trim();
  if (key === '') throw new Failure('credential', `No key came from ${place}.`, 'Give one that is not empty.');
  if (!/^[\u0021-\u007e]+$/.test(key)) {
    throw new Failure(
      'credential',
      `The key from ${place} holds blanks, control characters or letters that no header can carry.`,
      'Copy the key again, alone on its line.',
    );
  }
  return key;
}

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
    case 'keyring':
    case 'file':
      return source.place;
  }
}

/** Splits a command line at blanks; quotes keep blanks together. No shell, no expansion. Throws a `usage` Failure. */
export function words(line: string): readonly string[] {
  const text = line.trim();
  const found = [...text.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+))(\s+|$)/gy)];
  const covered = found.reduce((sum, match) => sum + match[0].length, 0);
  if (covered !== text.length || found.length === 0) {
    throw new Failure(
      'usage',
      `--key-command is no argument list: ${line}`,
      'Example: --key-command "op read op://vault/item/key"',
    );
  }
  return found.map((match) => match[2] ?? (match[1] ?? match[3] ?? '').replaceAll(/\\(.)/g, '$1'));
}

/** First line of what the command prints; the output is never shown. */
async function runKeyCommand(command: readonly string[], system: System): Promise<string> {
  const terminal = system.stdin.isTerminal;
  const result = await system.programs.run(command, {
    timeoutMs: terminal ? commandTimeout.terminal : commandTimeout.script,
    stdin: terminal ? 'inherit' : 'ignore',
    stderr: 'inherit',
  });
  const name = command[0] ?? '';
  if (result.code !== 0) {
    throw new Failure(
      'credential',
      `The key command ${name} ended with ${result.code}.`,
      `Try it alone: ${command.join(' ')}`,
    );
  }
  return result.stdout.split(/\r?\n/)[0] ?? '';
}
