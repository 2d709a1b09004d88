import { shownEndpoint } from '../config-layers/origin.ts';
import { tomlKeys } from '../config-layers/toml-keys.ts';
import { clean, ownSeparators } from '../text.ts';
import { hunksOf } from './hunks.ts';

interface State {
  readonly text: string | undefined;
  readonly mode: number | undefined;
}

/**
 * A unified diff without context. Of the changed lines the names of keys are shown, and the values of those in `shows`;
 * of a file that goes, nothing.
 */
export function drawChange(of: string, before: State, after: State, shows: readonly string[]): string {
  const path = ownSeparators(of);
  const modes =
    before.mode === after.mode || before.mode === undefined || after.mode === undefined
      ? []
      : [`old mode ${octal(before.mode)}`, `new mode ${octal(after.mode)}`];
  if (after.text === undefined) return lines([`--- ${path}`, '+++ /dev/null']);
  const [had, has] = [readerOf(path, before.text ?? '', shows), readerOf(path, after.text, shows)];
  const hunks = hunksOf(before.text ?? '', after.text).flatMap(({ line, lineAfter, removed, added }) => [
    `@@ -${range(line, removed.length)} +${range(lineAfter, added.length)} @@`,
    ...located(
      removed.map((text, index) => had(text, line + index)),
      added.map((text, index) => has(text, lineAfter + index)),
    ),
  ]);
  return lines([...modes, `--- ${before.text === undefined ? '/dev/null' : path}`, `+++ ${path}`, ...hunks]);
}

/** Of a long line that is all that changes, such as a whole file in one line, shows only what differs and a little beside it. */
function located(removed: readonly string[], added: readonly string[]): readonly string[] {
  const [one, other] = [removed[0] ?? '', added[0] ?? ''];
  const all = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  if (removed.length !== 1 || added.length !== 1 || Math.max(one.length, other.length) <= most) return all;
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [from, behind] = [Math.max(0, start - around), Math.max(0, end - around)];
  const middle = (line: string): string =>
    `${from > 0 ? '…' : ''}${line.slice(from, line.length - behind)}${behind > 0 ? '…' : ''}`;
  return [`-${middle(one)}`, `+${middle(other)}`];
}

/** A line of this many characters is shown whole; of a longer one, so many beside what differs. */
const most = 70;
const around = 20;

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** A range of lines as diffs write it: counted from 1, and with the number of the line above where it is empty. */
const range = (line: number, count: number): string => `${count === 0 ? line : line + 1},${count}`;

const mark = '••••';

/**
 * Masks a line, by its index. Of TOML it is known which lines are heads and which have no key: within a string of many lines
 * anything may look like one.
 */
function readerOf(path: string, text: string, shows: readonly string[]): (line: string, index: number) => string {
  if (!path.endsWith('.toml')) return (line) => maskLine(line, shows);
  const keys = new Map(tomlKeys(text).map(({ line, opens }) => [line - 1, opens === true ? 'head' : 'keys'] as const));
  return (line, index) => maskLine(line, shows, keys.get(index) ?? 'values');
}

/**
 * A line of JSON or TOML, whose strings and comments may be secret. Nothing is shown that is not understood. `holds`: what
 * of TOML it is: the head of a table, whose names are no values, keys with theirs, or values alone.
 */
export function maskLine(text: string, shows: readonly string[], holds: 'head' | 'keys' | 'values' = 'keys'): string {
  const indent = /^[ \t]*/.exec(text)?.[0].replaceAll('\t', '  ') ?? '';
  const isKey = (rest: string): boolean =>
    holds === 'head' || (holds === 'keys' && /^\s*(?:[:=]|\.[\w"'-]+\s*[.=])/.test(rest));
  const tokens = /"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\]|\\.)*"|'[^']*'|#.*|[\s{}[\],.:=]+|[\w-]+|[^]/g;
  let [masked, key] = ['', ''];
  for (const { 0: token, index } of text.trimEnd().matchAll(tokens)) {
    const rest = text.slice(index + token.length);
    if (/^[\s{}[\],.:=]+$/.test(token)) {
      masked += token;
    } else if (token.startsWith('#')) {
      masked += `# ${mark}`;
    } else if (isKey(rest)) {
      key = unquoted(token);
      masked += key.length > 60 || looksSecret.test(key) ? mark : token;
    } else {
      masked += shownValue(token, shows.includes(key));
    }
  }
  return indent + clean(masked, 100_000);
}

function shownValue(token: string, shows: boolean): string {
  if (/^(?:true|false|null|-?\d{1,9})$/.test(token)) return token;
  const quote = /^["']/.exec(token)?.[0] ?? '';
  const value = unquoted(token);
  if (!shows || value.length > 120 || looksSecret.test(value)) return `${quote}${mark}${quote}`;
  return /^[a-z]+:\/\//i.test(value) ? `${quote}${shownEndpoint(value)}${quote}` : token;
}

/** What looks like a key of some vendor's, whatever name it stands under. */
export const looksSecret = /\b(?:sk|pk|rk|gsk|xai|vck|ghp|gho|github_pat|eyJ|AIza)[-_\w]{12,}|\bBearer\s/i;

const unquoted = (token: string): string => (/^["']/.test(token) ? token.slice(1, -1) : token);
