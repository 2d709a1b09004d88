import { Failure } from '../../failure.ts';
import { keyHeader } from '../../keys/key-headers.ts';
import { bearerOf, type SecretText } from '../../keys/secret.ts';
import { vendorOf } from '../../models/vendors.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';

export interface Ways {
  /** By the name of the provider, as `models.providers` has them. */
  readonly providers: Readonly<Record<string, JsonObject>>;
  /** All that is sent as a header, credentials too. */
  readonly variables: Readonly<Record<string, SecretText>>;
  /** The models that OpenClaw can reach, each once, with the name by which OpenClaw knows it. */
  readonly models: readonly Reached[];
  /** How many it can't reach. */
  readonly left: number;
}

interface Reached {
  readonly name: string;
  readonly endpoint: ModelEndpoint;
}

/**
 * The gateway as a provider of OpenClaw's, `jetway`; where its models want other credentials, as several, by their protocols. A
 * session keeps the name of its model, so the names are the same in each launch. Throws a `configuration` Failure where the
 * main model's credentials can't be sent.
 */
export function waysOf(target: Target): Ways {
  const variables: Record<string, SecretText> = {};
  const references = new Map<string, string>();
  const variableFor = (text: SecretText): string => {
    const said = JSON.stringify(text);
    const id = references.get(said) ?? `JETWAY_OPENCLAW_${references.size + 1}`;
    references.set(said, id);
    variables[id] = text;
    return id;
  };
  const reachable = target.models.filter(isReachable);
  if (reachable[0] !== target.models[0]) throw unreachable(target);
  const name = namer(reachable);
  const providers: Record<string, { readonly entry: JsonObject; readonly models: JsonObject[] }> = {};
  const models: Reached[] = [];
  for (const endpoint of reachable) {
    const provider = name(endpoint);
    const made = (providers[provider] ??= { entry: entryOf(endpoint, target.headers, variableFor), models: [] });
    const known = `${provider}/${endpoint.model}`;
    if (models.some((one) => one.name === known)) continue;
    models.push({ name: known, endpoint });
    made.models.push(modelOf(endpoint));
  }
  return {
    providers: Object.fromEntries(
      Object.entries(providers).map(([id, { entry, models: all }]) => [id, { ...entry, models: all }]),
    ),
    variables,
    models,
    left: target.models.length - reachable.length,
  };
}

/** Of each endpoint: credentials are a provider's, and where the models want several the protocol tells those apart. */
function namer(endpoints: readonly ModelEndpoint[]): (endpoint: ModelEndpoint) => string {
  const signs = new Set(endpoints.map(({ credentials }) => JSON.stringify(credentials)));
  const names = new Map<string, string>();
  return ({ credentials, protocol }) => {
    if (signs.size === 1) return 'jetway';
    const base = `jetway-${apis[protocol].short}`;
    const sign = JSON.stringify([base, credentials]);
    const taken = [...names.values()].filter((name) => name === base || name.startsWith(`${base}-`)).length;
    const name = names.get(sign) ?? (taken === 0 ? base : `${base}-${taken + 1}`);
    names.set(sign, name);
    return name;
  };
}

/** Over OpenAI's protocols it always sends a bearer, and where there is none one that stands for none. */
function isReachable({ credentials, protocol }: ModelEndpoint): boolean {
  const names = Object.keys(credentials);
  return !protocol.startsWith('openai') || names.length === 0 || names.includes(keyHeader.bearer);
}

function unreachable({ gateway, main }: Target): Failure {
  return new Failure(
    'configuration',
    `OpenClaw can't send ${gateway.name} ${Object.keys(main.credentials).join(', ')} alone for ${main.about.id}: over this ` +
      "protocol a bearer goes along, which would be taken for a provider's key.",
    "Add the provider's own key, leave out the setting that names another header, or take a model of Anthropic's.",
  );
}

/** The one credential that OpenClaw takes as a key of its own: a bearer, or what the protocol's vendor has. */
function keyOf({
  credentials,
  protocol,
}: ModelEndpoint): { readonly header: string; readonly text: SecretText } | undefined {
  const key = bearerOf(credentials[keyHeader.bearer]);
  if (key !== undefined) return { header: keyHeader.bearer, text: key };
  const header = apis[protocol].blank;
  const text = header === undefined ? undefined : credentials[header];
  return header === undefined || text === undefined ? undefined : { header, text };
}

