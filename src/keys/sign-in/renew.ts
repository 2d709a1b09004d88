import { Failure } from '../../failure.ts';
import { folders } from '../../host.ts';
import type { SignedIn } from '../../profiles/profile.ts';
import type { System } from '../../system/system.ts';
import { dueAt, type ExpiringKey } from '../expiring-key.ts';
import { SignedOut, refusalOf, signInFailure } from './failures.ts';
import { refreshed, type Tokens } from './oauth.ts';
import { readRecord, writeRecord, type SignInRecord } from './record.ts';

/** How long a session waits while another one renews the same sign-in, and how old a lock may become. Milliseconds. */
const patience = 45_000;

export interface Wanted {
  /** The token that the gateway has refused: any other one will do. */
  readonly refused?: string;
  /** Take what there is: nothing is asked of the issuer. */
  readonly unrenewed?: boolean;
}

/**
 * The token of a sign-in, renewed where it ends soon or was refused. However many sessions want it at once, one renews it
 * and the others take what it got: a refresh token may be used once. Throws `credential` where the sign-in is over, `gateway`
 * where the issuer does not answer and the token holds no longer.
 */
export async function signedInKey(account: string, wanted: Wanted, system: System): Promise<ExpiringKey> {
  const found = await readRecord(account, system);
  // What another process is writing just now is there when it gives the lock back.
  if (isWhole(found) && (wanted.unrenewed === true || holds(found, wanted, system))) return keyOf(found, system);
  return system.files.held(
    lockOf(account, system),
    async () => {
      const record = await readRecord(account, system);
      if (!isWhole(record)) throw lost(account, system);
      const isEnough = wanted.unrenewed === true || holds(record, wanted, system);
      if (isEnough) return keyOf(record, system);
      // Ended between the answer and the keyring it would lose what the issuer gives once.
      return keyOf(await system.files.unbroken(async () => renewed(account, record, wanted, system)), system);
    },
    patience,
  );
}

export function lockOf(account: string, { host, sha256 }: Pick<System, 'host' | 'sha256'>): string {
  return `${folders(host).cache}/sign-ins/${sha256(account).slice(0, 24)}`;
}

function isWhole(record: Awaited<ReturnType<typeof readRecord>>): record is SignInRecord {
  return record !== undefined && record !== 'torn';
}

function lost(account: string, system: System): SignedOut {
  const issuer = system.profiles.read().signIns?.[account]?.issuer ?? account;
  return new SignedOut(issuer, `the keyring (${system.credentials('keyring').place}) has nothing of it any more`);
}

function holds({ access, expiresAt, obtainedAt }: SignInRecord, { refused }: Wanted, system: System): boolean {
  return access !== refused && (expiresAt === undefined || system.now() < dueAt(expiresAt, obtainedAt));
}

function keyOf({ access, refresh, expiresAt }: SignInRecord, system: System): ExpiringKey {
  for (const token of [access, refresh]) if (token !== undefined) system.hide(token);
  return { value: access, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

async function renewed(account: string, record: SignInRecord, wanted: Wanted, system: System): Promise<SignInRecord> {
  const { issuer, access, refresh, expiresAt } = record;
  const isOver = access === wanted.refused || (expiresAt !== undefined && system.now() >= expiresAt);
  if (refresh === undefined) {
    if (!isOver) return record;
    throw new SignedOut(issuer, 'its token can be renewed no more');
  }
  system.hide(refresh);
  let tokens: Tokens;
  try {
    tokens = await refreshed(record, refresh, system);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== undefined && final.has(refusal.word)) {
      const { refresh: _used, ...rest } = record;
      await keep(account, access === wanted.refused ? { ...rest, expiresAt: system.now() } : rest, system);
      throw new SignedOut(issuer, refusal.why ?? 'it was revoked, or nobody used it for too long');
    }
    const failure = signInFailure(error, issuer);
    // Until it ends the old one serves: an issuer that is away for a moment stops nobody.
    if (!isOver) return record;
    throw new Failure(failure.code, `The sign-in could not be renewed: ${failure.message}`, failure.hint);
  }
  const { refresh: rotated = refresh, ...others } = tokens;
  const { expiresAt: _before, ...kept } = record;
  const next = { ...kept, ...others, refresh: rotated, obtainedAt: system.now() };
  await keep(account, next, system);
  return next;
}

/** Answers after which the same refresh token will never be taken again. */
const final = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client']);

/** In the keyring what is secret, in the configuration what may be shown. `fresh`: of a new sign-in; absent: as it was. */
export async function keep(
  account: string,
  record: SignInRecord,
  system: System,
  fresh?: Pick<SignedIn, 'who'>,
): Promise<void> {
  await writeRecord(account, record, system);
  await system.profiles.change((config) => {
    const { who } = fresh ?? config.signIns?.[account] ?? {};
    const noted: SignedIn = {
      issuer: record.issuer,
      ...(who === undefined ? {} : { who }),
      ...(record.expiresAt === undefined ? {} : { expiresAt: record.expiresAt }),
      renews: record.refresh !== undefined,
    };
    return { ...config, signIns: { ...config.signIns, [account]: noted } };
  });
}
