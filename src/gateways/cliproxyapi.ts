import { addressSetting } from './address-setting.ts';
import { answerTo, unanswered } from '../options/parse-settings.ts';
import { interpretProbe, listOver, probeOver, type Asked } from './ask-over.ts';
import { messageOf } from './diagnosis.ts';
import { textAt } from '../json-path.ts';
import { readModelList } from '../models/read-list.ts';
import { protocols } from '../protocols/protocols.ts';
import { Secret } from '../keys/secret.ts';
import { protocolOrder } from '../models/vendors.ts';
import { routeOver, type Answers, type Connection, type Diagnosis, type Gateway } from './gateway.ts';

const defaultUrl = 'http://localhost:8317';

const settings: Gateway['settings'] = [
  addressSetting({
    question: 'Address of CLIProxyAPI',
    default: defaultUrl,
    hint: `Give the address of the server, for example ${defaultUrl}`,
    ending:
      /\/(?:v1|v1beta|chat\/completions|completions|responses|messages|models(?:\/[^/]+:[^/]+)?|management\.html|backend-api\/codex)$/,
  }),
];

/**
 * CLIProxyAPI, which serves accounts of vendors' own programs over every protocol, and translates.
 * https://github.com/router-for-me/CLIProxyAPI, 7.2
 */
export const cliProxyApi: Gateway = {
  id: 'cliproxyapi',
  aliases: ['cli-proxy-api', 'cliproxy', 'cpa'],
  name: 'CLIProxyAPI',
  settings,
  keyVariables: [],
  key: 'optional',
  keyNeeds: 'One of the api-keys in its config.yaml; not the key of its management.',
  takesProviderKey: false,
  localProbe: { url: defaultUrl, headers: {}, read: (status, body) => status === 200 && isGreeting(body) },
  missing: (answers) => unanswered(settings, answers),
  connect,
};

function connect(answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const key = new Secret(baseUrl);
  const chat = routeOver('openai-chat', baseUrl, '');
  const self: Asked & Pick<Connection, 'hints'> = {
    gateway: { id: cliProxyApi.id, name: cliProxyApi.name },
    url: baseUrl,
    account: baseUrl,
    credentials: (route, sent) => (sent.key ? protocols[route.protocol].keyHeader(key) : {}),
    hints: {
      start: 'Start it: cli-proxy-api --config config.yaml',
      missing: () =>
        'It has what its accounts have: sign in to another there, for example cli-proxy-api --claude-login',
    },
    explain: (_status, body) => explainBody(body),
  };
  return {
    ...self,
    key,
    routes: (model = '') => {
      const id = uncloaked(model);
      return protocolOrder(id).map((protocol) => routeOver(protocol, baseUrl, id));
    },
    // Asked as OpenAI's clients ask: to Anthropic's it gives other ids, and one window for all.
    lists: (keys) => [listOver(self, chat, keys, (body) => readModelList(body, protocolOrder))],
    probe: (keys) =>
      probeOver(self, chat, keys, `${chat.baseUrl}/models`, (status, body) =>
        interpretProbe(self, status, body, keys.has(baseUrl) ? 'accepted' : 'open'),
      ),
  };
}

/**
 * To whatever asks with Claude Code's headers it lists all other models as `claude-fable-5-dd-` and the id spelt backwards: the
 * id itself is served too, and tells which model it is. 7.2.140
 */
function uncloaked(model: string): string {
  const [, backwards, effort = ''] = /^claude-fable-5-dd-([^()]+)(\([^()]*\))?$/.exec(model) ?? [];
  return backwards === undefined ? model : `${[...backwards].toReversed().join('')}${effort}`;
}

function isGreeting(body: unknown): boolean {
  return textAt(body, 'message') === 'CLI Proxy API Server';
}

/** By the text: it is the same over each protocol, where the codes are the vendor's. By its source, 7.2.99. */
function explainBody(body: unknown): Diagnosis | undefined {
  const text = messageOf(body) ?? '';
  if (/\bunknown provider for model\b/i.test(text)) {
    return {
      code: 'model',
      message: `None of CLIProxyAPI's accounts has this model (${text}).`,
      hint: 'See what they have: jetway list-models',
    };
  }
  if (/\bno auth available\b|\bauth_(?:unavailable|not_found)\b/i.test(text)) {
    return {
      code: 'gateway',
      message: `CLIProxyAPI has no account at hand for this model (${text}).`,
      hint: 'Look at its log: each is signed out, or set aside after an error of its vendor.',
      transient: true,
    };
  }
  if (/\bmodel_cooldown\b|\bcooling down\b/i.test(text)) {
    return {
      code: 'gateway',
      message: `CLIProxyAPI has set every account of this model aside for a while (${text}).`,
      hint: "Wait, or choose another: their vendors' limits are reached.",
      transient: true,
    };
  }
  return undefined;
}
