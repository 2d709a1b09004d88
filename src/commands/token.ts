import { Failure } from '../failure.ts';
import type { System } from '../system/system.ts';

/** Prints a stored key, for agents that fetch theirs with a command; for nothing else. Throws `credential`. */
export async function token(account: string, system: System): Promise<number> {
  const { credentials } = system.profiles.read();
  const kind = Object.hasOwn(credentials, account) ? credentials[account] : undefined;
  const value = kind === undefined ? undefined : await system.credentials(kind).get(account);
  if (value === undefined)
    throw new Failure('credential', `No key is stored for ${account}.`, 'Store it: jetway login');
  system.show(value);
  system.stdout.write(`${value}\n`);
  return 0;
}
