import { leaveFailure } from '../lazy.ts';
import type { Options } from '../options/options.ts';
import { chooseProfile } from '../options/resolve-gateway.ts';
import { policiesOf } from '../policy/policies.ts';
import type { Policies } from '../policy/policy.ts';
import type { Profile } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';

/** All policies that hold for the profile in use, also where no gateway can be chosen: one of them may be why. */
export function policiesInUse(options: Options, system: System): Policies {
  return policiesOf(inUse(options, system), system);
}

function inUse(options: Options, system: System): Profile | undefined {
  try {
    return chooseProfile(options, system)?.saved;
  } catch (error) {
    return leaveFailure(error);
  }
}
