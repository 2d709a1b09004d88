import { bearer } from '../../keys/key-headers.ts';
import { answerTo, unanswered } from '../../options/parse-settings.ts';
import type { Model } from '../../models/catalogue.ts';
import { interpretProbe, listOver, probeOver, type Asked } from '../ask-over.ts';
import { messageOf } from '../diagnosis.ts';
import { readModelList } from '../../models/read-list.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import { Secret } from '../../keys/secret.ts';
import { protocolOrder, vendorOf } from '../../models/vendors.ts';
import { headersOver, routeOver, type Answers, type Connection, type Gateway, type Setting } from '../gateway.ts';
import { explainBody } from './errors.ts';
import { readWindow, settingsOf } from './settings.ts';

/** What is particular to a server that runs models on the user's own machine. */
export interface LocalServer extends Pick<Gateway, 'id' | 'aliases' | 'name' | 'keyVariables'> {
  /** Where it listens unless told otherwise; no slash at the end. */
  readonly url: string;
  /** Variables of its own that hold its address. */
  readonly addressVariables?: readonly string[];
  /** Makes an address of what such a variable may hold. */
  address?(text: string): string;
  /** Variables of its own that hold how many tokens a conversation may have. */
  readonly windowVariables?: readonly string[];
  /** The path of a free answer by which it is known, and how. */
  readonly sign: { readonly path: string; matches(body: unknown): boolean };
  /** Reads its list, where that tells more than others' lists do. */
  list?(body: unknown, protocolsOf: (id: string) => readonly ProtocolId[]): readonly Model[];
  /** A question of its own that tells what its list leaves out: the window that a loaded model really has. */
  readonly details?: {
    readonly path: string;
    read(body: unknown, protocolsOf: (id: string) => readonly ProtocolId[]): readonly Model[];
  };
  /** Asks for free whether a model calls tools: the path, the JSON that is posted there, and what the answer tells. */
  readonly tools?: {
    readonly path: string;
    ask(model: string): object;
    read(body: unknown): boolean | undefined;
  };
  /** How it is started. */
  readonly start: string;
  /** How it gets a model that it has not. */
  missing?(model: string): string;
  /** How it is given a larger window. */
  readonly window: string;
}

/** All of them speak three protocols at one place and want no key. */
export function localServer(server: LocalServer): Gateway {
  const { id, aliases, name, keyVariables, url, sign } = server;
  const settings = settingsOf(server);
  return {
    id,
    aliases,
    name,
    settings,
    keyVariables,
    key: 'unasked',
    takesProviderKey: false,
    localProbe: {
      url: `${url}${sign.path}`,
      headers: {},
      read: (status, body) => status === 200 && sign.matches(body),
    },
    missing: (answers) => unanswered(settings, answers),
    connect: (answers) => connect(server, settings, answers),
  };
}

function connect(server: LocalServer, settings: readonly Setting[], answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const window = answers['context-window'] === undefined ? undefined : readWindow(answers['context-window']);
  const key = new Secret(baseUrl);
  const chat = routeOver('openai-chat', baseUrl, '');
  const usable = (models: readonly Model[]): readonly Model[] =>
    models.filter(({ id }) => !/embed/i.test(id)).map(within(window));
  const { details, tools } = server;
  const hints = {
    ...(server.missing === undefined ? {} : { missing: server.missing }),
    start: server.start,
    window: `${server.window}; where it has one: --set context-window=64k`,
  };
  const self: Asked & Pick<Connection, 'hints'> = {
    gateway: { id: server.id, name: server.name },
    url: baseUrl,
    account: baseUrl,
    credentials: (_route, sent) => (sent.key ? bearer(key) : {}),
    hints,
    explain: (_status, body) => explainBody(server, messageOf(body) ?? ''),
  };
  return {
    ...self,
    key,
    routes: (model = '') => protocolsOf(model).map((protocol) => routeOver(protocol, baseUrl, model)),
    lists: (keys) => [
      ...(details === undefined
        ? []
        : [
            listOver(self, chat, keys, (body) => usable(details.read(body, protocolsOf)), {
              url: `${baseUrl}${details.path}`,
              hint: true,
            }),
          ]),
      listOver(self, chat, keys, (body) => usable((server.list ?? readModelList)(body, protocolsOf))),
    ],
    probe: (keys) =>
      probeOver(self, chat, keys, `${chat.baseUrl}/models`, (status, body) =>
        interpretProbe(self, status, body, 'open'),
      ),
    ...(tools === undefined
      ? {}
      : {
          callsTools: (model, keys) => ({
            method: 'POST',
            url: `${baseUrl}${tools.path}`,
            headers: { ...headersOver(chat, self, keys), 'content-type': 'application/json' },
            body: JSON.stringify(tools.ask(model)),
            read: (status, body) => (status === 200 ? tools.read(body) : undefined),
          }),
        }),
  };
}

function protocolsOf(model: string): readonly ProtocolId[] {
  const known = vendorOf(model)?.protocols.includes('gemini') === true ? '' : model;
  return protocolOrder(known).filter((protocol) => protocol !== 'gemini');
}

/** What a loaded model is said to have may be less than what the server is set to. */
function within(window: number | undefined): (model: Model) => Model {
  if (window === undefined) return (model) => model;
  return (model) => ({ ...model, contextWindow: Math.min(window, model.contextWindow ?? window) });
}
