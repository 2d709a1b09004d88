import { Failure } from '../../failure.ts';
import type { Connection, Gateway } from '../../gateways/gateway.ts';
import { findGateway } from '../../gateways/index.ts';
import type { Candidate, FoundKey, Left, Reading } from '../../import/launcher.ts';
import { isLoopback } from '../../net/url.ts';
import { readAnswers } from '../../options/parse-settings.ts';
import { freeName, isName, type Config, type Profile } from '../../profiles/profile.ts';
import { didYouMean } from '../../nearest.ts';

/** What is to become of one candidate. */
export interface Planned {
  /** As the launcher calls it. */
  readonly theirs: string;
  /** What it is called here, or is to be. */
  readonly name: string;
  /** `same`: a profile with the same gateway and settings is here already, and stays as it is. */
  readonly status: 'new' | 'same';
  readonly gateway: Gateway;
  readonly connection: Connection;
  readonly profile: Profile;
  readonly key: FoundKey;
  /** Absent: it can be copied, once that is agreed to. Why not: the end of a sentence on the key. */
  readonly uncopied?: string;
}

export interface ImportPlan {
  readonly planned: readonly Planned[];
  readonly left: readonly Left[];
}

interface Wanted {
  /** Of the launcher's names, these alone; empty: all. */
  readonly only: readonly string[];
  /** `theirs=here` */
  readonly as: ReadonlyMap<string, string>;
}

/**
 * The profiles that a launcher's configuration gives, beside those that are here. A name that is taken is never overwritten:
 * the profile gets another one. Throws `usage` for a name that the launcher does not have, and one of `--as` that is taken.
 */
export function planOf(reading: Reading, { only, as }: Wanted, config: Config): ImportPlan {
  const names = reading.candidates.map(({ name }) => name);
  const stranger = [...only, ...as.keys()].find((name) => !names.includes(name));
  if (stranger !== undefined) {
    throw new Failure(
      'usage',
      `There is no ${stranger} in that configuration.`,
      `${didYouMean(stranger, names)}${names.length === 0 ? 'It has nothing to take.' : `It has: ${names.join(', ')}`}`,
    );
  }
  const left: Left[] = [];
  const planned: Planned[] = [];
  for (const candidate of reading.candidates) {
    if (only.length > 0 && !only.includes(candidate.name)) continue;
    const next = plannedOf(candidate, as.get(candidate.name), withNames(config, planned), left);
    if (next !== undefined) planned.push(next);
  }
  return { planned: withoutSecond(planned, config), left: [...left, ...reading.left] };
}

function plannedOf(
  { name: theirs, gateway: id, given, chosen, key }: Candidate,
  as: string | undefined,
  config: Config,
  left: Left[],
): Planned | undefined {
  try {
    const gateway = findGateway(id);
    const settings = readAnswers(gateway, given);
    const connection = gateway.connect(settings);
    // A server on this machine that wants no key was given a word in its place.
    const isWord = gateway.key === 'unasked' && isLoopback(new URL(connection.url).hostname);
    const found: FoundKey = isWord && key.kind === 'text' ? { kind: 'none' } : key;
    const profile: Profile = { gateway: gateway.id, settings, ...chosen, ...sourceOf(found) };
    const wanted = as ?? nameFor(theirs, gateway.id);
    const here = as === undefined ? sameAs(profile, wanted, config) : undefined;
    const common = { theirs, gateway, connection, profile, key: found };
    if (here !== undefined) return { ...common, name: here, status: 'same' };
    if (as !== undefined && Object.hasOwn(config.profiles, as)) {
      throw new Failure(
        'usage',
        `There is a profile ${as} already, which is never overwritten.`,
        `Take another name: --as ${theirs}=${freeName(as, config)}`,
      );
    }
    return { ...common, name: freeName(wanted, config), status: 'new' };
  } catch (error) {
    // One that can't be used leaves the others as they are: a template that was never filled in, say.
    if (!(error instanceof Failure) || error.code !== 'configuration') throw error;
    // Its hint is for flags, which an import has none of.
    const itself = `jetway profile create ${nameFor(theirs, id)} --gateway ${id}`;
    left.push({ what: theirs, why: `${error.message} Correct it there and import again, or make it here: ${itself}` });
    return undefined;
  }
}

/** What the profile itself remembers of its key; nothing that has to be copied. */
function sourceOf(key: FoundKey): Partial<Profile> {
  if (key.kind === 'variable') return { keyVariable: key.variable };
  return key.kind === 'command' ? { keyCommand: key.command, keyFrom: 'command' } : {};
}

function nameFor(theirs: string, gateway: string): string {
  const name = theirs
    .trim()
    .replaceAll(/[^\w.@-]+/g, '-')
    .replaceAll(/^[^\w]+|-+$/g, '')
    .slice(0, 60);
  return isName(name) ? name : gateway;
}

/** The profile that an earlier import made, or that says the same: by its name, else by all that it has. */
function sameAs(profile: Profile, name: string, { profiles }: Config): string | undefined {
  const target = (one: Profile): string => JSON.stringify([one.gateway, sorted(one.settings)]);
  const whole = (one: Profile): string => JSON.stringify([target(one), sorted(one.models)]);
  const named = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (named !== undefined && target(named) === target(profile)) return name;
  return Object.entries(profiles).find(([, one]) => whole(one) === whole(profile))?.[0];
}

function sorted(entries: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(entries).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function withNames(config: Config, planned: readonly Planned[]): Config {
  const made = planned.filter(({ status }) => status === 'new').map(({ name, profile }) => [name, profile] as const);
  return { ...config, profiles: { ...config.profiles, ...Object.fromEntries(made) } };
}

/** A key belongs to an address, not to a profile: one that is stored stays, and of two the first is copied. */
function withoutSecond(planned: readonly Planned[], config: Config): readonly Planned[] {
  const firsts = new Map<string, Planned>();
  return planned.map((one) => {
    const { account, url } = one.connection;
    if (one.key.kind !== 'text' || one.status === 'same') return one;
    const stored = Object.hasOwn(config.credentials, account) || Object.hasOwn(config.signIns ?? {}, account);
    if (stored) return { ...one, uncopied: `is not copied: one for ${url} is stored, and stays` };
    const first = firsts.get(account);
    if (first === undefined) firsts.set(account, one);
    else if (first.key.kind === 'text' && first.key.text.reveal() !== one.key.text.reveal()) {
      return { ...one, uncopied: `is not copied: Jetway keeps one for ${url}, that of ${first.name}` };
    }
    return one;
  });
}
