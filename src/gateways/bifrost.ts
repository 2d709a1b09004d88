import { addressSetting } from './address-setting.ts';
import { answerTo, choiceReader, unanswered } from '../options/parse-settings.ts';
import { facetsOf, percentEncoded } from './attribution.ts';
import { interpretProbe, listOver, probeOver, type Asked } from './ask-over.ts';
import { at, textAt } from '../json-path.ts';
import type { Model } from '../models/catalogue.ts';
import { readModelList } from '../models/read-list.ts';
import { protocolIds, protocols, type ProtocolId } from '../protocols/protocols.ts';
import { Secret, type SecretHeaders } from '../keys/secret.ts';
import { protocolOrder, vendorOf } from '../models/vendors.ts';
import { explainBody } from './bifrost/errors.ts';
import { isOfOneProvider, whyUnlisted } from './bifrost/list-errors.ts';
import { headersOver, type Answers, type Connection, type Gateway, type Route } from './gateway.ts';

const keyHeaders = ['vendor', 'x-bf-vk'];
const defaultUrl = 'http://localhost:8080';

/** Its paths for SDKs, each of which is a root of its own, and what stands behind one. https://docs.getbifrost.ai, 2026-11 */
const protocolPath =
  /\/(?:anthropic|openai|genai|bedrock|cohere|litellm|langchain|pydanticai|v1|v1beta|chat\/completions|responses|messages|models(?:\/[^/]+:[^/]+)?)$/;

const settings: Gateway['settings'] = [
  addressSetting({
    question: 'Address of Bifrost',
    variables: ['BIFROST_BASE_URL', 'BIFROST_URL'],
    default: defaultUrl,
    hint: `Give Bifrost's address, for example ${defaultUrl}`,
    ending: protocolPath,
  }),
  {
    id: 'key-header',
    question: 'Header for the virtual key',
    where: "x-bf-vk is for older keys, those without sk-bf- in front; others go in each vendor's own header.",
    variables: [],
    default: 'vendor',
    choices: keyHeaders,
    read: choiceReader('key-header', keyHeaders),
  },
];

/** Bifrost, which translates: any model over any protocol. https://docs.getbifrost.ai, 2026-11 */
export const bifrost: Gateway = {
  id: 'bifrost',
  aliases: ['maxim-bifrost', 'bifrost-gateway'],
  name: 'Bifrost',
  settings,
  keyVariables: ['BIFROST_VIRTUAL_KEY', 'BIFROST_API_KEY'],
  key: 'optional',
  keyNeeds: 'A virtual key whose providers have the model; no administrator’s password.',
  takesProviderKey: false,
  localProbe: {
    url: `${defaultUrl}/health`,
    headers: {},
    read: (status, body) => status === 200 && at(body, 'components') !== undefined,
  },
  missing: (answers) => unanswered(settings, answers),
  connect,
  managed: { connect: async (answers) => (await import('./bifrost/admin.ts')).managementOf(connect(answers).url) },
};

function connect(answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const keyHeader = answerTo('key-header', settings, answers);
  const key = new Secret(baseUrl);
  const chat = routeOver('openai-chat', baseUrl, '');
  const listUrl = `${baseUrl}/v1/models`;
  const headers = (route: Route, sent: boolean): SecretHeaders => {
    if (!sent) return {};
    return keyHeader === 'x-bf-vk' ? { 'x-bf-vk': key } : protocols[route.protocol].keyHeader(key);
  };
  const self: Asked = {
    gateway: { id: bifrost.id, name: bifrost.name },
    url: baseUrl,
    account: baseUrl,
    credentials: (route, sent) => headers(route, sent.key),
    explain: explainBody,
  };
  return {
    ...self,
    key,
    routes: (model = '') => routesTo(baseUrl, model),
    lists: (keys, idsOnly) => {
      const models = (body: object): readonly Model[] => readModelList(body, () => protocolIds, idsOnly);
      return [
        listOver(self, chat, keys, models, {
          url: listUrl,
          next: (body) => nextPage(listUrl, body),
          refusal: (status, body) => whyUnlisted(self, status, body),
        }),
      ];
    },
    // Of all that is free, the list alone asks what a request for a model asks of the key; the quota judges none.
    probe: (keys) =>
      // Without a key the lists have the last word: with their address there is nothing more to ask.
      probeOver(self, chat, keys, keys.has(baseUrl) ? `${listUrl}?page_size=1` : listUrl, (status, body) => {
        const verdict = keys.has(baseUrl) ? 'accepted' : 'open';
        return isOfOneProvider(status, body) ? verdict : interpretProbe(self, status, body, verdict);
      }),
    status: async (keys, _providers, uses) =>
      (await import('./bifrost/status.ts')).statusQuestions(
        baseUrl,
        headersOver(chat, self, keys),
        keys.has(baseUrl),
        uses,
      ),
    left: async (keys) =>
      (await import('./bifrost/status.ts')).questionsBefore(baseUrl, headersOver(chat, self, keys), keys.has(baseUrl)),
    // It takes the key in the same headers as its models do. https://docs.getbifrost.ai/mcp, 2.0
    mcp: { url: `${baseUrl}/mcp`, headers: (keys) => headers(chat, keys.has(baseUrl)) },
    // Its OAuth opens /mcp alone, and its dashboard's sign-in no model. https://docs.getbifrost.ai/mcp/gateway-auth, 2.0
    hints: {
      signIn:
        'Its own sign-in is for MCP and the dashboard. Use a virtual key: jetway login; or, where yours takes the tokens of an identity provider: --sso-issuer <url>',
    },
    attribution: (session) => ({
      baggage: `session-id=${percentEncoded(session.session)}`,
      // 1.4.11 knows the second alone, 2.0 takes both for one.
      ...Object.fromEntries(
        facetsOf(session).flatMap(([name, value]) =>
          ['x-bf-dim-', 'x-bf-lh-'].map((prefix) => [`${prefix}${name.toLowerCase()}`, percentEncoded(value)]),
        ),
      ),
    }),
  };
}

const paths: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': '/anthropic',
  'openai-responses': '/openai/v1',
  'openai-chat': '/openai/v1',
  gemini: '/genai',
};

function routesTo(baseUrl: string, model: string): readonly Route[] {
  return protocolOrder(model).map((protocol) => routeOver(protocol, baseUrl, model));
}

/** A path takes bare names of its own vendor's; on every other path a model is `provider/model`. */
function routeOver(protocol: ProtocolId, baseUrl: string, model: string): Route {
  const vendor = vendorOf(model);
  const bare = vendor === undefined || model.includes('/') || vendor.protocols.includes(protocol);
  return { protocol, baseUrl: `${baseUrl}${paths[protocol]}`, model: bare ? model : `${vendor.id}/${model}` };
}

function nextPage(listUrl: string, body: object): string | undefined {
  const token = textAt(body, 'next_page_token') ?? '';
  return /^[!-~]{1,1024}$/.test(token) ? `${listUrl}?page_token=${encodeURIComponent(token)}` : undefined;
}
