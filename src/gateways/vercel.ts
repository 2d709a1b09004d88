import { bearer } from '../keys/key-headers.ts';
import { answerTo, choiceReader, unanswered } from '../options/parse-settings.ts';
import { percentEncoded } from './attribution.ts';
import { interpretProbe, listOver, probeOver, type Asked } from './ask-over.ts';
import { readModelList } from '../models/read-list.ts';
import { protocols } from '../protocols/protocols.ts';
import { Secret, type SecretHeaders } from '../keys/secret.ts';
import { readBaseUrl, withoutEnding } from '../net/url.ts';
import { protocolOrder, vendorOf } from '../models/vendors.ts';
import {
  headersOver,
  routeOver,
  type Answers,
  type Connection,
  type Gateway,
  type Route,
  type Session,
} from './gateway.ts';
import { explainBody, keysUrl } from './vercel/errors.ts';

const defaultUrl = 'https://ai-gateway.vercel.sh';
const keyHeaders = ['vendor', 'authorization'];

const settings: Gateway['settings'] = [
  {
    id: 'base-url',
    question: 'Address of Vercel AI Gateway',
    where: 'Only for a proxy in front of it.',
    variables: [],
    default: defaultUrl,
    read: (text) => ({
      'base-url': withoutEnding(
        readBaseUrl(text, `Give the address without a path, for example ${defaultUrl}`),
        /\/(?:v\d+(?:\/ai)?|chat\/completions|responses|messages|models|credits)$/,
      ),
    }),
  },
  {
    id: 'key-header',
    question: 'Header for the key',
    where: "vendor: each protocol's own; authorization: for an OIDC token of Vercel's, which no other header takes.",
    variables: [],
    default: 'vendor',
    choices: keyHeaders,
    read: choiceReader('key-header', keyHeaders),
  },
];

/** Vercel AI Gateway, which translates. https://vercel.com/docs/ai-gateway, 2026-11 */
export const vercel: Gateway = {
  id: 'vercel',
  aliases: ['vercel-ai-gateway', 'vercel-ai', 'vercel-gateway', 'ai-gateway'],
  name: 'Vercel AI Gateway',
  settings,
  keyVariables: ['AI_GATEWAY_API_KEY', 'VERCEL_AI_GATEWAY_API_KEY'],
  key: 'required',
  keysUrl,
  keyNeeds: 'An API key of the AI Gateway. It needs no other permission.',
  hosts: ['ai-gateway.vercel.sh'],
  takesProviderKey: false,
  missing: (answers) => unanswered(settings, answers),
  connect,
  managed: { connect: async (answers) => (await import('./vercel/admin.ts')).managementOf(connect(answers).url) },
};

function connect(answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const keyHeader = answerTo('key-header', settings, answers);
  const key = new Secret(baseUrl);
  const routes = (model = ''): readonly Route[] => routesTo(baseUrl, model);
  const headers = (route: Route): SecretHeaders =>
    keyHeader === 'authorization' ? bearer(key) : protocols[route.protocol].keyHeader(key);
  const chat = routeOver('openai-chat', baseUrl, '');
  const self: Asked = {
    gateway: { id: vercel.id, name: vercel.name },
    url: baseUrl,
    account: baseUrl,
    credentials: (route, sent) => (sent.key ? headers(route) : {}),
    explain: (_status, body) => explainBody(baseUrl, body),
  };
  return {
    ...self,
    key,
    routes,
    lists: (keys, idsOnly) => [
      listOver(self, chat, keys, (body) =>
        readModelList(body, (id) => routes(id).map((route) => route.protocol), idsOnly),
      ),
    ],
    probe: (keys) => {
      const withKey = keys.has(baseUrl);
      return probeOver(self, chat, keys, `${chat.baseUrl}/${withKey ? 'credits' : 'models'}`, (status, body) => {
        // A token of several teams can't be told the credits of one.
        const isJson = typeof body === 'object' && body !== null;
        if (withKey && isJson && [400, 403, 404].includes(status)) return 'open';
        return interpretProbe(self, status, body, withKey ? 'accepted' : 'open');
      });
    },
    status: async (keys) =>
      (await import('./vercel/status.ts')).statusQuestions(
        chat.baseUrl,
        headersOver(chat, self, keys),
        keys.has(baseUrl),
      ),
    attribution,
  };
}

/** No route of Google's is documented. */
function routesTo(baseUrl: string, model: string): readonly Route[] {
  const spoken = protocolOrder(vendorOf(model)?.protocols.includes('gemini') === true ? '' : model);
  return spoken.filter((protocol) => protocol !== 'gemini').map((protocol) => routeOver(protocol, baseUrl, model));
}

/**
 * Vercel takes 0.075 USD for a thousand tags or users written, so only what the ledger can't tell is: the session, who
 * it is, and the user's own tags. It refuses requests with more than ten tags, tags of more than 64 characters, or a
 * user of more than 256. https://vercel.com/docs/ai-gateway/observability-and-spend/custom-reporting, 2026-11
 */
function attribution(session: Session): Readonly<Record<string, string>> {
  const { session: id, user, tags } = session;
  const all = Object.entries({ session: id, ...tags }).map(([name, value]) => `${name}:${value}`);
  return {
    'ai-reporting-tags': all
      .slice(0, 10)
      .map((tag) => cut(percentEncoded(tag).replaceAll(',', '%2C'), 64))
      .join(','),
    ...(user === undefined ? {} : { 'ai-reporting-user': cut(percentEncoded(user), 256) }),
  };
}

/** Not within `%20`. */
function cut(encoded: string, length: number): string {
  return encoded.slice(0, length).replace(/%[0-9A-F]?$/, '');
}
