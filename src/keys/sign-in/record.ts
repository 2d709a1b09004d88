import { isObject, numberAt, parseJson, textAt } from '../../json-path.ts';
import type { System } from '../../system/system.ts';

/** All of a sign-in: what is secret in it, and where that may be sent. It is kept in the keyring alone. */
export interface SignInRecord {
  readonly issuer: string;
  readonly clientId: string;
  readonly tokenEndpoint: string;
  /** Absent: the issuer can't be told to forget a token. */
  readonly revocationEndpoint?: string;
  readonly resource?: string;
  /** What the command line named, for the next sign-in. */
  readonly given?: { readonly ssoIssuer?: string; readonly clientId?: string; readonly scope?: string };
  /** What requests to the gateway carry. */
  readonly access: string;
  /** Absent: none was given, or it is used up. */
  readonly refresh?: string;
  /** When `access` came, and when it ends where that is told. Milliseconds since 1970. */
  readonly obtainedAt: number;
  readonly expiresAt?: number;
}

/** Every keyring takes items of so many characters (see `keyring.ts`), and some issuers' tokens are twice as long. */
const pieceLength = 1100;
/** A sign-in has no more items than this. */
const pieceLimit = 40;

type Store = Pick<System, 'credentials' | 'uuid'>;

/** Keeps a sign-in, in as many items as it takes. The first item says how many there are. */
export async function writeRecord(account: string, record: SignInRecord, system: Store): Promise<void> {
  const store = system.credentials('keyring');
  const text = JSON.stringify(record);
  const before = headOf(await store.get(itemOf(account, 0)))?.count ?? 0;
  const stamp = system.uuid().slice(0, 8);
  const pieces = Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, index) =>
    text.slice(index * pieceLength, (index + 1) * pieceLength),
  );
  // The first comes last: whoever reads meanwhile finds the old one, or pieces that do not belong together.
  for (const [index, piece] of [...pieces.entries()].toReversed()) {
    await store.set(itemOf(account, index), index === 0 ? `${stamp} ${pieces.length} ${piece}` : `${stamp} ${piece}`);
  }
  for (let index = pieces.length; index < before; index += 1) await store.remove(itemOf(account, index));
}

/**
 * Undefined where there is none, or none that can be read. `torn`: its pieces do not belong together, as while another
 * process writes them, which holds the lock meanwhile. Throws a `credential` Failure where the keyring does not answer.
 */
export async function readRecord(account: string, system: Store): Promise<SignInRecord | 'torn' | undefined> {
  const store = system.credentials('keyring');
  const head = headOf(await store.get(itemOf(account, 0)));
  if (head === undefined) return undefined;
  const rest = [];
  for (let index = 1; index < head.count; index += 1) rest.push((await store.get(itemOf(account, index))) ?? '');
  if (!rest.every((piece) => piece.startsWith(`${head.stamp} `))) return 'torn';
  return recordOf(parseJson([head.piece, ...rest.map((piece) => piece.slice(9))].join('')));
}

export async function removeRecord(account: string, system: Store): Promise<void> {
  const store = system.credentials('keyring');
  const count = headOf(await store.get(itemOf(account, 0)))?.count ?? 1;
  for (let index = count - 1; index >= 0; index -= 1) await store.remove(itemOf(account, index));
}

/** Bound to the gateway's origin, as its key is. */
function itemOf(account: string, index: number): string {
  return index === 0 ? `${account}#sign-in` : `${account}#sign-in-${index + 1}`;
}

function headOf(
  first: string | undefined,
): { readonly stamp: string; readonly count: number; readonly piece: string } | undefined {
  const [, stamp, count, piece] = /^([\da-f]{8}) (\d{1,2}) (.*)$/s.exec(first ?? '') ?? [];
  if (stamp === undefined || piece === undefined || Number(count) < 1 || Number(count) > pieceLimit) return undefined;
  return { stamp, count: Number(count), piece };
}

function recordOf(json: unknown): SignInRecord | undefined {
  const needed = ['issuer', 'clientId', 'tokenEndpoint', 'access'].every((name) => textAt(json, name) !== undefined);
  const isRecord = isObject(json) && needed && numberAt(json, 'obtainedAt') !== undefined;
  return isRecord ? (json as unknown as SignInRecord) : undefined;
}
