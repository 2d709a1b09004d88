import { bearer, keyHeader } from '../keys/key-headers.ts';
import type { Secret, SecretText } from '../keys/secret.ts';

/** A wire format. Agents and gateways meet over one of these and know nothing else of each other. */
export type ProtocolId = 'anthropic-messages' | 'openai-responses' | 'openai-chat' | 'gemini';

interface Protocol {
  /** What the vendor's own base URL ends with, where a path belongs to it. */
  readonly basePath: string;
  /** What stands behind a base URL in a model request; the base URL is all that stands before it. */
  readonly requestPath: (model: string) => string;
  /** What stands behind a base URL in the request for the model list. */
  readonly listPath: string;
  /** The header in which the vendor of the protocol itself takes a key. */
  readonly keyHeader: (key: Secret) => Readonly<Record<string, SecretText>>;
  /** What the vendor's own libraries read: the base URL, and the key by the header that it goes in (a bearer without its word). */
  readonly variables: {
    readonly baseUrl: readonly string[];
    readonly key: Readonly<Record<string, string>>;
    /** Those that would win over these two. */
    readonly winning?: readonly string[];
  };
}

// https://github.com/openai/openai-node (6.49), https://github.com/anthropics/anthropic-sdk-typescript (1.14), and
// https://github.com/googleapis/js-genai (2.32 and 3.3): read when a client is made without arguments.
const openai = { baseUrl: ['OPENAI_BASE_URL'], key: { [keyHeader.bearer]: 'OPENAI_API_KEY' } };

/** The one place that says what "base URL" means for each protocol. */
export const protocols: Readonly<Record<ProtocolId, Protocol>> = {
  'anthropic-messages': {
    basePath: '',
    requestPath: () => '/v1/messages',
    listPath: '/v1/models',
    keyHeader: (key) => ({ [keyHeader.anthropic]: key }),
    variables: {
      baseUrl: ['ANTHROPIC_BASE_URL'],
      key: { [keyHeader.anthropic]: 'ANTHROPIC_API_KEY', [keyHeader.bearer]: 'ANTHROPIC_AUTH_TOKEN' },
    },
  },
  'openai-responses': {
    basePath: '/v1',
    requestPath: () => '/responses',
    listPath: '/models',
    keyHeader: bearer,
    variables: openai,
  },
  'openai-chat': {
    basePath: '/v1',
    requestPath: () => '/chat/completions',
    listPath: '/models',
    keyHeader: bearer,
    variables: openai,
  },
  gemini: {
    basePath: '',
    requestPath: (model) => `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
    listPath: '/v1beta/models',
    keyHeader: (key) => ({ [keyHeader.google]: key }),
    variables: {
      baseUrl: ['GOOGLE_GEMINI_BASE_URL'],
      key: { [keyHeader.google]: 'GEMINI_API_KEY' },
      winning: ['GOOGLE_API_KEY', 'GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GENAI_USE_ENTERPRISE'],
    },
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

/** What reaches an agent that speaks these: themselves, and each that a relay translates for it. */
export function withTranslated(speaks: readonly ProtocolId[]): readonly ProtocolId[] {
  return [...new Set([...speaks, ...speaks.flatMap((protocol) => translations[protocol])])];
}
