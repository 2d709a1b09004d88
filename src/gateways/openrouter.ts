import { bearer } from '../keys/key-headers.ts';
import { answerTo, choiceReader, unanswered } from '../options/parse-settings.ts';
import { interpretProbe, listOver, probeOver, type Asked } from './ask-over.ts';
import { at, numberAt } from '../json-path.ts';
import { readModelList } from '../models/read-list.ts';
import { Secret } from '../keys/secret.ts';
import { readBaseUrl, withoutEnding } from '../net/url.ts';
import { protocolOrder, vendorOf } from '../models/vendors.ts';
import { routeOver, type Answers, type Connection, type Gateway, type ProbeAnswer, type Route } from './gateway.ts';
import { explainBody, keysUrl, limitReached } from './openrouter/errors.ts';

const defaultUrl = 'https://openrouter.ai/api';
const messagesChoices = ['anthropic', 'all'];

const settings: Gateway['settings'] = [
  {
    id: 'base-url',
    question: 'Address of OpenRouter',
    where: 'Only for a proxy, or for one of its regions.',
    variables: ['OPENROUTER_BASE_URL', 'OPENROUTER_API_BASE'],
    default: defaultUrl,
    read: (text) => ({ 'base-url': readAddress(text) }),
  },
  {
    id: 'messages',
    question: 'Models over anthropic-messages',
    where: "OpenRouter promises Claude Code's protocol for Anthropic's models only; all: try it with the others too.",
    variables: [],
    default: 'anthropic',
    choices: messagesChoices,
    read: choiceReader('messages', messagesChoices),
  },
];

/** OpenRouter, which translates. https://openrouter.ai/docs, 2026-11 */
export const openrouter: Gateway = {
  id: 'openrouter',
  aliases: ['open-router', 'openrouter-ai', 'openrouter.ai'],
  name: 'OpenRouter',
  settings,
  keyVariables: ['OPENROUTER_API_KEY'],
  key: 'required',
  keysUrl,
  keyNeeds: 'An API key, with credit or for free models. A management key serves no model.',
  hosts: ['openrouter.ai'],
  takesProviderKey: false,
  missing: (answers) => unanswered(settings, answers),
  connect,
  managed: { connect: async (answers) => (await import('./openrouter/admin.ts')).managementOf(connect(answers).url) },
};

function connect(answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const messages = answerTo('messages', settings, answers);
  const key = new Secret(baseUrl);
  const credentials = bearer(key);
  const routes = (model = ''): readonly Route[] => routesTo(baseUrl, model, messages === 'all');
  const chat = routeOver('openai-chat', baseUrl, '');
  const self: Asked = {
    gateway: { id: openrouter.id, name: openrouter.name },
    url: baseUrl,
    account: baseUrl,
    credentials: (_route, sent) => (sent.key ? credentials : {}),
    explain: (status, body) => explainBody(self, status, body),
  };
  return {
    ...self,
    key,
    routes,
    // All that there is stands in /models; here is what the key's providers, privacy settings and guardrails leave of it.
    lists: (keys, idsOnly) => [
      listOver(
        self,
        chat,
        keys,
        (body) => readModelList(body, (id) => routes(id).map((route) => route.protocol), idsOnly),
        { url: `${chat.baseUrl}/models/user` },
      ),
    ],
    probe: (keys) => {
      const withKey = keys.has(baseUrl);
      return probeOver(self, chat, keys, `${chat.baseUrl}/${withKey ? 'key' : 'models'}`, (status, body) =>
        interpretProbe(self, status, body, withKey ? judgeKey(body) : 'open'),
      );
    },
    status: async (keys) =>
      (await import('./openrouter/status.ts')).statusQuestions(chat.baseUrl, credentials, keys.has(baseUrl)),
    // That of a generation, which any of its three protocols may have as the answer's id.
    answerIds: /^gen-[\w-]{1,120}$/,
    // HTTP-Referer and X-OpenRouter-Title would put a name into public rankings.
    attribution: (session) => ({ 'x-session-id': session.session }),
  };
}

/** The site's address stands for that of its API. */
function readAddress(text: string): string {
  const hint = `Give OpenRouter's address, for example ${defaultUrl}`;
  const url = withoutEnding(
    readBaseUrl(text, hint),
    /\/(?:v1|chat\/completions|responses|messages|models(?:\/user)?|key)$/,
  );
  return url === new URL(defaultUrl).origin ? defaultUrl : url;
}

/** https://openrouter.ai/docs/guides/coding-agents/claude-code-integration, 2026-11: "only guaranteed" for Anthropic's. */
function routesTo(baseUrl: string, model: string, allMessages: boolean): readonly Route[] {
  const vendor = vendorOf(model);
  const spoken = protocolOrder(vendor?.protocols.includes('gemini') === true ? '' : model);
  return spoken
    .filter((protocol) => protocol !== 'gemini')
    .filter((protocol) => {
      return protocol !== 'anthropic-messages' || allMessages || model === '' || vendor?.id === 'anthropic';
    })
    .map((protocol) => routeOver(protocol, baseUrl, model));
}

/** A limit of nothing is that of a key for free models. */
function judgeKey(body: unknown): ProbeAnswer {
  if (at(body, 'data', 'is_management_key') === true) {
    return {
      code: 'credential',
      message: 'This is a management key of OpenRouter, which calls no model.',
      hint: `Make an API key at ${keysUrl}, then: jetway login`,
    };
  }
  const limit = numberAt(body, 'data', 'limit') ?? 0;
  const left = numberAt(body, 'data', 'limit_remaining') ?? 1;
  return limit > 0 && left <= 0 ? limitReached(` (${limit} USD)`) : 'accepted';
}
