import { dataOf } from '../../protocols/request.ts';

/** Of a picture, about the most that any maker counts for one of the size that agents send. */
const imageTokens = 1600;

/**
 * Tokens of a body, guessed upwards: prose has four letters a token and code a little more than three; outside ASCII one
 * letter may be a token. Pictures count by the piece.
 */
export function estimate(value: unknown): number {
  if (typeof value === 'string') return tokens(value);
  if (Array.isArray(value)) return value.reduce<number>((total, inner) => total + estimate(inner), 1);
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce((total, [name, inner]) => total + name.length / 4 + estimate(inner), 2);
}

function tokens(text: string): number {
  if (text.length > 1000 && (dataOf(text) !== undefined || /^[\w+/=-]{1000}/.test(text))) return imageTokens;
  let wide = 0;
  // Most are ASCII throughout, which a native count tells ten times as fast.
  if (Buffer.byteLength(text) === text.length) return text.length / 3;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) wide += 1;
  return (text.length - wide) / 3 + wide;
}
