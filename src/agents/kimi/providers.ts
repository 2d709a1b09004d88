import { keyHeader } from '../../keys/key-headers.ts';
import {
  bearerOf,
  mask,
  partsOf,
  secretsIn,
  type Secret,
  type SecretHeaders,
  type SecretText,
} from '../../keys/secret.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';

/** How the gateway's models are reached. */
export interface Providers {
  /** `[providers]` of the settings, without any secret. */
  readonly entries: JsonObject;
  /** The models that can be reached, each once, with its provider; the main one first. */
  readonly models: readonly { readonly endpoint: ModelEndpoint; readonly provider: string }[];
  readonly variables: Readonly<Record<string, SecretText>>;
  /** How many can't be reached. */
  readonly left: number;
}

/** Of the first key; there is a second one where a provider's own goes along. */
export const keyVariable = 'JETWAY_KIMI_KEY';

/** The name of a protocol in the settings, and the header in which a provider's own key goes (2.1.0). */
const types: Readonly<Record<ProtocolId, readonly [type: string, header: string]>> = {
  'anthropic-messages': ['anthropic', keyHeader.anthropic],
  'openai-responses': ['openai_responses', keyHeader.bearer],
  'openai-chat': ['openai', keyHeader.bearer],
  gemini: ['google-genai', keyHeader.google],
};

/**
 * A provider names the variable of its key, and has headers of its own that stand in the file. Other headers with a secret
 * come from `KIMI_CODE_CUSTOM_HEADERS`, which holds for all providers (2.1.0): so a model is left out that must have
 * one which a model before it, the main one first, must not.
 */
export function providersOf(target: Target): Providers {
  const shared: Record<string, SecretText> = {};
  const variableNames = new Map<string, string>();
  const variables: Record<string, SecretText> = {};
  const ways: Way[] = [];
  const taken = new Set<string>();
  const models: { readonly endpoint: ModelEndpoint; readonly way: Way }[] = [];
  let left = 0;
  for (const endpoint of target.models) {
    if (taken.has(endpoint.model)) continue;
    taken.add(endpoint.model);
    const way = ways.find((one) => signOf(one.endpoint) === signOf(endpoint)) ?? wayOf(endpoint);
    if (!ways.includes(way)) {
      if (!fits(way, ways, shared)) {
        left += 1;
        continue;
      }
      ways.push(way);
      Object.assign(shared, way.others);
    }
    models.push({ endpoint, way });
  }
  const variableOf = (key: Secret): string => {
    const name =
      variableNames.get(key.account) ??
      [keyVariable, ...(variableNames.size === 0 ? [] : [variableNames.size + 1])].join('_');
    variableNames.set(key.account, name);
    variables[name] = key;
    return name;
  };
  const names = ways.map(({ endpoint: { protocol } }, index) => {
    const before = ways.slice(0, index).filter((one) => one.endpoint.protocol === protocol).length;
    return before === 0 ? protocol : `${protocol}-${before + 1}`;
  });
  const entries = ways.map((way, index) => [names[index] ?? '', entryOf(way, shared, variableOf)] as const);
  const sent = Object.entries<SecretText>({ ...target.headers, ...shared });
  return {
    entries: Object.fromEntries(entries),
    models: models.map(({ endpoint, way }) => ({ endpoint, provider: names[ways.indexOf(way)] ?? '' })),
    variables: {
      ...variables,
      ...(sent.length === 0 ? {} : { KIMI_CODE_CUSTOM_HEADERS: linesOf(sent) }),
    },
    left,
  };
}

interface Way {
  readonly endpoint: ModelEndpoint;
  /** The key in the header that the protocol has for it. */
  readonly key: Secret | undefined;
  /** Without a secret. */
  readonly plain: Readonly<Record<string, string>>;
  /** With one, in another header. */
  readonly others: SecretHeaders;
}

function signOf({ baseUrl, credentials, protocol }: ModelEndpoint): string {
  return JSON.stringify([baseUrl, credentials, protocol]);
}

function wayOf(endpoint: ModelEndpoint): Way {
  const [, header] = types[endpoint.protocol];
  const all = Object.entries(endpoint.credentials);
  const text = endpoint.credentials[header];
  const key = header === keyHeader.bearer ? bearerOf(text) : alone(text);
  return {
    endpoint,
    key,
    plain: Object.fromEntries(all.flatMap(([name, one]) => (isPlain(one) ? [[name, mask(one)] as const] : []))),
    others: Object.fromEntries(all.filter(([name, one]) => !isPlain(one) && !(name === header && key !== undefined))),
  };
}

function isPlain(text: SecretText): boolean {
  return secretsIn(text).length === 0;
}

function alone(text: SecretText | undefined): Secret | undefined {
  const [first, ...rest] = text === undefined ? [] : partsOf(text);
  return typeof first === 'object' && rest.length === 0 ? first : undefined;
}

/** Whether what is sent to all is right for this one or can be emptied, and its own is what those before it send anyway. */
function fits({ endpoint, others }: Way, before: readonly Way[], shared: SecretHeaders): boolean {
  const sends = ({ credentials }: ModelEndpoint, name: string, text: SecretText): boolean =>
    JSON.stringify(credentials[name]) === JSON.stringify(text);
  return (
    Object.entries(shared).every(
      ([name, text]) => endpoint.credentials[name] === undefined || sends(endpoint, name, text),
    ) && Object.entries(others).every(([name, text]) => before.every((one) => sends(one.endpoint, name, text)))
  );
}

/**
 * An empty header in the place of one that the SDK or the shared ones would send. Of Anthropic's base Kimi Code takes one
 * `/v1` away at the end, for the path has it (2.1.0).
 */
function entryOf(
  { endpoint: { baseUrl, credentials, protocol }, key, plain }: Way,
  shared: SecretHeaders,
  variableOf: (key: Secret) => string,
): JsonObject {
  const [type, header] = types[protocol];
  const kept = [...(key === undefined ? [header] : []), ...Object.keys(shared)].filter(
    (name) => credentials[name] === undefined,
  );
  const headers = { ...Object.fromEntries(kept.map((name) => [name, ''])), ...plain };
  return {
    type,
    base_url: protocol === 'anthropic-messages' ? `${baseUrl}/v1` : baseUrl,
    ...(key === undefined ? { api_key: 'none' } : { api_key_env: variableOf(key) }),
    ...(Object.keys(headers).length === 0 ? {} : { custom_headers: headers }),
  };
}

function linesOf(headers: readonly (readonly [name: string, value: SecretText])[]): SecretText {
  const parts = headers.flatMap(([name, value], index) => [`${index === 0 ? '' : '\n'}${name}: `, ...partsOf(value)]);
  return parts.every((part) => typeof part === 'string') ? parts.join('') : parts;
}