/**
 * In its terminal the key alone is taken from a variable, and a text `"${…}"` is written down with what it stands for: so that
 * is for what is no secret, and another credential for turns of `agent` alone (2026.9.6). Without an `apiKey` no gateway is
 * asked that is not on this machine.
 */
function entryOf(
  endpoint: ModelEndpoint,
  headers: Target['headers'],
  variableFor: (text: SecretText) => string,
): JsonObject {
  const { baseUrl, credentials, protocol } = endpoint;
  const reference = (text: SecretText): JsonObject => ({ source: 'env', provider: 'default', id: variableFor(text) });
  const key = keyOf(endpoint);
  const others = Object.entries(credentials).filter(([name]) => name !== key?.header);
  return {
    baseUrl: baseUrl + apis[protocol].path,
    api: apis[protocol].api,
    apiKey: key === undefined ? 'none' : reference(key.text),
    ...(key?.header === keyHeader.bearer ? { authHeader: true } : {}),
    headers: Object.fromEntries([
      ...Object.entries(headers).map(([name, text]) => [name, `\${${variableFor(text)}}`] as const),
      ...others.map(([name, text]) => [name, reference(text)] as const),
    ]),
  };
}

/** Throws a `configuration` Failure where its terminal can't send what the main model's requests need. */
export function checkTerminal({ gateway, main }: Target): void {
  const key = keyOf(main);
  const others = Object.keys(main.credentials).filter((name) => name !== key?.header);
  if (others.length === 0) return;
  throw new Failure(
    'configuration',
    `OpenClaw's terminal can't send the credentials that ${gateway.name} wants here (${Object.keys(main.credentials).join(', ')}): it takes one key.`,
    'Leave out a provider\'s own key, or a setting that names another header; a turn sends all: jetway openclaw agent exec "…"',
  );
}

/** Where the catalogue tells none: what it takes for a model that it does not know would be less (2026.9.6). Tokens. */
const assumed = { contextWindow: 128_000, maxOutputTokens: 8192 };

function modelOf({ about, baseUrl, credentials, model, protocol }: ModelEndpoint): JsonObject {
  const { contextWindow = assumed.contextWindow, maxOutputTokens, modalities, name, prices = {}, reasoning } = about;
  const { api, blank, path } = apis[protocol];
  return {
    id: model,
    name: name ?? about.id,
    api,
    baseUrl: baseUrl + path,
    contextWindow,
    maxTokens: maxOutputTokens ?? assumed.maxOutputTokens,
    input: modalities === undefined || modalities.includes('image') ? ['text', 'image'] : ['text'],
    ...(reasoning === undefined ? {} : { reasoning }),
    cost: {
      input: prices.input ?? 0,
      output: prices.output ?? 0,
      cacheRead: prices.cacheRead ?? prices.input ?? 0,
      cacheWrite: prices.cacheWrite ?? prices.input ?? 0,
    },
    // Otherwise its stand-in for a key goes out in it.
    ...(blank === undefined || blank in credentials ? {} : { headers: { [blank]: '' } }),
    // What it takes an unknown server for is OpenAI's own.
    ...(protocol === 'openai-chat' && vendorOf(model)?.id !== 'openai'
      ? { compat: { maxTokensField: 'max_tokens' } }
      : {}),
  };
}

/**
 * What OpenClaw calls each protocol, what it wants behind our base URL, and the header of the vendor's in which it sends a key
 * whatever else is sent (2026.9.6).
 */
const apis: Readonly<
  Record<ProtocolId, { readonly api: string; readonly path: string; readonly short: string; readonly blank?: string }>
> = {
  'anthropic-messages': { api: 'anthropic-messages', path: '', short: 'messages', blank: keyHeader.anthropic },
  'openai-responses': { api: 'openai-responses', path: '', short: 'responses' },
  'openai-chat': { api: 'openai-completions', path: '', short: 'chat' },
  gemini: { api: 'google-generative-ai', path: '/v1beta', short: 'gemini', blank: keyHeader.google },
};
