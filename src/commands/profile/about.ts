import { Failure } from '../../failure.ts';
import { findGateway } from '../../gateways/index.ts';
import { keyPlaces } from '../../keys/keys.ts';
import { describeSource, whereKeyIs, type KeySource } from '../../keys/sources.ts';
import { formatAge, formatTokens } from '../../models/catalogue.ts';
import { lastUsed } from '../../profiles/last-used.ts';
import type { Profile, SignedIn } from '../../profiles/profile.ts';
import { signedInWords } from '../../profiles/signed-in.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';

/** What is told of a profile beside what is saved in it. */
export interface About {
  /** Absent where the settings can't be right. */
  readonly url?: string;
  /** Where a launch would take the key from now, and the command, the variable or the store. Absent with `url`. */
  readonly key?: { readonly kind: KeySource['kind'] | 'none'; readonly from: string; readonly signedIn?: SignedIn };
  /** ISO; absent where no session of it has ended yet. */
  readonly lastUsed?: string;
}

/** For people: the gateway's name and address, or what is wrong with its settings. */
export interface Shown {
  readonly gateway: readonly [string, string];
  readonly key: string;
  readonly used: string;
}

/** Reads no key and opens no keyring. */
export function describeProfile(
  name: string,
  saved: Profile,
  system: System,
): { readonly about: About; readonly shown: Shown } {
  const at = lastUsed(name, system);
  const used = at === undefined ? 'not used yet' : `used ${formatAge(system.now() - at)}`;
  const last = at === undefined ? {} : { lastUsed: new Date(at).toISOString() };
  try {
    const gateway = findGateway(saved.gateway);
    const connection = gateway.connect(saved.settings);
    const source = whereKeyIs(
      keyPlaces({ gateway, connection, profile: { name, saved } }, { settings: {} }, system),
      system,
    );
    const from = source === undefined ? 'none' : describeSource(source);
    return {
      about: {
        url: connection.url,
        key: {
          kind: source?.kind ?? 'none',
          from,
          ...(source?.kind === 'sign-in' ? { signedIn: source.signedIn } : {}),
        },
        ...last,
      },
      shown: { gateway: [gateway.name, connection.url], key: keyWords(source, from, saved, system.now()), used },
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { about: last, shown: { gateway: [saved.gateway, error.message], key: 'key unknown', used } };
  }
}

function keyWords(source: KeySource | undefined, from: string, { keyVariable }: Profile, now: number): string {
  if (source?.kind === 'sign-in') return `key: signed in: ${signedInWords(source.signedIn, now)}`;
  if (source !== undefined) return `key: ${from}`;
  return keyVariable === undefined ? 'no key' : `no key: ${clean(keyVariable)} is not set`;
}

/** `claude claude-sonnet-5-5, codex gpt-5.5 (small gpt-5.5-mini)`; undefined where none is chosen yet. */
export function modelWords({ models, smallModels = {} }: Profile): string | undefined {
  const words = Object.entries(models).map(([agent, model]) => {
    const small = Object.hasOwn(smallModels, agent) ? ` (small ${smallModels[agent]})` : '';
    return clean(`${agent} ${model}${small}`);
  });
  return words.length === 0 ? undefined : words.join(', ');
}

/** Other models for some requests, each with its label; for people. */
export function roleRows({
  plan,
  subagent,
  long,
  cheap,
}: NonNullable<Profile['roles']>): readonly (readonly [string, string])[] {
  return [
    ...(plan === undefined ? [] : [['plan mode', plan] as const]),
    ...(subagent === undefined ? [] : [['subagents', subagent] as const]),
    ...(long === undefined
      ? []
      : [['long prompts', `${long.model}, from ${formatTokens(long.from)} tokens on`] as const]),
    ...(cheap === undefined ? [] : [['cheap', `${cheap.model}, over ${cheap.over} % of the budget`] as const]),
  ];
}
