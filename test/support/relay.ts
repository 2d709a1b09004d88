import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Model } from '../../src/models/catalogue.ts';
import { protocols, type ProtocolId } from '../../src/protocols/protocols.ts';
import { Secret } from '../../src/keys/secret.ts';
import { openLedger, type LedgerEntry } from '../../src/relay/ledger.ts';
import { openRelay, type Relay, type RelaySetup } from '../../src/relay/relay.ts';
import type { Upstream } from '../../src/relay/upstream.ts';
import type { System } from '../../src/system/system.ts';
import { temporaryHome, type Home } from './home.ts';
import { systemIn } from './system-in.ts';
import { listening } from './listening.ts';

export const gatewayKey = 'real-key-4f1d7c2b9a';

/** A model at a gateway on loopback; what it costs: $2 in, $0.2 cached, $10 out per million tokens. */
export function upstream(origin: string, protocol: ProtocolId, model: string, more: Partial<Model> = {}): Upstream {
  const account = new Secret(origin);
  return {
    gateway: { id: 'compatible', name: 'Compatible server' },
    endpoint: {
      protocol,
      baseUrl: `${origin}${protocols[protocol].basePath}`,
      model,
      credentials: { authorization: ['Bearer ', account] },
    },
    about: { id: model, protocols: [protocol], prices: { input: 2, output: 10, cacheRead: 0.2 }, ...more },
    keys: { current: () => new Map([[origin, gatewayKey]]) },
    headers: { 'x-session': 'attributed' },
  };
}

export interface OpenedRelay extends Relay, AsyncDisposable {
  readonly home: Home;
  readonly system: System;
  /** What stands in the ledger. */
  entries(): readonly LedgerEntry[];
  /** Sends what an agent would, with the token unless `headers` have another; gives the answer read to its end. */
  ask(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export interface Answer {
  /** 0: the line broke before an answer came. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly text: string;
  /** The line broke before the body's end. */
  readonly broke: boolean;
}

/** A relay with these models, the first of them the main one. */
export async function startRelay(
  models: readonly Upstream[],
  {
    fallbacks = [],
    ...more
  }: Partial<Omit<RelaySetup, 'fallbacks'>> & { readonly fallbacks?: readonly Upstream[] } = {},
): Promise<OpenedRelay> {
  const home = await temporaryHome();
  const real = systemIn(home.env);
  const system: System = { ...real, host: { ...real.host, env: home.env, home: home.path } };
  const [main] = models as [Upstream];
  const said: string[] = [];
  const relay = await openRelay(
    {
      session: '11111111-2222-4333-8444-555555555555',
      agent: 'claude',
      protocols: ['anthropic-messages', 'openai-responses', 'openai-chat', 'gemini'],
      find: (_protocol, model) => models.find(({ about }) => about.id === model),
      whyNot: (protocol, model) => `Nobody serves ${model} over ${protocol}.`,
      main,
      fallbacks: fallbacks.map((one) => () => one),
      rules: {},
      refusal: 403,
      ledger: openLedger(system, (line) => said.push(line)),
      inspect: false,
      ...more,
    },
    system,
  );
  return {
    ...relay,
    home,
    system,
    entries: () => {
      const files = [...home.snapshot().entries()].filter(([path]) => path.includes('/ledger/'));
      return files.flatMap(([path]) =>
        home
          .read(path)
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as LedgerEntry),
      );
    },
    ask: async (path, body, headers = {}) => {
      const sent = { authorization: `Bearer ${relay.token}`, ...headers };
      const answer = await send(`${relay.origin}${path}`, body, sent);
      // The relay runs in this very process: it notes what it has sent within a few turns of the event loop.
      for (let turn = 0; turn < 50; turn += 1) await setImmediate();
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      await relay.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** One POST, or with no body a GET. */
export function send(url: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let head: IncomingMessage | undefined;
    const done = (broke: boolean): void => {
      const bytes = Buffer.concat(chunks);
      resolve({
        status: head?.statusCode ?? 0,
        headers: head?.headers ?? {},
        bytes,
        text: bytes.toString('utf8'),
        broke,
      });
    };
    const method = body === undefined ? 'GET' : 'POST';
    const outgoing = request(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      agent: false,
    });
    outgoing.on('error', () => done(true));
    outgoing.on('response', (incoming) => {
      head = incoming;
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', () => done(true));
      incoming.on('end', () => done(false));
    });
    outgoing.end(
      body === undefined ? undefined : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    );
  });
}

export interface Backend extends AsyncDisposable {
  readonly origin: string;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: Buffer }[];
}

