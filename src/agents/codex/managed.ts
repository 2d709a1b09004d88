import type { Obstacle } from '../agent-doctor.ts';

/**
 * An administrator's files beat `-c` (https://developers.openai.com/codex/enterprise/managed-configuration, 0.169.0).
 * Rules for sandbox, approvals, features or MCP are no obstacle. What the vendor's service asks of a business login
 * is not read: it is not on this machine.
 */
export function obstacles(text: string): readonly Obstacle[] {
  if (/^(bplist|<\?xml|<!DOCTYPE plist)/.test(text)) return inPropertyList(text);
  const keys = topLevelKeys(text.replace(/^\uFEFF/, ''));
  if (keys === undefined) {
    return [{ key: 'the whole file', why: 'it is no TOML, so what it decides is not known', overridable: false }];
  }
  return decisive.filter((key) => keys.has(key)).map((key) => ({ key, why: wins, overridable: false }));
}

const decisive: readonly string[] = ['model', 'model_provider', 'model_providers', 'model_catalog_json'];
const wins = 'it ranks above the command line';

/** macOS: the two keys hold whole files in base64, which are not taken apart. */
function inPropertyList(text: string): readonly Obstacle[] {
  return ['config_toml_base64', 'requirements_toml_base64']
    .filter((key) => text.includes(key))
    .map((key) => ({ key, why: 'it holds settings that rank above the command line', overridable: false }));
}

/**
 * The first part of every key path in a TOML text: `a` for `a = 1`, `a.b = 1`, `"a" = 1`, `[a.b]` and `[[a]]`. Keys of
 * a table count under the table's name. Undefined where the text is none.
 */
function topLevelKeys(text: string): ReadonlySet<string> | undefined {
  const keys = new Set<string>();
  let table: string | undefined;
  let rest = text;
  for (;;) {
    rest = rest.replace(blank, '');
    if (rest === '') return keys;
    const header = tableHeader.exec(rest);
    const assignment = header === null ? keyBefore.exec(rest) : null;
    const first = unquoted((header ?? assignment)?.[1]);
    if (first === undefined) return undefined;
    if (header !== null) table = first;
    keys.add(table ?? first);
    const end = header === null ? endOfValue(rest, assignment?.[0].length ?? 0) : header[0].length;
    if (end === undefined) return undefined;
    rest = rest.slice(end);
    if (!lineEnd.test(rest)) return undefined;
  }
}

const blank = /^(?:\s|#[^\n]*)+/;
const lineEnd = /^[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/;
const part = String.raw`(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')`;
const path = String.raw`[ \t]*(${part})(?:[ \t]*\.[ \t]*${part})*[ \t]*`;
const tableHeader = new RegExp(String.raw`^\[{1,2}${path}\]{1,2}`);
const keyBefore = new RegExp(`^${path}=`);

function unquoted(key: string | undefined): string | undefined {
  if (key === undefined || !/^["']/.test(key)) return key;
  if (key.startsWith("'")) return key.slice(1, -1);
  try {
    return String(JSON.parse(key));
  } catch {
    return undefined;
  }
}

/** A string in one of its four forms, a comment, a bracket, a line's end, or whatever lies between those. */
const token =
  /"""(?:\\[^]|[^\\])*?"{3,5}|'''[^]*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[[\]{}]|\n|[^\s"'#[\]{}]+|[^\S\n]+/y;

/** The index behind the value that begins at `start`; undefined where it has no end, or isn't there. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  let empty = true;
  token.lastIndex = start;
  for (let at = start; at < text.length; at = token.lastIndex) {
    const found = token.exec(text)?.[0];
    if (found === undefined) return undefined;
    if (depth === 0 && (found === '\n' || found.startsWith('#'))) return empty ? undefined : at;
    if (found === '[' || found === '{') depth += 1;
    if (found === ']' || found === '}') depth -= 1;
    if (depth < 0) return undefined;
    if (found.trim() !== '') empty = false;
  }
  return depth === 0 && !empty ? text.length : undefined;
}
