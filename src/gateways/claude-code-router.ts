import { addressSetting } from './address-setting.ts';
import { answerTo, unanswered } from '../options/parse-settings.ts';
import { isWithoutList, interpretProbe, listOver, presenceAt, probeOver, withoutList, type Asked } from './ask-over.ts';
import { messageOf } from './diagnosis.ts';
import { listAt, textAt } from '../json-path.ts';
import type { Model } from '../models/catalogue.ts';
import { readModelList } from '../models/read-list.ts';
import { protocols } from '../protocols/protocols.ts';
import { Secret } from '../keys/secret.ts';
import type { Answers, Connection, Diagnosis, Gateway, Route } from './gateway.ts';

/** It listens there alone where it has no key. */
const defaultUrl = 'http://127.0.0.1:3456';

const settings: Gateway['settings'] = [
  addressSetting({
    question: 'Address of claude-code-router',
    default: defaultUrl,
    hint: `Give the address of the router, for example ${defaultUrl}`,
    ending: /\/(?:v1|messages|models|providers|ui|api(?:\/config)?)$/,
  }),
];

/**
 * claude-code-router, which translates Anthropic's protocol for providers that do not speak it. Its models are called
 * `provider,model`; whatever else is asked for gets the model of its `Router.default`.
 * https://github.com/musistudio/claude-code-router, 2.0.0
 */
export const claudeCodeRouter: Gateway = {
  id: 'claude-code-router',
  aliases: ['ccr', 'musistudio'],
  name: 'claude-code-router',
  settings,
  keyVariables: [],
  key: 'optional',
  keyNeeds: 'The APIKEY in its config.json, if it has one; no key of a provider.',
  takesProviderKey: false,
  localProbe: { url: defaultUrl, headers: {}, read: (status, body) => status === 200 && isGreeting(body) },
  missing: (answers) => unanswered(settings, answers),
  connect,
};

function connect(answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const key = new Secret(baseUrl);
  const route = (model: string): Route => ({ protocol: 'anthropic-messages', baseUrl, model });
  const self: Asked & Pick<Connection, 'hints'> = {
    gateway: { id: claudeCodeRouter.id, name: claudeCodeRouter.name },
    url: baseUrl,
    account: baseUrl,
    credentials: ({ protocol }, sent) => (sent.key ? protocols[protocol].keyHeader(key) : {}),
    hints: {
      start: 'Start it: ccr start',
      missing: () => 'Write provider,model as in the Providers of its config.json; after a change there: ccr restart',
    },
    explain: (_status, body) => explainBody(body),
  };
  const list = `${baseUrl}/providers`;
  return {
    ...self,
    key,
    routes: (model = '') => [route(model)],
    // It has no list of models; that of its providers names theirs, and their keys, which are kept nowhere.
    lists: (keys) => [
      listOver(self, route(''), keys, readProviders, { url: list, optional: true, keeps: withoutKeys }),
    ],
    presence: (keys) => presenceAt(self, [route('')], keys),
    probe: (keys) =>
      probeOver(self, route(''), keys, list, (status, body) => {
        if (isWithoutList(status, body)) return withoutList(self, status);
        return interpretProbe(self, status, body, keys.has(baseUrl) ? 'accepted' : 'open');
      }),
  };
}

function readProviders(body: unknown): readonly Model[] {
  const data = withoutKeys(body).flatMap(({ name, models }) => models.map((model) => ({ id: `${name},${model}` })));
  return readModelList({ data }, () => ['anthropic-messages']);
}

function withoutKeys(body: unknown): readonly { readonly name: string; readonly models: readonly string[] }[] {
  const providers: readonly unknown[] = Array.isArray(body) ? body : [];
  return providers.flatMap((provider) => {
    const name = textAt(provider, 'name') ?? '';
    const models = listAt(provider, 'models').filter((model) => typeof model === 'string' && model !== '');
    return name === '' ? [] : [{ name, models: models.map(String) }];
  });
}

function isGreeting(body: unknown): boolean {
  return textAt(body, 'message') === 'LLMs API' && textAt(body, 'version') !== undefined;
}

/** Its messages end with where in its program they were written, which tells nobody anything. 2.0.0 */
function explainBody(body: unknown): Diagnosis | undefined {
  const [text = ''] = (messageOf(body) ?? '').split(/(?:Type|Range|Syntax)?Error: /);
  const [, provider] = /^Provider '([^']*)' not found/.exec(text) ?? [];
  if (provider !== undefined) {
    return {
      code: 'model',
      message: `claude-code-router has no provider ${provider}.`,
      hint: 'Its models are provider,model: see them with jetway list-models',
    };
  }
  if (/^fetch failed/.test(text)) {
    return {
      code: 'gateway',
      message: 'claude-code-router does not reach the provider of this model.',
      hint: 'Look at the api_base_url of it in ~/.claude-code-router/config.json',
      transient: true,
    };
  }
  const [, from = '', status = '', said = ''] = /^Error from provider\(([^:]*): (\d{3})\): ?(.*)$/s.exec(text) ?? [];
  if (from === '') return undefined;
  const isKey = status === '401' || status === '403';
  return {
    code: 'gateway',
    message: `The provider behind claude-code-router, ${from}, ${isKey ? "refuses the router's own key" : 'refuses the request'} (${status}: ${said}).`,
    hint: isKey
      ? 'Correct its api_key in the config.json there, then: ccr restart'
      : 'Try again, or another model: jetway list-models',
    ...(status === '429' || status.startsWith('5') ? { transient: true } : {}),
  };
}
