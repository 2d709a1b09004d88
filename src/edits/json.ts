import { proved, type Settings } from './proof.ts';

/** What JSON takes for space, and the mark that some editors put in front of a text. */
const mark = /^\uFEFF/;

/** The settings in a text of strict JSON; a blank one has none. Undefined where it is no object. */
export function parseJson(text: string): Settings | undefined {
  const plain = text.replace(mark, '');
  if (plain.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(plain);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The value of each key as it is written, null for one that is not there. Undefined where the text is not understood or
 * has such a key twice.
 */
export function findJson(text: string, keys: readonly string[]): Readonly<Record<string, string | null>> | undefined {
  if (parseJson(text) === undefined) return undefined;
  const members = membersOf(text);
  const found = keys.map((key) => members.filter((member) => member.key === key));
  if (found.some((same) => same.length > 1)) return undefined;
  const written = found.map(([member]) => (member === undefined ? null : text.slice(member.value, member.end)));
  return Object.fromEntries(keys.map((key, index) => [key, written[index] ?? null]));
}

/**
 * Sets a key of the outermost object, or takes it out (null); every byte beside it stays. `written`: the value as it is to
 * stand there. Undefined, a refusal, where the result can't be proved to differ in this key alone.
 */
export function setJson(text: string, key: string, written: string | null): string | undefined {
  const found = findJson(text, [key]);
  if (found === undefined) return undefined;
  if (found[key] === written) return text;
  const next = spliced(text, key, written);
  return next !== undefined && proved({ text, next, key, written }, parseJson, `{"value":${written}}`)
    ? next
    : undefined;
}

interface Member {
  readonly key: string;
  readonly start: number;
  /** Where its value begins. */
  readonly value: number;
  readonly end: number;
}

/** The members of the outermost object of a text that is known to be JSON. */
function membersOf(text: string): readonly Member[] {
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
  const members: Member[] = [];
  let open: { readonly key: string; readonly start: number; value?: number } | undefined;
  let [depth, end] = [0, 0];
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (depth === 1 && (token === ',' || token === '}')) {
      if (open?.value !== undefined) members.push({ ...open, value: open.value, end });
      open = undefined;
    } else if (depth === 1 && open === undefined) {
      open = { key: JSON.parse(token) as string, start: index };
    } else if (open !== undefined && open.value === undefined && token !== ':') {
      open.value = index;
    }
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    end = index + token.length;
  }
  return members;
}

function spliced(text: string, key: string, written: string | null): string | undefined {
  const members = membersOf(text);
  const index = members.findIndex((member) => member.key === key);
  const [member, before, after] = [members[index], members[index - 1], members[index + 1]];
  if (written === null) {
    if (member === undefined) return text;
    if (after !== undefined) return text.slice(0, member.start) + text.slice(after.start);
    if (before !== undefined) return text.slice(0, before.end) + text.slice(member.end);
    return text.slice(0, text.indexOf('{') + 1) + text.slice(text.lastIndexOf('}'));
  }
  if (member !== undefined) return text.slice(0, member.value) + written + text.slice(member.end);
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  const added = `${JSON.stringify(key)}: ${written}`;
  const last = members.at(-1);
  if (last !== undefined) {
    const space = /\s*$/.exec(text.slice(0, last.start))?.[0] ?? '';
    return `${text.slice(0, last.end)},${space}${added}${text.slice(last.end)}`;
  }
  const start = text.indexOf('{') + 1;
  if (start === 0) return `${text}{${line}  ${added}${line}}${line}`;
  return `${text.slice(0, start)}${line}  ${added}${line}${text.slice(text.lastIndexOf('}'))}`;
}
