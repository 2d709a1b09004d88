import { at, isObject, listAt, parseJson, textAt, type JsonObject } from '../json-path.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { WholeAnswer } from './attempted.ts';
import type { Incoming } from './incoming.ts';
import { findModel } from './model-in-body.ts';

/** By what a body may hold sealed thoughts: a signature of Anthropic's or Google's, or what OpenAI encrypted. */
const seals = ['"thinking"', '"redacted_thinking"', '"encrypted_content"', '"thoughtSignature"'];

export function holdsSeals(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  return seals.some((seal) => bytes.includes(seal));
}

/**
 * Whether an answer refuses the thoughts of an earlier turn, which another model, vendor or account sealed: "Invalid
 * `signature` in `thinking` block" (Anthropic), `invalid_encrypted_content` (OpenAI), "Thought signature is not valid"
 * (Google).
 */
export function refusesSeals({ body }: Pick<WholeAnswer, 'body'>): boolean {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  return /invalid.{0,20}signature|signature.{0,40}(?:not valid|invalid)|corrupted thought signature|encrypted.content/is.test(
    text,
  );
}

/** The same request without what was sealed; undefined where that can't be read, or nothing is. */
export function unsealed(incoming: Incoming): Incoming | undefined {
  const text = Buffer.from(incoming.body.buffer, incoming.body.byteOffset, incoming.body.length).toString('utf8');
  const parsed = parseJson(text);
  const changed = isObject(parsed) ? without[incoming.asked.protocol]?.(parsed) : undefined;
  if (changed === undefined) return undefined;
  const body = Buffer.from(JSON.stringify(changed));
  const { place: _place, ...rest } = incoming;
  const place = incoming.place === undefined ? undefined : findModel(body);
  return { ...rest, body, ...(place === undefined ? {} : { place }) };
}

const without: Readonly<Partial<Record<ProtocolId, (body: JsonObject) => object>>> = {
  'anthropic-messages': (body) => ({
    ...withoutBudget(body),
    messages: listAt(body, 'messages').flatMap((message) => {
      const content = at(message, 'content');
      if (!isObject(message) || !Array.isArray(content)) return [message];
      const kept = content.filter((block) => !/^(?:redacted_)?thinking$/.test(textAt(block, 'type') ?? ''));
      return kept.length === 0 ? [] : [{ ...message, content: kept }];
    }),
  }),
  'openai-responses': (body) => ({
    ...body,
    input: listAt(body, 'input').filter((item) => textAt(item, 'type') !== 'reasoning'),
  }),
  gemini: (body) => ({
    ...body,
    contents: listAt(body, 'contents').map((content) =>
      isObject(content) ? { ...content, parts: listAt(content, 'parts').map(unsigned) } : content,
    ),
  }),
};

/**
 * With a budget for thoughts a turn with calls must begin with one, and edits of thoughts are refused without it
 * (https://docs.claude.com/en/docs/build-with-claude/extended-thinking, 2026-11); adaptive thinking asks for neither.
 */
function withoutBudget(body: JsonObject): object {
  if (textAt(body, 'thinking', 'type') !== 'enabled') return body;
  const { thinking: _thinking, context_management: _edits, ...rest } = body;
  return rest;
}

/** A call must have a signature; this one of Google's says that there is none (https://ai.google.dev/gemini-api/docs/thought-signatures, 2026-11). */
function unsigned(part: unknown): unknown {
  if (!isObject(part) || part['thoughtSignature'] === undefined) return part;
  const { thoughtSignature: _signature, ...rest } = part;
  return part['functionCall'] === undefined ? rest : { ...rest, thoughtSignature: 'skip_thought_signature_validator' };
}
