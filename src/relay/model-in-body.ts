import { at, parseJson } from '../json-path.ts';

/** Where the name of a model stands in the bytes of a JSON object. */
export interface ModelPlace {
  readonly model: string;
  /** Of the string, quotes included; `end` is behind it. */
  readonly start: number;
  readonly end: number;
}

const [quote, backslash, open, close, openList, closeList, colon] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x3a];
const key = Buffer.from('"model"');

/**
 * The value of the top level's `model`, found without parsing the rest: agents write it first, and a body has a hundred
 * thousand bytes. Undefined where there is none that is a string, and for what is no JSON object.
 */
export function findModel(bytes: Uint8Array): ModelPlace | undefined {
  for (const place of placesOfModel(bytes)) return placeAt(bytes, place);
  return undefined;
}

/** Whether the top level has `model` more than once: of two each server takes the one that it likes. Reads all of it. */
export function hasSeveralModels(bytes: Uint8Array): boolean {
  const places = placesOfModel(bytes);
  return places.next().done !== true && places.next().done !== true;
}

/**
 * Where requests name models that may answer in the place of the first, by the pages of 2026-11. Anthropic (a beta that Claude
 * Code 2.1.332 knows) and OpenRouter: https://openrouter.ai/docs/guides/routing/model-fallbacks. LiteLLM:
 * https://docs.litellm.ai/docs/proxy/client_side_fallbacks. Bifrost: https://docs.getbifrost.ai/features/fallbacks. Vercel:
 * https://vercel.com/docs/ai-gateway/models-and-providers/model-fallbacks.
 */
const substitutes: readonly (readonly string[])[] = [
  ['models'],
  ['fallbacks'],
  ['context_window_fallbacks'],
  ['content_policy_fallbacks'],
  ['providerOptions', 'gateway', 'models'],
];

/** All that a request says there, as it is written. Parses the body, so it is asked under a policy alone. */
export function substitutesIn(bytes: Uint8Array): readonly string[] {
  const body = parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  return substitutes.flatMap((path) => textsIn(at(body, ...path)));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Behind the colon of each `model` of the top level. */
function* placesOfModel(bytes: Uint8Array): Generator<number, undefined> {
  let depth = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) {
      const end = stringEnd(bytes, index);
      if (end === undefined) return undefined;
      const next = skipBlanks(bytes, end);
      if (depth === 1 && bytes[next] === colon && isKey(bytes, index, end)) yield next + 1;
      index = end - 1;
    } else if (byte === open || byte === openList) {
      if (depth === 0 && byte === openList) return undefined;
      depth += 1;
    } else if (byte === close || byte === closeList) depth -= 1;
  }
  return undefined;
}

/** The same bytes with another model's name; nothing else changes. */
export function withModel(bytes: Uint8Array, { start, end }: ModelPlace, model: string): Uint8Array {
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(JSON.stringify(model)), bytes.subarray(end)]);
}

function placeAt(bytes: Uint8Array, from: number): ModelPlace | undefined {
  const start = skipBlanks(bytes, from);
  const end = bytes[start] === quote ? stringEnd(bytes, start) : undefined;
  const model = end === undefined ? undefined : text(bytes, start, end);
  return model === undefined || end === undefined ? undefined : { model, start, end };
}

/** However its letters are written. */
function isKey(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === key.length) return key.every((byte, index) => bytes[start + index] === byte);
  return bytes.subarray(start, end).includes(backslash) && text(bytes, start, end) === 'model';
}

function text(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')) as string;
  } catch {
    return undefined;
  }
}

/** Behind the quote that closes the string; native search, since a string may be a whole file. */
function stringEnd(bytes: Uint8Array, start: number): number | undefined {
  for (let index = start + 1; ;) {
    const end = bytes.indexOf(quote, index);
    if (end === -1) return undefined;
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash && end - 1 - slashes > start) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
    index = end + 1;
  }
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let index = from;
  while (bytes[index] === 0x20 || bytes[index] === 0x0a || bytes[index] === 0x0d || bytes[index] === 0x09) index += 1;
  return index;
}
