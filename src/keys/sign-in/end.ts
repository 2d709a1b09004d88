import { Failure } from '../../failure.ts';
import type { System } from '../../system/system.ts';
import { signInFailure } from './failures.ts';
import { revoked } from './oauth.ts';
import { readRecord, removeRecord } from './record.ts';
import { lockOf } from './renew.ts';

/**
 * Ends a sign-in: the issuer is told to forget its tokens, and they go from the keyring whatever it answers. Says what
 * became of it, a line each. Throws `credential` where the keyring does not answer.
 */
export async function endSignIn(account: string, system: System): Promise<readonly string[]> {
  return system.files.held(lockOf(account, system), async () => end(account, system), 45_000);
}

async function end(account: string, system: System): Promise<readonly string[]> {
  const found = await readRecord(account, system);
  const record = found === 'torn' ? undefined : found;
  const issuer = record?.issuer ?? system.profiles.read().signIns?.[account]?.issuer ?? account;
  let trouble: Failure | undefined;
  if (record !== undefined) {
    // The refresh token first: with it most issuers end all that came of it.
    for (const kind of ['refresh', 'access'] as const) {
      await revoked(record, kind, system).catch((error: unknown) => {
        // An issuer need not take back an access token (RFC 7009, 2.2.1).
        trouble ??= kind === 'refresh' || record.refresh === undefined ? signInFailure(error, issuer) : undefined;
      });
    }
  }
  await removeRecord(account, system);
  await system.profiles.change((config) => {
    const { [account]: _gone, ...rest } = config.signIns ?? {};
    return { ...config, signIns: rest };
  });
  const { place } = system.credentials('keyring');
  const gone = `The sign-in at ${issuer} for ${account} is gone from ${place}`;
  if (record?.revocationEndpoint === undefined) return [`${gone}.`];
  if (trouble === undefined) return [`${gone}, and revoked.`];
  return [`${gone}.`, `It could not be revoked, and its token holds until it ends: ${trouble.message}`];
}
