import { isId } from '../models/catalogue.ts';
import type { Failure } from '../failure.ts';
import { isObject, parseJson, type JsonObject } from '../json-path.ts';
import {
  byAgent,
  checkSettings,
  gatewayOf,
  looksLikeKey,
  named,
  tagsIn,
  textsIn,
  type Refuse,
} from '../options/said.ts';
import { readRules } from '../policy/parse-policy.ts';
import { repeatedMember } from '../policy/repeated-member.ts';
import { ruleLines, rulesIn } from '../policy/show.ts';
import { readBudget } from '../relay/budget.ts';
import { leaveFailure } from '../lazy.ts';
import { isName, type Profile } from './profile.ts';

/** What an administrator publishes for profiles of many. Never a secret, never a command. */
export interface PublishedDocument {
  readonly profiles: Readonly<Record<string, PublishedProfile>>;
  /** As it is written, once it has been read as rules. */
  readonly policy?: JsonObject;
}

/** What of a profile is the document's to say. */
export const publishedFields = [
  'gateway',
  'settings',
  'models',
  'smallModels',
  'preferredModels',
  'tags',
  'relay',
  'budget',
  'budgetDay',
  'allowModels',
] as const satisfies readonly (keyof Profile)[];

export type PublishedProfile = Pick<Profile, (typeof publishedFields)[number]>;

/** More profiles than anybody looks through before agreeing to them. */
const profileLimit = 50;

/**
 * What a document says. Throws what `refuse` makes of whatever it can't say, by its member: one that is not understood as a
 * whole is not taken in part.
 */
export function parsePublished(text: string, refuse: Refuse): PublishedDocument {
  const plain = text.replace(/^\uFEFF/, '');
  const document = parseJson(plain);
  if (!isObject(document)) throw refuse('is no JSON object');
  const twice = repeatedMember(plain);
  if (twice !== undefined) throw refuse(`has ${named(twice)} twice in one object`);
  if (document['schemaVersion'] !== 1) throw refuse('has no "schemaVersion": 1');
  refuseStrangers(document, ['$schema', 'schemaVersion', 'profiles', 'policy'], '', refuse);
  const { profiles, policy } = document;
  if (!isObject(profiles)) throw refuse('has no "profiles"');
  const names = Object.keys(profiles);
  if (names.length === 0 || names.length > profileLimit) throw refuse(`has not 1 to ${profileLimit} profiles`);
  if (policy !== undefined) {
    if (!isObject(policy)) throw refuse('has a "policy" that is no object');
    readRules(policy, (what) => refuse(`has a policy that ${what}`));
  }
  const read = names.map((name) => [name, readProfile(name, profiles[name], refuse)] as const);
  return { profiles: Object.fromEntries(read), ...(policy === undefined ? {} : { policy }) };
}

function readProfile(name: string, value: unknown, refuse: Refuse): PublishedProfile {
  if (!isName(name)) throw refuse(`has the profile ${named(name)}, which is no name for one`);
  const here: Refuse = (what, hint) => refuse(`has a profile ${named(name)} that ${what}`, hint);
  if (!isObject(value)) throw here('is no object');
  refuseStrangers(value, publishedFields, ' in a profile', here);
  const gateway = gatewayOf(value['gateway'], here);
  if (gateway === undefined) throw here('names no "gateway"');
  const settings = textsIn(value, 'settings', here);
  checkSettings(gateway, settings, here);
  const { relay } = value;
  if (relay !== undefined && relay !== 'auto' && relay !== 'always') {
    throw here('has a "relay" that is neither "auto" nor "always"');
  }
  const maybe = <Name extends keyof PublishedProfile>(
    field: Name,
    found: PublishedProfile[Name],
  ): Partial<PublishedProfile> => (value[field] === undefined ? {} : { [field]: found });
  return {
    gateway: gateway.id,
    settings,
    models: byAgent(value, 'models', here),
    ...maybe('smallModels', byAgent(value, 'smallModels', here)),
    ...maybe('tags', tagsIn(value, here)),
    ...maybe('preferredModels', listIn(value, 'preferredModels', isId, here)),
    ...maybe(
      'allowModels',
      listIn(value, 'allowModels', (one) => /^[!-~]{1,200}$/.test(one), here),
    ),
    ...maybe('budget', amountIn(value, 'budget', here)),
    ...maybe('budgetDay', amountIn(value, 'budgetDay', here)),
    ...(relay === undefined ? {} : { relay }),
  };
}

