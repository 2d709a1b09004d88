import { pipingLine } from '../host.ts';
import { Failure } from '../failure.ts';
import { checkedKey, storeKey } from '../keys/sources.ts';
import type { Options } from '../options/options.ts';
import { findManagement, resolveManagement } from '../options/resolve-management.ts';
import type { StoreKind } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';
import { forget } from './logout.ts';
import { say } from '../say.ts';

/**
 * Stores the key that gateways and keys are managed with, under an account of its own that no session reads. From standard
 * input, or typed. Throws `usage` where there is neither.
 */
export async function loginManagement(
  options: Options & { readonly store: StoreKind },
  system: System,
): Promise<number> {
  if (options.keyCommand !== undefined) {
    const hint = 'Give --key-command to the commands that manage, or JETWAY_KEY_COMMAND.';
    throw new Failure('usage', 'A command for a management key is not saved.', hint);
  }
  const { gateway, management, value: found } = await resolveManagement(options, system);
  const piped = options.keyStdin === true ? found : undefined;
  const value = piped ?? (await typed(gateway.name, management.where, system));
  system.hide(value);
  const place = await storeKey(management.account, value, options.store, system);
  say(`The management key for ${management.url} is kept in ${place}.`, system);
  return 0;
}

/** Forgets it. Throws `credential` where none is stored. */
export async function logoutManagement(options: Options, system: System): Promise<number> {
  const { management } = await findManagement(options, system);
  const { credentials } = system.profiles.read();
  const found = Object.entries(credentials).filter(([account]) => account === management.account);
  if (found.length === 0) {
    throw new Failure('credential', `No management key is stored for ${management.url}.`, 'See what is: jetway auth');
  }
  await forget(found, system);
  return 0;
}

async function typed(name: string, where: string, system: System): Promise<string> {
  if (system.canAsk) {
    say(where, system);
    return checkedKey(await system.prompts.password(`Management key of ${name}`), 'what was typed');
  }
  const hint = `Pipe it in: ${pipingLine('KEY', 'jetway login --management --key-stdin …', system.host.platform)}`;
  throw new Failure('usage', 'No management key was given.', hint);
}
