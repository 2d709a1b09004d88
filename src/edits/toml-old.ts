import { parse } from 'smol-toml';
import { proved, type Settings } from './proof.ts';
import { entriesOf, findToml } from './toml-entries.ts';

/** The settings in a text of TOML. Undefined where it is none. */
export function parseToml(text: string): Settings | undefined {
  try {
    return parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' });
  } catch {
    return undefined;
  }
}

/**
 * Sets a top-level key, or takes its line out (null); every byte beside it stays, a comment behind the value too.
 * `written`: the value as it is to stand there. A new key comes below the other top-level ones, as Codex writes it.
 * Undefined, a refusal, where the result can't be proved to differ in this key alone.
 */
export function setToml(text: string, key: string, written: string | null): string | undefined {
  const found = findToml(text, [key]);
  if (found === undefined) return undefined;
  if (found[key] === written) return parseToml(text) === undefined ? undefined : text;
  const next = spliced(text, key, written);
  return proved({ text, next, key, written }, parseToml, `value = ${written}`) ? next : undefined;
}

function spliced(text: string, key: string, written: string | null): string {
  const entries = entriesOf(text) ?? [];
  const entry = entries.find((one) => one.key[0] === key);
  if (written === null) return entry === undefined ? text : text.slice(0, entry.start) + text.slice(entry.next);
  if (entry !== undefined) return text.slice(0, entry.value) + written + text.slice(entry.end);
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  const place = entries.at(-1)?.next ?? (text.startsWith('\uFEFF') ? 1 : 0);
  const open = place > 1 && !text.slice(0, place).endsWith('\n');
  const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  return `${text.slice(0, place)}${open ? line : ''}${name} = ${written}${line}${text.slice(place)}`;
}
