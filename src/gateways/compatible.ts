import { choiceReader, unanswered } from '../answers.ts';
import { explain, notAnApi } from '../diagnosis.ts';
import { Failure } from '../failure.ts';
import { nextAnthropicPage, readModelList } from '../model-list.ts';
import { protocolIds, protocols, type ProtocolId } from '../protocols.ts';
import { Secret, type SecretHeaders } from '../secret.ts';
import { quote } from '../text.ts';
import { readBaseUrl, withoutEnding } from '../url.ts';
import { protocolOrder } from '../vendors.ts';
import type { Answers, Connection, Detection, Gateway, Route } from './gateway.ts';

const headers = ['authorization', 'x-api-key', 'api-key'];

const settings: Gateway['settings'] = [
  {
    id: 'base-url',
    question: 'Base URL of the server',
    where: 'For example http://localhost:11434 (Ollama) or https://models.example.com/v1.',
    variables: [],
    read: (text) => ({ 'base-url': readRoot(text) }),
  },
  {
    id: 'protocols',
    question: 'Protocols it speaks',
    where: `Separated by commas, of: ${protocolIds.join(', ')}.`,
    variables: [],
    read: (text) => ({ protocols: readProtocols(text).join(',') }),
    detect,
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
  const self: Pick<Connection, 'gateway' | 'url' | 'explain'> = {
    gateway: { id: compatible.id, name: compatible.name },
    url: root,
    explain: () => undefined,
  };
  return {
    ...self,
    account: root,
    key,
    reach: (model = '') =>
      (model === '' ? spoken : protocolOrder(model)).flatMap((protocol) =>
        routes.filter((route) => route.protocol === protocol).map((route) => ({ ...route, model })),
      ),
    credentials: (_route, sent) => (sent.key ? credentials(header, key) : {}),
    lists: [
      {
        url: listUrl,
        route: listed,
        read: (body, idsOnly) => {
          const next = nextAnthropicPage(listUrl, body);
          return { models: readModelList(body, () => spoken, idsOnly), ...(next === undefined ? {} : { next }) };
        },
      },
    ],
    // A server may list its models to everyone, and need not list them at all.
    probe: () => ({
      url: listUrl,
      route: listed,
      judge: (status, body) => {
        if (typeof body === 'object' && body !== null && [200, 404, 405, 501].includes(status)) return 'open';
        return status === 200 ? notAnApi(self) : explain(self, status, body, typeof body === 'string' ? body : '');
      },
    }),
  };
}

/**
 * An empty object is no question in any protocol, and the refusal differs: 404 or 405 where there is no such path, 400, 401
 * or 422 where there is. The last request asks for a path that no server has; what answers like that tells nothing.
 */
function detect(answers: Answers, options: { readonly key: boolean }): Detection {
  const { root, header, key } = read(answers);
  const urls = protocolIds.map((protocol) => {
    return `${routeTo(root, protocol).baseUrl}${protocols[protocol].requestPath('none')}`;
  });
  const sent = { 'content-type': 'application/json', ...(options.key ? credentials(header, key) : {}) };
  return {
    account: root,
    requests: [...urls, `${routeTo(root, 'openai-chat').baseUrl}/no-such-path`].map((url) => ({
      method: 'POST',
      url,
      headers: sent,
      body: '{}',
    })),
    read: (statuses): Answers => {
      const nowhere = statuses[protocolIds.length];
      const spoken = protocolIds.filter((_protocol, index) => isThere(statuses[index], nowhere));
      return spoken.length === 0 ? {} : { protocols: spoken.join(',') };
    },
  };
}

function isThere(status: number | undefined, nowhere: number | undefined): boolean {
  return status !== undefined && status !== nowhere && [200, 400, 401, 403, 409, 415, 422, 429].includes(status);
}

function read(answers: Answers): { readonly root: string; readonly header: string; readonly key: Secret } {
  const root = readRoot(answers['base-url'] ?? '');
  const header = choiceReader('credential-header', headers)(answers['credential-header'] ?? 'authorization');
  return { root, header: header['credential-header'] ?? 'authorization', key: new Secret(root) };
}

function credentials(header: string, key: Secret): SecretHeaders {
  return header === 'authorization' ? { authorization: ['Bearer ', key] } : { [header]: key };
}

/** What stands before `/v1`, where that is the version; another version stays, since no path can be made without it. */
function readRoot(text: string): string {
  const hint = 'Pass --base-url with the address of the server, for example http://localhost:11434';
  return withoutEnding(
    readBaseUrl(text, hint),
    /\/(?:v1|v1beta|chat\/completions|completions|responses|messages|models(?:\/[^/]+:[^/]+)?)$/,
  );
}

/** OpenAI's base URL has the version in it, Anthropic's and Google's have not. */
function routeTo(root: string, protocol: ProtocolId): Route {
  const hasVersion = /\/v\d+[a-z0-9]*(?:\/|$)/.test(new URL(root).pathname);
  const isOpenAi = protocol === 'openai-chat' || protocol === 'openai-responses';
  return { protocol, baseUrl: isOpenAi && !hasVersion ? `${root}/v1` : root, model: '' };
}

function readProtocols(text: string | undefined): readonly ProtocolId[] {
  if (text === undefined) return [];
  const names = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const unknown = names.find((name) => !protocolIds.some((id) => id === name));
  const found = protocolIds.filter((id) => names.includes(id));
  if (unknown === undefined && found.length > 0) return found;
  throw new Failure(
    'configuration',
    unknown === undefined ? 'No protocol is named.' : `There is no protocol ${quote(unknown)}.`,
    `Give one or more, for example --set protocols=openai-chat; there are ${protocolIds.join(', ')}.`,
  );
}
