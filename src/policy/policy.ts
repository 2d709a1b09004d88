import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { isObject, parseJson } from '../json-path.ts';
import { forbiddable, type ForbiddableFlag } from './forbidden-flags.ts';

/** An administrator's rules for every launch on this machine. Absent members rule nothing. */
export interface Policy {
  /** Its file, absolute. */
  readonly path: string;
  /** Origins, `https://host` or `https://host:port`: of the only gateways. */
  readonly gateways?: readonly string[];
  /** Patterns of the only models: `*` stands for any characters. */
  readonly models?: readonly string[];
  /** Ids of the only agents. */
  readonly agents?: readonly string[];
  /** Each session is told to the gateway, with these tags among others. */
  readonly attribution?: { readonly tags: readonly string[] };
  readonly forbiddenFlags?: readonly ForbiddableFlag[];
}

/** Where the administrator's file stands: places that only an administrator can write, on a machine that is set up so. */
export function policyPath({ platform }: Pick<Host, 'platform'>): string {
  // Not by a variable: the user could set that.
  if (platform === 'win32') return String.raw`C:\ProgramData\Jetway\policy.json`;
  return platform === 'darwin' ? '/Library/Application Support/Jetway/policy.json' : '/etc/jetway/policy.json';
}

/**
 * The rules that stand in a file. Throws a `configuration` Failure, which names the member, for whatever is not a rule: a
 * file that is not understood as a whole rules out every launch, since what it forbids is unknown.
 */
export function parsePolicy(text: string, path: string): Policy {
  const document = parseJson(text.replace(/^\uFEFF/, ''));
  if (!isObject(document)) throw unreadable(path, 'is no JSON object');
  if (document['schemaVersion'] !== 1) throw unreadable(path, 'has no "schemaVersion": 1');
  const stranger = Object.keys(document).find((name) => !members.includes(name));
  if (stranger !== undefined) throw unreadable(path, `has "${stranger}", which this Jetway does not know`);
  const list = (name: string, fits: (text: string) => boolean): readonly string[] | undefined =>
    readList(document[name], name, fits, path);
  const gateways = list('gateways', isOrigin)?.map((one) => new URL(one).origin);
  const models = list('models', (one) => /^[!-~]+$/.test(one));
  const agents = list('agents', (one) => /^[a-z][a-z-]*$/.test(one));
  const forbiddenFlags = list('forbiddenFlags', (one) => Object.hasOwn(forbiddable, one));
  const attribution = readAttribution(document['attribution'], path);
  return {
    path,
    ...(gateways === undefined ? {} : { gateways }),
    ...(models === undefined ? {} : { models }),
    ...(agents === undefined ? {} : { agents }),
    ...(attribution === undefined ? {} : { attribution }),
    ...(forbiddenFlags === undefined ? {} : { forbiddenFlags: forbiddenFlags as readonly ForbiddableFlag[] }),
  };
}

const members = ['$schema', 'schemaVersion', 'gateways', 'models', 'agents', 'attribution', 'forbiddenFlags'];

function readAttribution(value: unknown, path: string): Policy['attribution'] {
  if (value === undefined) return undefined;
  if (value === 'required') return { tags: [] };
  const tags = isObject(value) && Object.keys(value).join() === 'tags' ? value['tags'] : undefined;
  const names = readList(tags, 'attribution.tags', (one) => /^[a-z][a-z0-9_-]*$/i.test(one), path);
  if (names === undefined)
    throw unreadable(path, 'has an "attribution" that is neither "required" nor { "tags": […] }');
  return { tags: names };
}

function readList(
  value: unknown,
  name: string,
  fits: (text: string) => boolean,
  path: string,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw unreadable(path, `has "${name}", which is no list`);
  const wrong = value.findIndex((one) => typeof one !== 'string' || !fits(one));
  if (wrong !== -1) throw unreadable(path, `has a value in "${name}" that it can't have: the ${ordinal(wrong)}`);
  return value as readonly string[];
}

function ordinal(index: number): string {
  return index < 3 ? (['first', 'second', 'third'][index] ?? '') : `${index + 1}th`;
}

/** An origin and nothing behind it. */
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
