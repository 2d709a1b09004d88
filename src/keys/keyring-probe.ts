import { otherSources } from './sources.ts';
import { Failure } from '../failure.ts';
import type { CredentialStore, System } from '../system/system.ts';

/** These limits are a little shorter than the keyring's own, which end the process: the report must be out before. Milliseconds. */
const patience = { withPerson: 28_000, alone: 4000 };

/** What the item that the probe writes is called; two that probe at once have one each. */
const name = 'doctor-probe';

/** Only a write tells a locked keyring from an empty one. Throws `credential`, also where it takes too long. */
export async function probeKeyring(
  system: Pick<System, 'credentials' | 'uuid' | 'now' | 'stderr'>,
): Promise<{ readonly place: string; readonly milliseconds: number }> {
  const store = system.credentials('keyring');
  const value = system.uuid();
  const account = `${name}-${value.slice(0, 8)}`;
  const start = system.now();
  const back = await answering(system, async () => {
    await store.set(account, value);
    return readBack(store, account);
  });
  const milliseconds = system.now() - start;
  if (back === value) return { place: store.place, milliseconds };
  throw new Failure('credential', `${store.place} gives back another value than it was given.`, `Use ${otherSources}.`);
}

/** Removes the item, whatever becomes of the reading. */
async function readBack(store: CredentialStore, account: string): Promise<string | undefined> {
  try {
    return await store.get(account);
  } finally {
    await store.remove(account);
  }
}

/** What a keyring gives, as long as it gives it before the process would be ended. Throws `credential` where it does not. */
export async function answering<T>(system: Pick<System, 'credentials' | 'stderr'>, work: () => Promise<T>): Promise<T> {
  const { place } = system.credentials('keyring');
  const limit = system.stderr.isTerminal ? patience.withPerson : patience.alone;
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `The keyring (${place}) does not answer: nothing came within ${limit / 1000} s.`;
      const hint = `Look for a window that asks to unlock it; if there is none, restart the keyring service. Or use ${otherSources}.`;
      reject(new Failure('credential', message, hint));
    }, limit);
  });
  try {
    return await Promise.race([work(), end]);
  } finally {
    clearTimeout(timer);
  }
}
