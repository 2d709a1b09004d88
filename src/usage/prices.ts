import type { Model, Prices } from '../models/catalogue.ts';
import { fits } from '../policy/enforce.ts';
import type { Policies } from '../policy/policy.ts';
import type { Config, Profile } from '../profiles/profile.ts';

/** What a profile says a model costs: the first pattern that fits. USD for a million tokens. */
export function ownPrices(profile: Pick<Profile, 'prices'> | undefined, model: string): Prices | undefined {
  return Object.entries(profile?.prices ?? {}).find(([pattern]) => fits(pattern, model))?.[1];
}

/** The policies that have a budget in dollars. */
function inMoney(policies: Policies): Policies {
  return policies.filter(({ budget }) => budget?.session?.unit === 'usd' || budget?.day?.unit === 'usd');
}

/**
 * A model with the prices that count in a session. Where an administrator has a budget in dollars, those of the user's own do
 * not: it would be as wide as the user likes. Of several such policies the first says them, which is the machine's.
 */
export function priced(about: Model, saved: Pick<Profile, 'prices'> | undefined, policies: Policies): Model {
  const [ruling] = inMoney(policies);
  const prices = ownPrices(ruling ?? saved, about.id);
  return prices === undefined ? about : { ...about, prices };
}

/** Finds what a profile, by its name, says a model costs. Each pair is looked up once. */
export function priceBook({ profiles }: Config): (profile: string | undefined, model: string) => Prices | undefined {
  const pricing = new Map(Object.entries(profiles).filter(([, { prices }]) => prices !== undefined));
  const known = new Map<string, Prices | undefined>();
  return (profile, model) => {
    const own = profile === undefined ? undefined : pricing.get(profile);
    if (own === undefined) return undefined;
    const key = `${profile}\n${model}`;
    if (!known.has(key)) known.set(key, ownPrices(own, model));
    return known.get(key);
  };
}
