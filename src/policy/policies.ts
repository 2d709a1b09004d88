import { Failure } from '../failure.ts';
import { at, isObject } from '../json-path.ts';
import type { Profile } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';
import { readRules } from './parse-policy.ts';
import type { Policies, Policy } from './policy.ts';
import { readPolicy } from './read-policy.ts';

/** The rules of this machine's administrator: one policy, or none. Throws as `readPolicy` does. */
export function machinePolicies(system: Pick<System, 'files' | 'host'>): Policies {
  const policy = readPolicy(system);
  return policy === undefined ? [] : [policy];
}

/**
 * The machine's policies and those that were published with the profile in use. Throws `configuration` where what was agreed to is not there any
 * more, or is not understood: what it was to forbid is unknown.
 */
export function withPublished(
  machine: Policies,
  saved: Pick<Profile, 'source'> | undefined,
  { profiles }: Pick<System, 'profiles'>,
): Policies {
  const { url } = saved?.source ?? {};
  if (url === undefined) return machine;
  const { published, profiles: all } = profiles.read();
  const document = at(published, url, 'document');
  const refuse = (what: string): Failure =>
    new Failure(
      'configuration',
      `What was agreed to of ${url} can't be used: in ${profiles.path} it ${what}.`,
      `Take it anew: jetway profile remove --source ${url}, then jetway profile add ${url}`,
    );
  if (!isObject(document)) throw refuse('is missing');
  const rules = document['policy'];
  if (rules === undefined) return machine;
  if (!isObject(rules)) throw refuse('has a policy that is no object');
  const policy: Policy = {
    path: url,
    ...readRules(rules, refuse),
    profiles: Object.keys(all).filter((name) => all[name]?.source?.url === url),
  };
  return [...machine, policy];
}

/** All policies that hold while this profile is used. */
export function policiesOf(saved: Profile | undefined, system: System): Policies {
  return withPublished(machinePolicies(system), saved, system);
}
