import type { Prices } from '../models/catalogue.ts';
import { fits } from '../policy/enforce.ts';
import type { Config, Profile } from '../profiles/profile.ts';

/** What a profile says a model costs: the first pattern that fits. USD for a million tokens. */
export function ownPrices(profile: Pick<Profile, 'prices'> | undefined, model: string): Prices | undefined {
  return Object.entries(profile?.prices ?? {}).find(([pattern]) => fits(pattern, model))?.[1];
}

/** The same for any profile by its name, in one look for each model. */
export function priceBook({ profiles }: Config): (profile: string | undefined, model: string) => Prices | undefined {
  const priced = new Map(Object.entries(profiles).filter(([, { prices }]) => prices !== undefined));
  const known = new Map<string, Prices | undefined>();
  return (profile, model) => {
    const own = profile === undefined ? undefined : priced.get(profile);
    if (own === undefined) return undefined;
    const key = `${profile}\n${model}`;
    if (!known.has(key)) known.set(key, ownPrices(own, model));
    return known.get(key);
  };
}
