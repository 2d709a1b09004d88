import { Failure } from '../failure.ts';
import { isObject, parseJson } from '../json-path.ts';
import { isPrices } from '../profiles/read-config.ts';
import { readBudget, type Budget } from '../relay/budget.ts';
import { repeatedMember } from './repeated-member.ts';
import { forbiddable, type ForbiddableFlag } from './forbidden-flags.ts';
import type { Policy } from './policy.ts';

/**
 * The rules that stand in a file. Throws a `configuration` Failure, which names the member, for whatever is not a rule: a
 * file that is not understood as a whole rules out every launch, since what it forbids is unknown.
 */
export function parsePolicy(text: string, path: string): Policy {
  const plain = text.replace(/^\uFEFF/, '');
  const document = parseJson(plain);
  if (!isObject(document)) throw unreadable(path, 'is no JSON object');
  const twice = repeatedMember(plain);
  if (twice !== undefined) throw unreadable(path, `has ${JSON.stringify(twice)} twice in one object`);
  if (document['schemaVersion'] !== 1) throw unreadable(path, 'has no "schemaVersion": 1');
  const { schemaVersion: _version, $schema: _schema, ...rules } = document;
  return { path, ...readRules(rules, (what) => unreadable(path, what)) };
}

/** Reads the rules of an object. `refuse` makes the Failure for what is not a rule, of the end of a sentence. */
export function readRules(document: object, refuse: Refuse): Omit<Policy, 'path'> {
  const stranger = Object.keys(document).find((name) => !members.includes(name));
  if (stranger !== undefined) throw refuse(`has ${JSON.stringify(stranger)}, which this Jetway does not know`);
  const fields = document as Fields;
  const list = (name: string, fits: (text: string) => boolean): readonly string[] | undefined =>
    readList(fields[name], name, fits, refuse);
  const gateways = list('gateways', isOrigin)?.map((one) => new URL(one).origin);
  const models = list('models', (one) => /^[!-~]+$/.test(one));
  const agents = list('agents', (one) => /^[a-z][a-z-]*$/.test(one));
  const forbiddenFlags = list('forbiddenFlags', (one) => Object.hasOwn(forbiddable, one));
  const attribution = readAttribution(fields['attribution'], refuse);
  const budget = readBudgets(fields['budget'], refuse);
  const { prices } = fields;
  if (prices !== undefined && !isPrices(prices))
    throw refuse('has "prices" that are not { "<model>": { "input": …, "output": … } }');
  return {
    ...(gateways === undefined ? {} : { gateways }),
    ...(models === undefined ? {} : { models }),
    ...(agents === undefined ? {} : { agents }),
    ...(attribution === undefined ? {} : { attribution }),
    ...(forbiddenFlags === undefined ? {} : { forbiddenFlags: forbiddenFlags as readonly ForbiddableFlag[] }),
    ...(budget === undefined ? {} : { budget }),
    ...(prices === undefined ? {} : { prices }),
  };
}

type Refuse = (what: string) => Failure;
type Fields = Readonly<Record<string, unknown>>;

const members = ['gateways', 'models', 'agents', 'attribution', 'forbiddenFlags', 'budget', 'prices'];

function readAttribution(value: unknown, refuse: Refuse): Policy['attribution'] {
  if (value === undefined) return undefined;
  if (value === 'required') return { tags: [] };
  const tags = isObject(value) && Object.keys(value).join() === 'tags' ? value['tags'] : undefined;
  const names = readList(tags, 'attribution.tags', (one) => /^[a-z][a-z0-9_-]*$/i.test(one), refuse);
  if (names === undefined) throw refuse('has an "attribution" that is neither "required" nor { "tags": […] }');
  return { tags: names };
}

function readBudgets(value: unknown, refuse: Refuse): Policy['budget'] {
  if (value === undefined) return undefined;
  const names = isObject(value) ? Object.keys(value) : [];
  if (!isObject(value) || names.length === 0 || names.some((name) => name !== 'session' && name !== 'day')) {
    throw refuse('has a "budget" that is not { "session": …, "day": … }');
  }
  const { session, day } = value;
  return {
    ...(session === undefined ? {} : { session: amountIn(session, 'session', refuse) }),
    ...(day === undefined ? {} : { day: amountIn(day, 'day', refuse) }),
  };
}

function amountIn(value: unknown, name: string, refuse: Refuse): Budget {
  try {
    if (typeof value === 'string') return readBudget(value, name);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  throw refuse(`has a value in "budget.${name}" that it can't have: it is written "5usd", or "2mtok"`);
}

function readList(
  value: unknown,
  name: string,
  fits: (text: string) => boolean,
  refuse: Refuse,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw refuse(`has "${name}", which is no list`);
  const wrong = value.findIndex((one) => typeof one !== 'string' || !fits(one));
  if (wrong !== -1) throw refuse(`has a value in "${name}" that it can't have: the ${ordinal(wrong)}`);
  return value as readonly string[];
}

function ordinal(index: number): string {
  return index < 3 ? (['first', 'second', 'third'][index] ?? '') : `${index + 1}th`;
}

/** Whether a text is an origin, with nothing behind it. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (!/^[a-z0-9.:[\]-]+$/.test(url.hostname)) return false;
  return /^https?:$/.test(url.protocol) && `${url.origin}${text.endsWith('/') ? '/' : ''}` === text.toLowerCase();
}

export function unreadable(path: string, what: string): Failure {
  return new Failure(
    'configuration',
    `The policy of this machine's administrator can't be used: ${path} ${what}.`,
    'Ask the administrator to mend it; nothing is launched until then.',
  );
}
