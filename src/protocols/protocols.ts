import type { Secret, SecretText } from '../keys/secret.ts';

/** A wire format. Agents and gateways meet over one of these and know nothing else of each other. */
export type ProtocolId = 'anthropic-messages' | 'openai-responses' | 'openai-chat' | 'gemini';

interface Protocol {
  /** What stands behind a base URL in a model request; the base URL is all that stands before it. */
  readonly requestPath: (model: string) => string;
  /** What stands behind a base URL in the request for the model list. */
  readonly listPath: string;
  /** The header in which the vendor of the protocol itself takes a key. */
  readonly keyHeader: (key: Secret) => Readonly<Record<string, SecretText>>;
}

const bearer = (key: Secret): Readonly<Record<string, SecretText>> => ({ authorization: ['Bearer ', key] });

/** The one place that says what "base URL" means for each protocol. */
export const protocols: Readonly<Record<ProtocolId, Protocol>> = {
  'anthropic-messages': {
    requestPath: () => '/v1/messages',
    listPath: '/v1/models',
    keyHeader: (key) => ({ 'x-api-key': key }),
  },
  'openai-responses': { requestPath: () => '/responses', listPath: '/models', keyHeader: bearer },
  'openai-chat': { requestPath: () => '/chat/completions', listPath: '/models', keyHeader: bearer },
  gemini: {
    requestPath: (model) => `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
    listPath: '/v1beta/models',
    keyHeader: (key) => ({ 'x-goog-api-key': key }),
  },
};

export const protocolIds = Object.keys(protocols) as readonly ProtocolId[];

/**
 * What the relay can translate: for an agent that speaks the one, each that a gateway may serve instead. Data alone, since
 * each launch reads it; the translators are loaded where a relay opens (`src/relay/translate/index.ts`).
 */
export const translations: Readonly<Record<ProtocolId, readonly ProtocolId[]>> = {
  'anthropic-messages': ['openai-responses', 'openai-chat'],
  'openai-responses': ['anthropic-messages', 'openai-chat'],
  'openai-chat': [],
  gemini: ['openai-chat'],
};
