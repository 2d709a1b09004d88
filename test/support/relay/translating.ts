import type { JsonObject } from '../../../src/agents/agent.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { translators } from '../../../src/relay/translate/pairs.ts';
import type { TranslatedRequest, TranslationContext, Translator } from '../../../src/relay/translator.ts';

export function translator(from: ProtocolId, to: ProtocolId): Translator {
  const found = translators[`${from} to ${to}`];
  if (found === undefined) throw new Error(`${from} to ${to} is not translated.`);
  return found;
}

export const every = Object.values(translators);

export function contextOf(more: Partial<TranslationContext> = {}): TranslationContext {
  return {
    model: 'up',
    asked: 'asked',
    streams: true,
    cameAt: 1_780_000_000_500,
    session: 'session-1',
    headers: {},
    ...more,
  };
}

/** A request of the agent's that says as little as it can. */
export const smallest: Readonly<Record<ProtocolId, JsonObject>> = {
  'anthropic-messages': { model: 'asked', max_tokens: 100, messages: [{ role: 'user', content: 'hi' }] },
  'openai-responses': { model: 'asked', input: 'hi', store: false },
  'openai-chat': { model: 'asked', messages: [{ role: 'user', content: 'hi' }] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
};

/** The request translated; throws where it was refused. */
export function requested(one: Translator, body: unknown, more: Partial<TranslationContext> = {}): TranslatedRequest {
  const result = one.request(body, contextOf(more));
  if ('refused' in result) throw new Error(`Refused: ${result.refused.message}`);
  return result;
}

/** A whole stream, in pieces of so many characters. */
export function streamed(request: TranslatedRequest, stream: string, size = 7, broke?: string): string {
  const translation = request.stream();
  let sent = '';
  for (let at = 0; at < stream.length; at += size) sent += translation.push(stream.slice(at, at + size));
  return sent + translation.end(broke);
}
