import { at, parseJson, textAt } from '../../json-path.ts';

/**
 * A custom tool takes a text, where everybody else's tools take JSON: towards them it is a function with one text, and
 * this takes that text out of the arguments again. Models that know the tool name the text as they like.
 */
const names = ['input', 'patch', 'code', 'command', 'cmd', 'text', 'patchText'];

/** The input that the arguments mean; of arguments that are no JSON, they themselves. */
export function freeformOf(words: string): string {
  const parsed = parseJson(words);
  if (typeof parsed === 'string') return unfenced(parsed);
  if (typeof parsed !== 'object' || parsed === null) return unfenced(words);
  const named = names.map((name) => at(parsed, name)).find((value) => value !== undefined);
  const only = Object.values(parsed).filter((value) => typeof value === 'string');
  const value = named ?? (only.length === 1 ? only[0] : undefined);
  if (typeof value === 'string') return unfenced(value);
  // `["apply_patch", "*** Begin Patch…"]`
  if (Array.isArray(value)) return unfenced(textAt(value, value.length - 1) ?? words);
  return unfenced(words);
}

function unfenced(text: string): string {
  const fenced = /^\s*```[^\n]*\n(?<inner>[\s\S]*?)\n?```\s*$/.exec(text);
  return fenced?.groups?.['inner'] ?? text;
}

/** The same while the arguments are still coming. */
export interface Freeform {
  /** What this piece adds to the input; all of them are a beginning of what `freeformOf` says at the end. */
  push(piece: string): string;
}

const beginning = new RegExp(`^\\s*\\{\\s*"(?:${names.join('|')})"\\s*:\\s*"`);

export function createFreeform(): Freeform {
  let before = '';
  let inside = false;
  let over = false;
  /** Read, and not yet told: what may be a fence, or half an escape. */
  let held = '';
  let told = false;

  return {
    push: (piece) => {
      if (over) return '';
      let rest = piece;
      if (!inside) {
        before += piece;
        const begun = beginning.exec(before);
        if (begun === null) return '';
        inside = true;
        rest = before.slice(begun[0].length);
      }
      held += rest;
      const { text, used, closed } = unescaped(held);
      if (!told && (/^\s*`{0,3}$/.test(text) || /^\s*```/.test(text))) return '';
      told = true;
      over = closed;
      held = held.slice(used);
      return text;
    },
  };
}

/** As much of a JSON string's inside as is whole. */
function unescaped(raw: string): { readonly text: string; readonly used: number; readonly closed: boolean } {
  const whole = /^(?:[^"\\]+|\\u[0-9a-fA-F]{4}|\\[^u])*/.exec(raw)?.[0] ?? '';
  const closed = raw[whole.length] === '"';
  // The first half of a pair, which would be told apart from its second.
  const used = closed ? whole : whole.replace(/(?:\\u[dD][89abAB][0-9a-fA-F]{2}|[\ud800-\udbff])$/, '');
  const text = parseJson(`"${used}"`);
  return { text: typeof text === 'string' ? text : '', used: used.length, closed };
}
