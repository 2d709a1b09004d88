import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answer } from '../../src/commands/demo/gateway.ts';
import { demoModels, type DemoModel } from '../../src/commands/demo/models.ts';
import { parseJson } from '../../src/json-path.ts';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import { misbehave, type Misbehaviour } from './misbehaviour.ts';

export interface GatewayOptions {
  /** Where it lives: `/v1/<account>/<gateway>` makes it answer as Cloudflare does, elsewhere too. Default: everywhere. */
  readonly mount?: string;
  /** Headers that every request but `/health` and HEAD must carry with just this value. */
  readonly demand?: Readonly<Record<string, string>>;
  /** What is answered without them. Default: Cloudflare's 2009 when mounted, else OpenAI's 401. */
  readonly refusal?: { readonly status: number; readonly body: object };
  /** How many models it lists, or which. Default: the demo's. */
  readonly models?: number | readonly string[];
  /** What it does not take: the message of its refusal, and the status where that is not 400. Undefined: it takes it. */
  readonly refuses?: (request: Received) => { readonly message: string; readonly status?: number } | undefined;
  /** What it answers in place of the demo gateway; undefined: the demo's answer. */
  readonly answers?: (request: ServedRequest) => ServedAnswer | Promise<ServedAnswer | undefined> | undefined;
  /** By the end of a path, without query; `*` is every path. */
  readonly misbehave?: Readonly<Record<string, Misbehaviour>>;
}

export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON where it is some, else the text. */
  readonly body: unknown;
}

export interface Gateway extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Origin and mount. */
  readonly url: string;
  /** Everything received, refused requests too, in order. */
  readonly requests: readonly Received[];
  /** The requests whose path, without query, ends so. */
  to(suffix: string): readonly Received[];
  /** From now on; undefined ends it. */
  misbehave(suffix: string, how: Misbehaviour | undefined): void;
  /** Another origin, to which `redirect` points; nothing should ever arrive there. */
  readonly elsewhere: { readonly origin: string; readonly requests: readonly Received[] };
}

/** The demo gateway on a free port of 127.0.0.1, with a memory and with bad manners on demand. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const manners = new Map(Object.entries(options.misbehave ?? {}));
  const requests: Received[] = [];
  const strays: Received[] = [];
  const other = await listen(async (request, response) => {
    strays.push(received(await served(request)));
    send(response, plain(200, { data: [] }));
  });
  const main = await listen(async (request, response) => {
    const asked = await served(request);
    requests.push(received(asked));
    const path = withoutQuery(asked.path);
    const how = [...manners].find(([suffix]) => suffix === '*' || path.endsWith(suffix))?.[1];
    if (how !== undefined) await misbehave(how, asked, response, originOf(other));
    else send(response, (await options.answers?.(asked)) ?? wellMannered(asked, options));
  });
  return {
    origin: originOf(main),
    url: `${originOf(main)}${options.mount ?? ''}`,
    requests,
    to: (suffix) => requests.filter((request) => withoutQuery(request.path).endsWith(suffix)),
    misbehave: (suffix, how) => {
      if (how === undefined) manners.delete(suffix);
      else manners.set(suffix, how);
    },
    elsewhere: { origin: originOf(other), requests: strays },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([close(main), close(other)]);
    },
  };
}

function wellMannered(request: ServedRequest, options: GatewayOptions): ServedAnswer {
  const { mount, demand, refusal } = options;
  const path = withoutQuery(request.path);
  if (mount !== undefined && path !== mount && !path.startsWith(`${mount}/`)) {
    return plain(400, cloudflare(400, 2001, 'Please configure AI Gateway in the Cloudflare dashboard'));
  }
  const open = request.method === 'HEAD' || path.endsWith('/health');
  const met = Object.entries(demand ?? {}).every(([name, value]) => request.headers[name.toLowerCase()] === value);
  if (!open && !met) {
    if (refusal !== undefined) return plain(refusal.status, refusal.body);
    if (mount !== undefined) return plain(401, cloudflare(401, 2009, 'Unauthorized'));
    return plain(401, {
      error: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
    });
  }
  const refused = options.refuses?.(received(request));
  if (refused !== undefined) {
    return plain(refused.status ?? 400, { error: { message: refused.message, type: 'invalid_request_error' } });
  }
  return answer(request, modelsOf(options.models));
}

function modelsOf(models: number | readonly string[] | undefined): readonly DemoModel[] {
  if (models === undefined) return demoModels;
  const ids =
    typeof models === 'number' ? Array.from({ length: models }, (_, index) => `test/model-${index + 1}`) : models;
  return ids.map((id) => ({ id, name: `Model ${id}`, contextWindow: 200_000, maxOutputTokens: 32_000 }));
}

/** The envelope of Cloudflare AI Gateway's errors; its list is named `error`. */
export function cloudflare(status: number, code: number, message: string): object {
  return {
    success: false,
    result: [],
    messages: [],
    error: [{ code, message }],
    name: 'AiGatewayError',
    httpCode: status,
    internalCode: code,
    message,
    description: message,
  };
}

function plain(status: number, body: object): ServedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function send(response: ServerResponse, { status, headers, body }: ServedAnswer): void {
  response.writeHead(status, headers);
  if (typeof body === 'string') {
    response.end(body);
    return;
  }
  for (const piece of body) response.write(piece);
  response.end();
}

async function served(request: IncomingMessage): Promise<ServedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function received({ method, path, headers, body }: ServedRequest): Received {
  return { method, path, headers, body: parseJson(body) ?? body };
}

function withoutQuery(path: string): string {
  return path.split('?')[0] ?? '';
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<Server> {
  const server = createServer((request, response) => {
    // A client that goes away in the middle is none of the gateway's business.
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway is not listening.');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
