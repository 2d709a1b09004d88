import { unanswered } from '../options/parse-settings.ts';
import { asciiJson, facetsOf, percentEncoded } from './attribution.ts';
import { listOver, probeOver, type Asked } from './ask-over.ts';
import { explain as explainAnswer, messageOf, notAnApi } from './diagnosis.ts';
import { at, numberAt, textAt } from '../json-path.ts';
import { protocols, type ProtocolId } from '../protocols/protocols.ts';
import { Secret } from '../keys/secret.ts';
import { readBaseUrl, withoutEnding } from '../net/url.ts';
import { protocolOrder } from '../models/vendors.ts';
import {
  headersOver,
  type Answers,
  type Connection,
  type Diagnosis,
  type Gateway,
  type Judgement,
  type Route,
  type Session,
} from './gateway.ts';
import { budgetUsedUp, explainBody } from './litellm/errors.ts';
import { readDeployments, readNames } from './litellm/models.ts';

const defaultUrl = 'http://localhost:4000';

const settings: Gateway['settings'] = [
  {
    id: 'base-url',
    question: 'Address of the LiteLLM proxy',
    variables: ['LITELLM_PROXY_URL', 'LITELLM_PROXY_API_BASE', 'LITELLM_PROXY_BASE_URL', 'LITELLM_BASE_URL'],
    default: defaultUrl,
    read: (text) => ({
      'base-url': withoutEnding(readBaseUrl(text, `Give the proxy's address, for example ${defaultUrl}`), ownPath),
    }),
  },
];

const ownPath =
  /\/(?:v1|v1beta|chat\/completions|responses|messages|models(?:\/[^/]+:[^/]+)?|model\/info|key\/info|ui|health(?:\/[a-z]+)?)$/;

/** The LiteLLM proxy, which translates: any model over any protocol. https://docs.litellm.ai, 1.101.6 */
export const litellm: Gateway = {
  id: 'litellm',
  aliases: ['litellm-proxy', 'litellm-gateway', 'lite-llm'],
  name: 'LiteLLM',
  settings,
  // Not LITELLM_MASTER_KEY: an agent needs no administrator's key.
  keyVariables: ['LITELLM_PROXY_API_KEY', 'LITELLM_VIRTUAL_KEY', 'LITELLM_API_KEY'],
  key: 'optional',
  takesProviderKey: false,
  localProbe: {
    url: `${defaultUrl}/health/liveliness`,
    headers: {},
    read: (status, body) => status === 200 && isAlive(body),
  },
  missing: (answers) => unanswered(settings, answers),
  connect,
};

function connect(answers: Answers): Connection {
  const [setting] = settings;
  const baseUrl = setting?.read(answers['base-url'] ?? defaultUrl)['base-url'] ?? '';
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
    lists: (keys) => [
      listOver(self, chat, keys, readDeployments, { url: `${baseUrl}/model/info` }),
      listOver(self, chat, keys, readNames),
    ],
    // Never /health, which calls every model.
    probe: (keys) => {
      const withKey = keys.has(baseUrl);
      const path = withKey ? '/key/info' : '/health/liveliness';
      return probeOver(self, chat, keys, `${baseUrl}${path}`, (status, body) => {
        const verdict = withKey ? judgeKey(status, body) : undefined;
        if (verdict !== undefined) return verdict;
        if (status !== 200) return explainAnswer(self, status, body);
        return !withKey && isAlive(body) ? 'open' : notAnApi(self);
      });
    },
    status: async (keys) =>
      (await import('./litellm/status.ts')).statusQuestions(baseUrl, headersOver(chat, self, keys), keys.has(baseUrl)),
    attribution,
  };
}

function isAlive(body: unknown): boolean {
  return typeof body === 'string' && /^.?I'm alive/.test(body);
}

function routeOver(protocol: ProtocolId, baseUrl: string, model: string): Route {
  const isOpenAi = protocol === 'openai-chat' || protocol === 'openai-responses';
  return { protocol, baseUrl: isOpenAi ? `${baseUrl}/v1` : baseUrl, model };
}

/** What the proxy tells a key of itself. A key that may not ask, and a proxy without a database, are past the door too. */
function judgeKey(status: number, body: unknown): Judgement | undefined {
  const said = messageOf(body) ?? '';
  if (status === 500 && /^database not connected/i.test(said)) return 'accepted';
  if (status === 403 && /allowed to call/i.test(said)) return 'accepted';
  if (status === 404 || status === 405) return typeof body === 'object' ? 'open' : undefined;
  if (status !== 200 || typeof at(body, 'info') !== 'object') return undefined;
  if (at(body, 'info', 'blocked') === true) return blocked;
  const [spend, limit] = [numberAt(body, 'info', 'spend'), numberAt(body, 'info', 'max_budget')];
  if (spend === undefined || limit === undefined || spend < limit) return 'accepted';
  const reset = textAt(body, 'info', 'budget_reset_at')?.slice(0, 10) ?? '';
  const day = /^\d{4}-\d\d-\d\d$/.test(reset) ? `, until ${reset}` : '';
  return budgetUsedUp(` (${spend} of ${limit} USD${day})`);
}

const blocked: Diagnosis = {
  code: 'credential',
  message: 'The key is blocked in LiteLLM.',
  hint: 'Ask who runs the proxy, or store another: jetway login',
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
