import type { LaunchOptions, RelayMode } from './options.ts';
import type { Profile } from '../profiles/profile.ts';

/**
 * What may say a value, what wins first. This is the only place where the order stands: launch, doctor, lists and
 * `jetway config explain` all go by it. `profile`: the one in use. `gateway`: the gateway's own well-known variables.
 */
export const precedence = ['flag', 'variable', 'project', 'profile', 'gateway', 'default'] as const;

export type Level = (typeof precedence)[number];

/** What each level says of one value. Where flags and variables are not told apart, both count as `flag`. */
export type Said<T> = { readonly [Each in Level]?: T | undefined };

export interface Decided<T> {
  readonly value: T;
  readonly from: Level;
}

/** The value of the highest level that says one. */
export function decide<T>(said: Said<T>): Decided<T> | undefined {
  for (const from of precedence) {
    const value = said[from];
    if (value !== undefined) return { value, from };
  }
  return undefined;
}

/** The same, without who said it. */
export function valueOf<T>(said: Said<T>): T | undefined {
  return decide(said)?.value;
}

/** Of two levels, whether the first wins over the second. */
export function isAbove(one: Level, other: Level): boolean {
  return precedence.indexOf(one) < precedence.indexOf(other);
}

/** What values are taken from. */
export interface Sources {
  readonly options: Partial<LaunchOptions>;
  /** The profile in use, where it belongs to the gateway. */
  readonly saved: Profile | undefined;
  /** Whose models. */
  readonly agent?: string;
}

/** For each value, what every level says. A value that is not here can come from no project file and no profile. */
export const values = {
  gateway: ({ options, saved }: Sources): Said<string> => ({
    flag: options.gateway,
    project: options.project?.gateway,
    profile: saved?.gateway,
  }),
  model: ({ options, saved, agent = '' }: Sources): Said<string> => ({
    flag: options.model,
    project: own(options.project?.models, agent),
    profile: own(saved?.models, agent),
  }),
  /** A small model goes with the model of its own level: one from a lower level does not count beside a model from a higher. */
  smallModel: (sources: Sources): Said<string> => {
    const { options, saved, agent = '' } = sources;
    const { from = 'default' } = decide(values.model(sources)) ?? {};
    return {
      flag: options.smallModel,
      ...(isAbove(from, 'project') ? {} : { project: own(options.project?.smallModels, agent) }),
      ...(isAbove(from, 'profile') ? {} : { profile: own(saved?.smallModels, agent) }),
    };
  },
  check: ({ options }: Sources): Said<LaunchOptions['check']> => ({
    flag: options.check === 'auto' ? undefined : options.check,
    project: options.project?.checks,
    default: 'auto',
  }),
  relay: ({ options, saved }: Sources): Said<RelayMode> => ({
    flag: options.relay,
    profile: saved?.relay,
    default: 'auto',
  }),
  budget: ({ options, saved }: Sources): Said<string> => ({ flag: options.budget, profile: saved?.budget }),
  allowModels: ({ options, saved }: Sources): Said<readonly string[]> => ({
    flag: options.allowModels,
    profile: saved?.allowModels,
  }),
  keyTtl: ({ options, saved }: Sources): Said<string> => ({ flag: options.keyTtl, profile: saved?.keyTtl }),
} as const;

function own(byAgent: Readonly<Record<string, string>> | undefined, agent: string): string | undefined {
  return byAgent !== undefined && Object.hasOwn(byAgent, agent) ? byAgent[agent] : undefined;
}
