import { addressSetting } from './address-setting.ts';
import { answerTo, unanswered } from '../options/parse-settings.ts';
import { asciiJson, facetsOf, percentEncoded } from './attribution.ts';
import { interpretProbe, listOver, probeOver, type Asked } from './ask-over.ts';
import { messageOf } from './diagnosis.ts';
import { protocols } from '../protocols/protocols.ts';
import { textAt } from '../json-path.ts';
import { bearer } from '../keys/key-headers.ts';
import { Secret } from '../keys/secret.ts';
import { protocolOrder } from '../models/vendors.ts';
import {
  headersOver,
  routeOver,
  type Answers,
  type Connection,
  type Diagnosis,
  type Gateway,
  type ProbeAnswer,
  type Session,
} from './gateway.ts';
import type { Question } from './question.ts';
import { explainBody } from './litellm/errors.ts';
import { readDeployments, readNames } from './litellm/models.ts';

const defaultUrl = 'http://localhost:4000';

const ownPath =
  /\/(?:v1|v1beta|chat\/completions|responses|messages|models(?:\/[^/]+:[^/]+)?|model\/info|key\/info|ui|health(?:\/[a-z]+)?)$/;

const settings: Gateway['settings'] = [
  addressSetting({
    question: 'Address of the LiteLLM proxy',
    variables: ['LITELLM_PROXY_URL', 'LITELLM_PROXY_API_BASE', 'LITELLM_PROXY_BASE_URL', 'LITELLM_BASE_URL'],
    default: defaultUrl,
    hint: `Give the proxy's address, for example ${defaultUrl}`,
    ending: ownPath,
  }),
];

/** The LiteLLM proxy, which translates: any model over any protocol. https://docs.litellm.ai, 1.101.6 */
export const litellm: Gateway = {
  id: 'litellm',
  aliases: ['litellm-proxy', 'litellm-gateway', 'lite-llm'],
  name: 'LiteLLM',
  settings,
  // Not LITELLM_MASTER_KEY: an agent needs no administrator's key.
  keyVariables: ['LITELLM_PROXY_API_KEY', 'LITELLM_VIRTUAL_KEY', 'LITELLM_API_KEY'],
  key: 'optional',
  keyNeeds: 'A virtual key that may use the model. The master key works, and may do all.',
  takesProviderKey: false,
  localProbe: {
    url: `${defaultUrl}/health/liveliness`,
    headers: {},
    read: (status, body) => status === 200 && isAlive(body),
  },
  missing: (answers) => unanswered(settings, answers),
  connect,
  managed: { connect: async (answers) => (await import('./litellm/admin.ts')).managementOf(connect(answers).url) },
};

function connect(answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const key = new Secret(baseUrl);
  const chat = routeOver('openai-chat', baseUrl, '');
  const self: Asked = {
    gateway: { id: litellm.id, name: litellm.name },
    url: baseUrl,
    account: baseUrl,
    credentials: (route, sent) => (sent.key ? protocols[route.protocol].keyHeader(key) : {}),
    explain: (_status, body) => explainBody(body),
  };
  return {
    ...self,
    key,
    routes: (model = '') => protocolOrder(model).map((protocol) => routeOver(protocol, baseUrl, model)),
    // The first has limits and prices, but not every key may read it and it knows no wildcards' models; the second has
    // the names of all that the key may call.
    lists: (keys) =>
      [
        listOver(self, chat, keys, readDeployments, { url: `${baseUrl}/model/info` }),
        listOver(self, chat, keys, readNames),
      ].map((list) => keyFirst(list, keys.has(baseUrl))),
    // Never /health, which calls every model; and not /key/info, which wants a database.
    probe: (keys) =>
      keyFirst(
        probeOver(self, chat, keys, `${baseUrl}/v1/models`, (status, body) =>
          interpret(self, status, body, keys.has(baseUrl)),
        ),
        keys.has(baseUrl),
      ),
    status: async (keys) =>
      (await import('./litellm/status.ts')).statusQuestions(baseUrl, headersOver(chat, self, keys), keys.has(baseUrl)),
    left: async (keys) =>
      (await import('./litellm/status.ts')).questionsBefore(baseUrl, headersOver(chat, self, keys), keys.has(baseUrl)),
    // https://docs.litellm.ai/docs/mcp, 1.108
    mcp: { url: `${baseUrl}/mcp`, headers: (keys) => (keys.has(baseUrl) ? bearer(key) : {}) },
    // Its CLI's sign-in: a code for a browser, and a token of the user's own; renewed since 1.106. It looks at no client.
    // https://docs.litellm.ai/docs/tutorials/claude_code_gateway, 1.108
    signIn: {
      issuer: `${baseUrl}/claude_code_gateway`,
      clientId: 'jetway',
      scopes: [],
      whose: (answer) => textAt(answer, 'user_id'),
    },
    // LiteLLM renames all headers of a provider's so; over /v1/messages it hands none on (1.108.7).
    providerRetryAfter: 'llm_provider-retry-after',
    attribution,
  };
}

function isAlive(body: unknown): boolean {
  return typeof body === 'string' && /^.?I'm alive/.test(body);
}

/** A key that may not ask for the list is past the door too: that is a matter of its `allowed_routes`. */
function interpret(self: Asked, status: number, body: unknown, withKey: boolean): ProbeAnswer {
  if (status === 403 && /allowed to call/i.test(messageOf(body) ?? '')) return 'accepted';
  return interpretProbe(self, status, body, withKey ? 'accepted' : 'open');
}

/**
 * The question, with a 500 of few words read as what it means to a request without a key: where pip installed no database
 * driver, LiteLLM has no other answer to that. 1.101.6 gives it as JSON, 1.108.7 as text.
 */
function keyFirst<T>(question: Question<T | Diagnosis>, withKey: boolean): Question<T | Diagnosis> {
  if (withKey) return question;
  return {
    ...question,
    read: (status, body) => {
      const said = typeof body === 'string' ? body : (messageOf(body) ?? '');
      const isBare = status === 500 && /^\s*internal server error\s*$/i.test(said);
      return isBare ? keyWanted : question.read(status, body);
    },
  };
}

const keyWanted: Diagnosis = {
  code: 'credential',
  message: 'LiteLLM needs a key; without a database it answers all that have none with 500.',
  hint: 'Store one: jetway login',
};

/**
 * Tags are for `--tag` alone: a proxy may choose the deployment by them, and refuse what it has no deployment for.
 * https://docs.litellm.ai/docs/proxy/tag_routing, 1.101.6
 */
function attribution(session: Session): Readonly<Record<string, string>> {
  const tags = Object.entries(session.tags).map(([name, value]) => `${name}:${value}`);
  return {
    'x-litellm-session-id': session.session,
    'x-litellm-spend-logs-metadata': asciiJson(Object.fromEntries(facetsOf(session))),
    ...(tags.length === 0 ? {} : { 'x-litellm-tags': tags.map((tag) => listed(tag)).join(',') }),
  };
}

function listed(tag: string): string {
  return percentEncoded(tag).replaceAll(',', '%2C');
}