/** What would be a secret, or have a command run, is told of as that. */
const forbidden = /key|secret|token|password|credential|header|command|args?$|env|auth/i;

function refuseStrangers(value: JsonObject, known: readonly string[], where: string, refuse: Refuse): void {
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw refuse(
    forbidden.test(stranger)
      ? `has ${named(stranger)}: a published configuration holds no key, no header and no command`
      : `has ${named(stranger)}${where}, which this Jetway does not know`,
    `It may have ${known.filter((name) => name !== '$schema').join(', ')}`,
  );
}

function listIn(
  value: JsonObject,
  field: string,
  fits: (text: string) => boolean,
  refuse: Refuse,
): readonly string[] | undefined {
  const list = value[field];
  if (list === undefined) return undefined;
  const right = Array.isArray(list) && list.length <= 200;
  if (!right || !list.every((one) => typeof one === 'string' && fits(one) && !looksLikeKey.test(one))) {
    throw refuse(`has "${field}" that is no list of models`);
  }
  return list as readonly string[];
}

function amountIn(value: JsonObject, field: string, refuse: Refuse): string | undefined {
  const amount = value[field];
  if (amount === undefined) return undefined;
  if (typeof amount !== 'string' || !isBudget(amount)) throw refuse(`has a "${field}" that is no budget, as "5usd" is`);
  return amount;
}

function isBudget(text: string): boolean {
  try {
    return readBudget(text, 'budget').amount > 0;
  } catch (error) {
    return leaveFailure(error) ?? false;
  }
}

/** What a document says, a row each: of which profile, what, and its value. Rules come last, under no profile. */
export function rowsOf(
  { profiles, policy }: PublishedDocument,
  refuse: (what: string) => Failure,
): readonly PublishedRow[] {
  const rows = Object.entries(profiles).flatMap(([profile, said]) =>
    publishedFields.flatMap((field) => {
      const value = said[field];
      if (value === undefined) return [];
      if (typeof value === 'string') return [{ profile, what: field, value }];
      if (Array.isArray(value)) return [{ profile, what: field, value: value.join(', ') || 'none' }];
      return Object.entries(value).map(([name, one]) => ({ profile, what: `${field}.${name}`, value: one }));
    }),
  );
  if (policy === undefined) return rows;
  const rules = rulesIn({ path: '', ...readRules(policy, refuse) });
  const told = Object.keys(rules.rules).length === 0 ? [] : ruleLines(rules);
  return [
    ...rows,
    ...told.map((line) => {
      const [what = '', ...value] = line.split(' ');
      return { profile: '', what, value: value.join(' ') };
    }),
  ];
}

export interface PublishedRow {
  /** Empty: a rule for all of them. */
  readonly profile: string;
  readonly what: string;
  readonly value: string;
}

/** What is otherwise, row by row. */
export interface Change {
  readonly profile: string;
  readonly what: string;
  /** Absent: it was not said, or is not said any more. */
  readonly before?: string;
  readonly after?: string;
}

export function changesBetween(before: readonly PublishedRow[], after: readonly PublishedRow[]): readonly Change[] {
  const isSame = (one: PublishedRow) => (other: PublishedRow) =>
    one.profile === other.profile && one.what === other.what;
  const changed = after.flatMap((row) => {
    const former = before.find(isSame(row))?.value;
    const { profile, what, value } = row;
    return former === value
      ? []
      : [{ profile, what, ...(former === undefined ? {} : { before: former }), after: value }];
  });
  const gone = before
    .filter((row) => !after.some(isSame(row)))
    .map(({ profile, what, value }) => ({ profile, what, before: value }));
  return [...gone, ...changed];
}
