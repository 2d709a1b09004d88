import { partsOf, type Secret, type SecretText } from '../../keys/secret.ts';
import type { Target } from '../agent.ts';
import { keyHeader } from '../../keys/key-headers.ts';

/**
 * The value of `GEMINI_CLI_CUSTOM_HEADERS`, and the names of headers that can't be sent by it. The CLI takes it apart at
 * each comma that something like `name:` follows, as in most JSON, and one bad header fails every request. Such a value
 * goes in pieces, each under another spelling of the name: fields of one name are joined by `, ` again before they are
 * sent (https://fetch.spec.whatwg.org/#concept-header-list-combine, 0.61.0).
 */
export function headersOf({ headers, main }: Target): { readonly text: SecretText; readonly left: readonly string[] } {
  const wanted = Object.entries({ ...headers, ...main.credentials }).filter(([name]) => name !== keyHeader.google);
  const left = wanted.filter(([name, value]) => fieldsOf(name, value) === undefined).map(([name]) => name);
  const fields = wanted.flatMap(([name, value]) => fieldsOf(name, value) ?? []);
  const parts = fields.flatMap(([name, value], index) => [`${index === 0 ? '' : ','}${name}:`, ...partsOf(value)]);
  return { text: joined(parts), left };
}

/** The headers that Gemini CLI makes of such a text; later ones of a name replace it (0.61.0). */
export function headersIn(text: string): readonly (readonly [name: string, value: string])[] {
  return text.split(atName).flatMap((entry) => {
    const [name, value] = [entry.slice(0, Math.max(0, entry.indexOf(':'))), entry.slice(entry.indexOf(':') + 1)];
    return name.trim() === '' ? [] : [[name.trim(), value.trim()] as const];
  });
}

/** A comma that something like `name:` follows. */
const atName = /,(?=\s*[^,:]+:)/;

type Field = readonly [name: string, value: SecretText];

/** Undefined where it can't be sent. */
function fieldsOf(name: string, value: SecretText): readonly Field[] | undefined {
  if (typeof value !== 'string') return [[name, value]];
  if (/[\r\n]/.test(value)) return undefined;
  const pieces = value.split(atName);
  const letters = [...name].filter((letter) => /[a-z]/i.test(letter)).length;
  if (pieces.length > 2 ** letters) return undefined;
  return pieces.map((piece, index) => [spelling(name, index), piece]);
}

/** Another for each number: its bits say which letters, from the end on, are in upper case. */
function spelling(name: string, number: number): string {
  let left = number;
  return [...name.toLowerCase()]
    .toReversed()
    .map((letter) => {
      if (!/[a-z]/.test(letter)) return letter;
      const upper = left % 2 === 1;
      left = Math.floor(left / 2);
      return upper ? letter.toUpperCase() : letter;
    })
    .toReversed()
    .join('');
}

/** Neighbouring texts as one, so that a plan without a key in it is a plain text. */
function joined(parts: readonly (string | Secret)[]): SecretText {
  const found: (string | Secret)[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (typeof part === 'string' && typeof last === 'string') found[found.length - 1] = last + part;
    else found.push(part);
  }
  const [only] = found;
  return found.length === 0 ? '' : found.length === 1 && only !== undefined ? only : found;
}
