import { isObject } from '../json-path.ts';
import { emptyConfig, isName, keyOrigins, type Config, type Profile } from './profile.ts';

/** What is wrong at one place of `config.json`. */
export interface Fault {
  /** The profile that it is in. */
  readonly profile?: string;
  /** `profiles.work.models`. */
  readonly where: string;
  /** As an end of a sentence: `is no list of texts`. */
  readonly why: string;
}

/** What can be used of a configuration, and what can't. */
export interface ReadConfig {
  readonly config: Config;
  readonly faults: readonly Fault[];
}

/**
 * Looks at every place of a configuration that is an object of this version. What is wrong is left out, as little of it as
 * makes sense: an optional field, else the profile; keys that this version does not know are kept.
 */
export function readConfig(json: Fields): ReadConfig {
  const faults: Fault[] = [];
  const { current, profiles, credentials } = json;
  if (!isObject(profiles)) faults.push({ where: 'profiles', why: 'is no object' });
  if (!isObject(credentials)) faults.push({ where: 'credentials', why: 'is no object' });
  const kept = entriesOf(credentials).filter(([account, kind]) => {
    const right = kind === 'keyring' || kind === 'file';
    if (!right) faults.push({ where: path('credentials', account), why: 'names another store than keyring and file' });
    return right;
  });
  const usable = entriesOf(profiles).flatMap(([name, profile]) => {
    const checked = checkedProfile(name, profile);
    faults.push(...checked.faults);
    return checked.profile === undefined ? [] : [[name, checked.profile] as const];
  });
  const { current: _current, ...rest } = json;
  if (current !== undefined && !isText(current)) faults.push({ where: 'current', why: 'is no text' });
  const { trusted, signIns } = json;
  if (signIns !== undefined && !isObject(signIns)) faults.push({ where: 'signIns', why: 'is no object' });
  const signedIn = entriesOf(signIns).filter(([account, one]) => {
    const right = isSignedIn(one);
    if (!right) faults.push({ where: path('signIns', account), why: 'is not what jetway login --sso notes' });
    return right;
  });
  // Kept as it is: whoever reads it looks at each text.
  if (trusted !== undefined && !isTexts(trusted)) faults.push({ where: 'trusted', why: 'is no object of texts' });
  const config = {
    ...emptyConfig,
    ...rest,
    ...(isText(current) ? { current } : {}),
    profiles: Object.fromEntries(usable),
    credentials: Object.fromEntries(kept),
    ...(signIns === undefined ? {} : { signIns: Object.fromEntries(signedIn) }),
  } as unknown as Config;
  return { config, faults };
}

/**
 * The next configuration with all that was left out of the one before, so that no change loses what it can't read; without
 * the profile that is `removed`.
 */
export function withUnread(next: Config, json: Fields, { config }: ReadConfig, removed?: string): Config {
  const others = entriesOf(json['profiles']).filter(
    ([name]) => name !== removed && !Object.hasOwn(config.profiles, name) && !Object.hasOwn(next.profiles, name),
  );
  const profiles = Object.entries(next.profiles).map(([name, profile]) => {
    const before = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
    const unread =
      before === undefined ? [] : missingIn(before, entriesOf(json['profiles']).find(([key]) => key === name)?.[1]);
    return [name, { ...Object.fromEntries(unread), ...profile }] as const;
  });
  const accounts = missingIn(config.credentials, json['credentials']);
  const signIns = { ...Object.fromEntries(missingIn(config.signIns ?? {}, json['signIns'])), ...next.signIns };
  return {
    ...next,
    profiles: { ...Object.fromEntries(profiles), ...Object.fromEntries(others) } as Config['profiles'],
    credentials: { ...Object.fromEntries(accounts), ...next.credentials } as Config['credentials'],
    ...(Object.keys(signIns).length === 0 ? {} : { signIns: signIns as NonNullable<Config['signIns']> }),
  };
}

/** What an object has that is not in what was read of it. */
function missingIn(read: object, raw: unknown): readonly (readonly [string, unknown])[] {
  return entriesOf(raw).filter(([name]) => !Object.hasOwn(read, name));
}

