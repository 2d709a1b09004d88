import { Failure } from '../failure.ts';

/**
 * A reference to a key, never its value: a plan that holds one can be printed, compared and sent as JSON.
 * It becomes a value through `reveal`, which only `spawn.ts` and the requests of `system/http.ts` call.
 */
export class Secret {
  /** Where the key belongs: a gateway's origin and, for Cloudflare, its account; see `Connection.account`. */
  readonly account: string;

  constructor(account: string) {
    this.account = account;
  }

  toJSON(): string {
    return this.toString();
  }

  toString(): string {
    return `<key of ${this.account}>`;
  }
}

/** A text with references to keys in it: `['Bearer ', secret]`. */
export type SecretText = string | Secret | readonly (string | Secret)[];

/** Header name, in lower case, to value. */
export type SecretHeaders = Readonly<Record<string, SecretText>>;

/** JSON whose strings may be secret texts; a list of strings and secrets is a list there, so wrap joined texts in `join`. */
export type SecretJson =
  | null
  | boolean
  | number
  | string
  | Secret
  | Joined
  | readonly SecretJson[]
  | { readonly [name: string]: SecretJson };

/** A secret text inside `SecretJson`, where a bare array would mean a JSON array. */
export interface Joined {
  readonly text: readonly (string | Secret)[];
  readonly joined: true;
}

export function join(text: SecretText): string | Joined {
  return typeof text === 'string' ? text : { text: partsOf(text), joined: true };
}

/** The values of the keys of one launch, by account. */
export type Keys = ReadonlyMap<string, string>;

/** Whether a value is a text with references, and not JSON with references in it. */
export function isSecretText(value: object | string): value is SecretText {
  return typeof value === 'string' || value instanceof Secret || Array.isArray(value);
}

export function partsOf(text: SecretText): readonly (string | Secret)[] {
  return typeof text === 'string' || text instanceof Secret ? [text] : text;
}

export function secretsIn(text: SecretText): readonly Secret[] {
  return partsOf(text).filter((part) => part instanceof Secret);
}

/** The key when the text is exactly `Bearer <key>`. */
export function bearerOf(text: SecretText | undefined): Secret | undefined {
  if (text === undefined) return undefined;
  const [first, second, ...rest] = partsOf(text);
  return first === 'Bearer ' && second instanceof Secret && rest.length === 0 ? second : undefined;
}

/** The text with every key in place. Throws a `credential` Failure for a key that is not there. */
export function reveal(text: SecretText, keys: Keys): string {
  return partsOf(text)
    .map((part) => (typeof part === 'string' ? part : valueOf(part, keys)))
    .join('');
}

export function revealJson(json: SecretJson, keys: Keys): unknown {
  if (json instanceof Secret) return valueOf(json, keys);
  if (json === null || typeof json !== 'object') return json;
  if (isList(json)) return json.map((item) => revealJson(item, keys));
  if (isJoined(json)) return reveal(json.text, keys);
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, revealJson(value, keys)]));
}

/** The text with keys masked, for people. */
export function mask(text: SecretText): string {
  return partsOf(text)
    .map((part) => (typeof part === 'string' ? part : '••••'))
    .join('');
}

/** A text from outside without our keys: some servers repeat the key that they refuse, or that they take. */
export function redact(text: string, keys: Keys): string {
  return [...keys.values()]
    .filter(isTelling)
    .flatMap(spellings)
    .reduce((left, key) => (left.includes(key) ? left.replaceAll(key, '••••') : left), text);
}

/** Whether a key can be told from a word: servers without keys are given `lm-studio` or `not-needed`. */
export function isTelling(key: string): boolean {
  return key.length >= 16 || (key.length >= 8 && /\d/.test(key));
}

/** The ways in which a key may be written: as it is, and as JSON escapes it. */
export function spellings(key: string): readonly string[] {
  return [...new Set([key, JSON.stringify(key).slice(1, -1)])];
}

function valueOf(secret: Secret, keys: Keys): string {
  const value = keys.get(secret.account);
  if (value === undefined) {
    throw new Failure('credential', `No key for ${secret.account}.`, 'Store it: jetway login');
  }
  return value;
}

function isList(json: object): json is readonly SecretJson[] {
  return Array.isArray(json);
}

export function isJoined(json: object): json is Joined {
  return 'joined' in json && json.joined === true;
}
