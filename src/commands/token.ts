import { Failure } from '../failure.ts';
import { findGateway } from '../gateways/index.ts';
import { runKeyCommand } from '../keys/key-command.ts';
import { accountOf } from '../keys/keys.ts';
import { checkedKey } from '../keys/sources.ts';
import { admitFlags, admitGateway, admitUnrelayed } from '../policy/enforce.ts';
import { machinePolicies } from '../policy/policies.ts';
import type { Profile } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';

/**
 * Prints the key of an account, for agents that fetch theirs with a command: one line, or nothing at all. That of a sign-in is
 * renewed where it ends soon. Where none is stored, a profile's saved key command gives it. Never asks: an agent leaves its
 * terminal to what it starts, and a question would be drawn into its screen. `place`: where the launch that started the agent
 * hands the key over, once. Throws `credential`, and `configuration` where this machine's policy has no key given away.
 */
export async function token(account: string, place: string | undefined, system: System): Promise<number> {
  admitToken(account, system);
  const handed = place === undefined ? undefined : await system.handovers.take(place);
  const value = checkedKey(handed ?? (await keyOf(account, { ...system, canAsk: false, stdin: nobody })), account);
  system.show(value);
  system.stdout.write(`${value}\n`);
  return 0;
}

/** Throws `configuration` where this machine's policy does not have the key given away to go to its gateway by itself. */
function admitToken(account: string, system: System): void {
  const policies = machinePolicies(system);
  const [url] = /https?:\/\/[^\s#]+/.exec(account) ?? [];
  if (url !== undefined && URL.canParse(url)) admitGateway(policies, url);
  admitUnrelayed(policies, 'What has the key', []);
}

async function keyOf(account: string, system: System): Promise<string> {
  const { credentials, profiles, signIns = {} } = system.profiles.read();
  if (Object.hasOwn(signIns, account)) {
    return (await (await import('../keys/sign-in/renew.ts')).signedInKey(account, {}, system)).value;
  }
  const kind = Object.hasOwn(credentials, account) ? credentials[account] : undefined;
  if (kind !== undefined) {
    const stored = await system.credentials(kind).get(account);
    if (stored !== undefined) return stored;
  }
  const command = Object.values(profiles).find((profile) => isFor(account, profile))?.keyCommand;
  if (command !== undefined) {
    admitFlags(machinePolicies(system), { keyCommand: command.join(' ') });
    return runKeyCommand(command, true, system);
  }
  throw new Failure('credential', `No key is stored for ${account}.`, 'Store it: jetway login');
}

/** Whether the profile has a command for the key of this account. */
export function isFor(account: string, { gateway, settings, keyCommand }: Profile): boolean {
  if (keyCommand === undefined) return false;
  try {
    return accountOf(findGateway(gateway), settings) === account;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const nobody: System['stdin'] = { isTerminal: false, readLine: async () => '', readText: async () => '' };