/** A gateway that does what it is told. */
export async function startBackend(answer: (...args: Parameters<RequestListener>) => void): Promise<Backend> {
  const requests: Backend['requests'][number][] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      requests.push({ path: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks) });
      answer(incoming, outgoing);
    });
  });
  return { requests, ...(await listening(server)) };
}

/** The same below HTTP: for answers that no server of Node's would give. */
export async function startRawBackend(answer: (socket: Socket) => void): Promise<Backend> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let answered = false;
    socket.on('data', () => {
      if (!answered) answer(socket);
      answered = true;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A streamed answer in each protocol: two pieces of text, and its usage. */
export const streams: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': events([
    {
      type: 'message_start',
      message: {
        id: 'm',
        type: 'message',
        role: 'assistant',
        model: 'served',
        content: [],
        usage: { input_tokens: 30, cache_read_input_tokens: 50, cache_creation_input_tokens: 20, output_tokens: 1 },
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße, ' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Welt' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ]),
  'openai-responses': events([
    {
      type: 'response.created',
      response: { id: 'r', object: 'response', status: 'in_progress', model: 'served', usage: null },
    },
    { type: 'response.output_text.delta', item_id: 'i', output_index: 0, content_index: 0, delta: 'Grüße' },
    {
      type: 'response.completed',
      response: {
        id: 'r',
        object: 'response',
        status: 'completed',
        model: 'served',
        output: [],
        usage: {
          input_tokens: 100,
          input_tokens_details: { cached_tokens: 50 },
          output_tokens: 9,
          output_tokens_details: { reasoning_tokens: 4 },
        },
      },
    },
  ]),
  'openai-chat': `${events([
    {
      id: 'c',
      object: 'chat.completion.chunk',
      model: 'served',
      choices: [{ index: 0, delta: { role: 'assistant', content: '' } }],
    },
    { id: 'c', object: 'chat.completion.chunk', model: 'served', choices: [{ index: 0, delta: { content: 'Grüße' } }] },
    {
      id: 'c',
      object: 'chat.completion.chunk',
      model: 'served',
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
    },
    {
      id: 'c',
      object: 'chat.completion.chunk',
      model: 'served',
      choices: [],
      usage: {
        prompt_tokens: 100,
        prompt_tokens_details: { cached_tokens: 50 },
        completion_tokens: 9,
        completion_tokens_details: { reasoning_tokens: 4 },
      },
    },
  ])}data: [DONE]\n\n`,
  gemini: events([
    {
      candidates: [{ content: { role: 'model', parts: [{ text: 'Grüße' }] } }],
      modelVersion: 'served',
      usageMetadata: { promptTokenCount: 100, cachedContentTokenCount: 50, candidatesTokenCount: 2 },
    },
    {
      candidates: [{ content: { role: 'model', parts: [{ text: '!' }] }, finishReason: 'STOP' }],
      modelVersion: 'served',
      usageMetadata: {
        promptTokenCount: 100,
        cachedContentTokenCount: 50,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 4,
      },
    },
  ]),
};

/** Where each protocol's request goes on the relay, with a body for the model. */
export function question(protocol: ProtocolId, model: string): { readonly path: string; readonly body: object } {
  const path = `${protocols[protocol].basePath}${protocols[protocol].requestPath(model)}`;
  return { path, body: protocol === 'gemini' ? { contents: [] } : { model, stream: true, messages: [] } };
}

function events(list: readonly object[]): string {
  return list.map((data) => `data: ${JSON.stringify(data)}\n\n`).join('');
}
