import { addressSetting } from './address-setting.ts';
import { readBaseUrl } from '../net/url.ts';
import { bearer } from '../keys/key-headers.ts';
import { answerTo, unanswered } from '../options/parse-settings.ts';
import { asciiJson, facetsOf } from './attribution.ts';
import { interpretProbe, listOver, probeOver, type Asked } from './ask-over.ts';
import { notAnApi } from './diagnosis.ts';
import { Failure } from '../failure.ts';
import { readModelList } from '../models/read-list.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import { Secret } from '../keys/secret.ts';
import { quote } from '../text.ts';
import { protocolOrder } from '../models/vendors.ts';
import { routeOver, type Answers, type Connection, type Gateway, type Route } from './gateway.ts';
import { explainBody } from './portkey/errors.ts';

const defaultUrl = 'http://localhost:8787';

const settings: Gateway['settings'] = [
  addressSetting({
    question: 'Address of the Portkey gateway',
    variables: ['PORTKEY_GATEWAY_URL'],
    default: defaultUrl,
    hint: `Give the address of the gateway, for example ${defaultUrl}`,
    ending: /\/(?:v1|chat\/completions|responses|messages|models|public)$/,
  }),
  {
    id: 'provider',
    question: 'Provider that Portkey forwards to',
    where: 'For example anthropic, openai, groq, bedrock; the key is that of the provider.',
    variables: [],
    read: (text) => ({ provider: readProvider(text) }),
  },
  {
    id: 'custom-host',
    question: 'Address of the provider',
    where: 'Only for one at another address than usual, with /v1 at the end.',
    variables: [],
    optional: true,
    read: (text) => ({
      'custom-host': readBaseUrl(text, 'Give the address with its version, for example https://models.example.com/v1'),
    }),
  },
];

/**
 * Portkey's open gateway, which forwards to one provider. It has no key of its own.
 * https://github.com/Portkey-AI/gateway, 1.15.2
 */
export const portkey: Gateway = {
  id: 'portkey',
  aliases: ['portkey-ai', 'portkey-gateway'],
  name: 'Portkey',
  settings,
  keyVariables: [],
  key: 'optional',
  keyNeeds: 'The key of the provider that requests are passed on to.',
  takesProviderKey: false,
  localProbe: { url: defaultUrl, headers: {}, read: (status, body) => status === 200 && isGreeting(body) },
  missing: (answers) => unanswered(settings, answers),
  connect,
};

function connect(answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const given = (id: string): string | undefined =>
    answers[id] === undefined ? undefined : answerTo(id, settings, answers);
  const [provider, host] = [given('provider'), given('custom-host')];
  // The key goes on to the provider: it must not come to another one.
  const account = `${baseUrl}#${host ?? provider ?? ''}`;
  const key = new Secret(account);
  const headers = {
    ...(provider === undefined ? {} : { 'x-portkey-provider': provider }),
    ...(host === undefined ? {} : { 'x-portkey-custom-host': host }),
  };
  const spoken: readonly ProtocolId[] = [
    'openai-chat',
    ...(extras.find(([names]) => names.test(provider ?? ''))?.[1] ?? []),
  ];
  const routes = (model = ''): readonly Route[] =>
    protocolOrder(model)
      .filter((protocol) => spoken.includes(protocol))
      .map((protocol) => ({
        ...routeOver(protocol, baseUrl, model),
        headers,
      }));
  const chat: Route = { ...routeOver('openai-chat', baseUrl, ''), headers };
  const self: Asked & Pick<Connection, 'hints'> = {
    gateway: { id: portkey.id, name: portkey.name },
    url: baseUrl,
    account,
    credentials: (_route, sent) => (sent.key ? bearer(key) : {}),
    hints: { start: 'Start it: npx @portkey-ai/gateway' },
    explain: (_status, body) => explainBody(body),
  };
  return {
    ...self,
    key,
    routes,
    lists: (keys) => [listOver(self, chat, keys, (body) => readModelList(body, () => spoken))],
    probe: (keys) => {
      const withKey = keys.has(account);
      return probeOver(self, chat, keys, withKey ? `${chat.baseUrl}/models` : baseUrl, (status, body) => {
        if (!withKey && status === 200) return isGreeting(body) ? 'open' : notAnApi(self);
        return status === 404 && typeof body === 'object' ? 'open' : interpretProbe(self, status, body, 'accepted');
      });
    },
    attribution: (session) => ({
      'x-portkey-trace-id': session.session,
      'x-portkey-metadata': asciiJson(
        Object.fromEntries(facetsOf(session).map(([name, value]) => [name === 'user' ? '_user' : name, value])),
      ),
    }),
  };
}

/** What providers have beside chat (1.15.2). */
const extras: readonly (readonly [RegExp, readonly ProtocolId[]])[] = [
  [/^(?:anthropic|bedrock|vertex-ai|azure-ai)$/, ['anthropic-messages']],
  [/^(?:openai|azure-openai|groq|iointelligence)$/, ['openai-responses']],
];

function isGreeting(body: unknown): boolean {
  return typeof body === 'string' && body.startsWith('AI Gateway says hey');
}

function readProvider(text: string): string {
  const name = text.trim().toLowerCase();
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) return name;
  throw new Failure(
    'configuration',
    `${quote(name)} is no provider of Portkey's.`,
    'Give its name in small letters, for example --set provider=anthropic',
  );
}
