import { Failure } from '../failure.ts';
import type { Session } from './gateway.ts';
import { quote } from '../text.ts';

/** Characters of one value: more than a name or a path needs, less than a header line may hold. */
const limit = 256;

/** What Jetway itself says of a launch, and no tag can. */
const ours: readonly string[] = ['session', 'agent'];

/**
 * What a launch tells the gateway. `tags` are `--tag` values as typed: `key=value`; `user=` and `project=` replace what
 * Jetway would have said, and with nothing behind the `=` they take it away. Values lose control characters and are cut to
 * 256 characters. Throws a `usage` Failure for a tag that is none.
 */
export function sessionOf(given: {
  readonly session: string;
  readonly agent: string;
  readonly user?: string | undefined;
  readonly project?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}): Session {
  const facets = new Map([
    ['user', headerSafe(given.user ?? '')],
    ['project', headerSafe(given.project ?? '')],
    ...(given.tags ?? []).map(readTag),
  ]);
  const said = [...facets].filter(([, value]) => value !== '');
  return {
    session: given.session,
    agent: given.agent,
    ...Object.fromEntries(said.filter(([name]) => isFacet(name))),
    tags: Object.fromEntries(said.filter(([name]) => !isFacet(name))),
  };
}

/** The facets of a session in the order of their worth: what must go when there is no room goes from the end. */
export function facetsOf(session: Session): readonly (readonly [name: string, value: string])[] {
  const { tags, ...facets } = session;
  const { session: id, agent, user, project } = facets;
  return [
    ['session', id],
    ['agent', agent],
    ...(user === undefined ? [] : [['user', user] as const]),
    ...(project === undefined ? [] : [['project', project] as const]),
    ...Object.entries(tags),
  ];
}

/** ASCII only: every other character, and the percent sign, as in a URL. */
export function percentEncoded(text: string): string {
  return text.replace(/[^ -$&-~]/gu, (character) => encodeURIComponent(character));
}

/** JSON in ASCII only: every other character as `\uXXXX`. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isFacet(name: string): boolean {
  return name === 'user' || name === 'project';
}

function readTag(tag: string): readonly [name: string, value: string] {
  const [, name = '', value = ''] = /^([A-Za-z0-9._-]{1,64})=(.*)$/s.exec(tag.trim()) ?? [];
  if (name === '') {
    throw new Failure(
      'usage',
      `${quote(tag)} is no tag.`,
      'Write --tag key=value; a key has up to 64 letters, digits, dots, dashes and underscores.',
    );
  }
  if (ours.includes(name)) {
    throw new Failure(
      'usage',
      `The tag "${name}" is Jetway's own.`,
      'Use another key, or --no-attribution for none at all.',
    );
  }
  return [name, headerSafe(value)];
}

/** Halves of characters are replaced, so that every encoding can take the value. */
function headerSafe(text: string): string {
  const plain = text
    .slice(0, limit * 8)
    .toWellFormed()
    .replace(/(?:[^\x20-\x7e\xa0-\u{10ffff}]|[\u{2028}\u{2029}])+/gu, ' ')
    .trim();
  return [...plain].slice(0, limit).join('').trim();
}
