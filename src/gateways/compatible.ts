import { choiceReader, unanswered } from '../options/parse-settings.ts';
import { isWithoutList, withoutList, interpretProbe, listOver, presenceAt, probeOver, type Asked } from './ask-over.ts';
import { nextAnthropicPage, readModelList } from '../models/read-list.ts';
import { protocolIds, protocols, type ProtocolId } from '../protocols/protocols.ts';
import { protocolOrder } from '../models/vendors.ts';
import { credentials, headers, read, readProtocols, readRoot, readServer, routeTo } from './compatible/answers.ts';
import { detect } from './compatible/detect.ts';
import type { Answers, Connection, Gateway } from './gateway.ts';

/** By the path that a server is known to have, or not. */
const meanings: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': 'anthropic-messages  POST /v1/messages, as Claude Code speaks',
  'openai-responses': 'openai-responses    POST /v1/responses, as Codex speaks',
  'openai-chat': 'openai-chat         POST /v1/chat/completions, as most servers have it',
  gemini: 'gemini              POST /v1beta/models/…:generateContent',
};

const settings: Gateway['settings'] = [
  {
    id: 'base-url',
    question: 'Base URL of the server',
    where: 'For example http://localhost:11434 (Ollama) or https://models.example.com/v1.',
    variables: [],
    address: true,
    read: (text) => ({ 'base-url': readRoot(text) }),
  },
  {
    id: 'protocols',
    question: 'Protocols it speaks',
    where: `Separated by commas, of: ${protocolIds.join(', ')}.`,
    boxes: protocolIds.map((id) => ({ value: id, name: meanings[id] })),
    variables: [],
    read: (text) => ({ protocols: readProtocols(text).join(',') }),
    detect,
  },
  {
    id: 'server',
    question: 'Server that it is',
    where: 'The word of a gateway that Jetway knows.',
    variables: [],
    optional: true,
    recognised: true,
    read: (text) => ({ server: readServer(text) }),
  },
  {
    id: 'credential-header',
    question: 'Header for the key',
    variables: [],
    default: 'authorization',
    choices: headers,
    read: choiceReader('credential-header', headers),
  },
];

/** Any server that speaks a known protocol: Ollama, LM Studio, vLLM, llama.cpp, a company's own gateway. */
export const compatible: Gateway = {
  id: 'compatible',
  aliases: ['openai-compatible', 'anthropic-compatible', 'custom', 'generic'],
  name: 'Compatible server',
  settings,
  keyVariables: [],
  key: 'optional',
  takesProviderKey: false,
  missing: (answers) => unanswered(settings, answers),
  connect,
};

function connect(answers: Answers): Connection {
  const { root, header, key } = read(answers);
  // Before the protocols are known there is no way to a model, but the server can be asked.
  const routes = readProtocols(answers['protocols']).map((protocol) => routeTo(root, protocol));
  const listed = routes[0] ?? routeTo(root, 'openai-chat');
  const listUrl = `${listed.baseUrl}${protocols[listed.protocol].listPath}`;
  const spoken = routes.map((route) => route.protocol);
  const self: Asked = {
    gateway: { id: compatible.id, name: compatible.name },
    url: root,
    account: root,
    credentials: (_route, sent) => (sent.key ? credentials(header, key) : {}),
    explain: () => undefined,
  };
  return {
    ...self,
    key,
    routes: (model = '') =>
      (model === '' ? spoken : protocolOrder(model)).flatMap((protocol) =>
        routes.filter((route) => route.protocol === protocol).map((route) => ({ ...route, model })),
      ),
    lists: (keys, idsOnly) => [
      listOver(self, listed, keys, (body) => readModelList(body, () => spoken, idsOnly), {
        optional: true,
        next: (body) => nextAnthropicPage(listUrl, body),
      }),
    ],
    presence: (keys) => presenceAt(self, routes, keys),
    // A server may list its models to everyone, and need not list them at all.
    probe: (keys) =>
      probeOver(self, listed, keys, listUrl, (status, body) =>
        isWithoutList(status, body) ? withoutList(self, status) : interpretProbe(self, status, body, 'open'),
      ),
  };
}