function checkedProfile(
  name: string,
  profile: unknown,
): { readonly profile?: Fields; readonly faults: readonly Fault[] } {
  const fault = (why: string, ...field: readonly string[]): Fault => ({
    profile: name,
    where: path('profiles', name, ...field),
    why,
  });
  if (!isName(name)) return { faults: [fault('is no name for a profile')] };
  if (!isObject(profile)) return { faults: [fault('is no object')] };
  const needed = required.filter(([field, { right }]) => !right(profile[field]));
  if (needed.length > 0) return { faults: needed.map(([field, { why }]) => fault(why, field)) };
  const wrong = optional.filter(([field, { right }]) => profile[field] !== undefined && !right(profile[field]));
  const left = Object.entries(profile).filter(([field]) => !wrong.some(([other]) => other === field));
  return { profile: Object.fromEntries(left), faults: wrong.map(([field, { why }]) => fault(why, field)) };
}

interface Kind {
  readonly why: string;
  right(value: unknown): boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';
const isListOfTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isTexts = (value: unknown): boolean => isObject(value) && Object.values(value).every(isText);
const text: Kind = { why: 'is no text', right: isText };
const texts: Kind = { why: 'is no object of texts', right: isTexts };
const list: Kind = { why: 'is no list of texts', right: isListOfTexts };
const command: Kind = { ...list, right: (value) => value === undefined || (isListOfTexts(value) && value.length > 0) };
const origin: Kind = {
  why: 'names no place of a key',
  right: (value) => value === undefined || keyOrigins.some((kind) => kind === value),
};

const isAbsent = (value: unknown): boolean => value === undefined;
const maybe = ({ why, right }: Kind): Kind => ({ why, right: (value) => isAbsent(value) || right(value) });

/** Without one of these nothing can be done with a profile, or only without the key that belongs to it. */
const required: readonly (readonly [string, Kind])[] = [
  ['gateway', text],
  ['settings', texts],
  ['models', texts],
  ['keyCommand', command],
  ['keyVariable', maybe(text)],
  ['keyFrom', origin],
  // A limit that is not understood is not a limit that is not there.
  ['relay', { why: 'is none of auto, always and never', right: (value) => isAbsent(value) || isMode(value) }],
  ['budget', maybe(text)],
  ['budgetDay', maybe(text)],
  ['allowModels', maybe(list)],
  ['tags', maybe(texts)],
  [
    'source',
    { why: 'is no source with url, name, sha256 and at', right: (value) => isAbsent(value) || isSource(value) },
  ],
];

const optional: readonly (readonly [string, Kind])[] = [
  ['agent', text],
  ['smallModels', texts],
  ['recentModels', list],
  ['preferredModels', list],
  ['keyTtl', text],
  ['fallback', list],
  ['prices', { why: 'is no object of prices for a million tokens', right: isPrices }],
  ['statusline', { why: 'is neither true nor false', right: (value) => typeof value === 'boolean' }],
  [
    'otlp',
    {
      why: 'is no address without a user name or password',
      right: (value) => isText(value) && !/\/\/[^/]*@/.test(value),
    },
  ],
  [
    'roles',
    { why: 'has not a model for each role, and a number of tokens beside that of long and cheap', right: isRoles },
  ],
];

function isSignedIn(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { issuer, who, expiresAt, renews } = value;
  const isTime = isAbsent(expiresAt) || typeof expiresAt === 'number';
  return isText(issuer) && (isAbsent(who) || isText(who)) && isTime && typeof renews === 'boolean';
}

function isSource(value: unknown): boolean {
  return isObject(value) && ['url', 'name', 'sha256', 'at'].every((name) => isText(value[name]));
}

function isMode(value: unknown): boolean {
  return ['auto', 'always', 'never'].some((mode) => mode === value);
}

function isRoles(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { plan, subagent, long, cheap } = value;
  const isRole = (role: unknown, number: string): boolean =>
    isAbsent(role) || (isObject(role) && typeof role[number] === 'number' && isText(role['model']));
  const isModel = (role: unknown): boolean => isAbsent(role) || isText(role);
  return isModel(plan) && isModel(subagent) && isRole(long, 'from') && isRole(cheap, 'over');
}

/** Prices by patterns of models, as a profile and a policy may have them. */
export function isPrices(value: unknown): value is NonNullable<Profile['prices']> {
  const isPrice = (price: unknown): boolean => typeof price === 'number' && price >= 0;
  return (
    isObject(value) &&
    Object.values(value).every(
      (prices) =>
        isObject(prices) &&
        isPrice(prices['input']) &&
        isPrice(prices['output']) &&
        Object.values(prices).every(isPrice),
    )
  );
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function path(...steps: readonly string[]): string {
  return steps.map((step) => (/^[\w-]+$/.test(step) ? step : JSON.stringify(step))).join('.');
}
