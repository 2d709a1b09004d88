import { readModelList } from '../../models/read-list.ts';
import { protocols, type ProtocolId } from '../../protocols/protocols.ts';
import { Secret, type SecretHeaders, type SecretText } from '../../keys/secret.ts';
import { vendorOf } from '../../models/vendors.ts';
import { listOver, type Asked } from '../ask-over.ts';
import type { HeldKeys } from '../question.ts';
import { providerKeyAccount, routeOver, type Connection, type ModelList, type Route } from '../gateway.ts';

/** What Helicone has at an address of its own, and how it is spoken to there. */
export interface Service {
  readonly url: string;
  /** Whose key goes along beside Helicone's. Absent: Helicone's is the only one. */
  readonly provider?: string;
  /** Best first; empty where the model is not served here. */
  protocolsOf(model: string): readonly ProtocolId[];
}

/**
 * The first is https://docs.helicone.ai/gateway/overview: one key, and chat for every model. The others pass on to one
 * provider what they get: https://docs.helicone.ai/integrations/anthropic/curl and …/integrations/openai/responses.
 * 2026-11
 */
export const services: Readonly<Record<string, Service>> = {
  gateway: { url: 'https://ai-gateway.helicone.ai', protocolsOf: gatewayProtocols },
  anthropic: {
    url: 'https://anthropic.helicone.ai',
    provider: 'anthropic',
    protocolsOf: (model) => (isOf('anthropic', model) ? ['anthropic-messages'] : []),
  },
  openai: {
    url: 'https://oai.helicone.ai',
    provider: 'openai',
    protocolsOf: (model) => (isOf('openai', model) ? ['openai-responses', 'openai-chat'] : []),
  },
};

/**
 * Responses are promised for OpenAI's and Anthropic's models; the latter are translated twice then.
 * https://docs.helicone.ai/gateway/concepts/responses-api, 2026-11. Anthropic's own protocol is none of it: a body in
 * that is handed on as it came, with an id of Helicone's for the model.
 * https://github.com/Helicone/helicone, packages/cost/models/providers/anthropic.ts, 2026-11
 */
function gatewayProtocols(model: string): readonly ProtocolId[] {
  if (model === '') return ['openai-chat', 'openai-responses'];
  // `gpt-4o/azure`: at this provider alone. `a,b`: one after the other.
  switch (vendorOf(model.split(/[/,]/, 1)[0] ?? '')?.id) {
    case 'openai':
      return ['openai-responses', 'openai-chat'];
    case 'anthropic':
      return ['openai-chat', 'openai-responses'];
    default:
      return ['openai-chat'];
  }
}

function isOf(provider: string, model: string): boolean {
  return model === '' || vendorOf(model)?.id === provider;
}

export function routesTo({ provider, protocolsOf }: Service, baseUrl: string, model: string): readonly Route[] {
  const bare = provider !== undefined && model.startsWith(`${provider}/`) ? model.slice(provider.length + 1) : model;
  return protocolsOf(model).map((protocol) => ({
    ...routeOver(protocol, baseUrl, bare),
    ...(provider === undefined ? {} : { provider }),
  }));
}

/** In front of a provider, the provider's own header is for the provider's own key. */
export function credentialsFor(
  account: string,
  { protocol, provider }: Route,
  sent: Parameters<Connection['credentials']>[1],
): SecretHeaders {
  const key: SecretText = ['Bearer ', new Secret(account)];
  if (provider === undefined) return sent.key ? { authorization: key } : {};
  return {
    ...(sent.key ? { 'helicone-auth': key } : {}),
    ...(sent.providerKey ? protocols[protocol].keyHeader(new Secret(providerKeyAccount({ account }, provider))) : {}),
  };
}

/**
 * The AI Gateway's is open to all and has ids alone: https://docs.helicone.ai/rest/ai-gateway/get-v1models; a provider's
 * is its own: https://platform.claude.com/docs/en/api/models/list. 2026-11
 */
export function listOf(service: Service, asked: Asked, route: Route, keys: HeldKeys, idsOnly?: boolean): ModelList {
  const url = `${route.baseUrl}${protocols[route.protocol].listPath}`;
  const protocolsOf = (id: string): readonly ProtocolId[] =>
    isOther(id) ? [] : routesTo(service, asked.url, id).map(({ protocol }) => protocol);
  return listOver(asked, route, keys, (body) => readModelList(body, protocolsOf, idsOnly), {
    url: service.provider === 'anthropic' ? `${url}?limit=1000` : url,
  });
}

/** The route over which the list is asked: Anthropic's wants its version named. */
export function listRoute({ provider }: Service, route: Route): Route {
  return provider === 'anthropic' ? { ...route, headers: { 'anthropic-version': '2023-06-01' } } : route;
}

/** By its name it has another job than to converse. */
function isOther(id: string): boolean {
  return /audio|embedding|imag|instruct$|moderation|realtime|search-api|transcribe|\btts\b|video|whisper/.test(id);
}
