import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseJson, textAt, at } from '../../../src/json-path.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import type { TranslationContext } from '../../../src/relay/translator.ts';
import { contextOf, translator } from './translating.ts';
import { listening } from '../listening.ts';

export interface Loopback extends AsyncDisposable {
  readonly origin: string;
  /** Bodies as the agent sent them, in order. */
  readonly asked: readonly unknown[];
  /** What was said to be left out. */
  readonly notes: readonly string[];
  /** What the agent was sent, by request. */
  readonly sent: readonly string[];
}

const dialects: readonly (readonly [RegExp, ProtocolId])[] = [
  [/\/v1\/messages/, 'anthropic-messages'],
  [/\/responses/, 'openai-responses'],
  [/:(?:stream)?[gG]enerateContent/, 'gemini'],
];

/** Nothing but the translators between a real agent and a server of another protocol: whatever goes wrong is their doing. */
export async function loopback(
  to: ProtocolId,
  baseUrl: string,
  about: Partial<TranslationContext>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Loopback> {
  const [asked, notes, sent]: [unknown[], string[], string[]] = [[], [], []];
  const answer = async (path: string, body: unknown, response: ServerResponse): Promise<void> => {
    const from = dialects.find(([pattern]) => pattern.test(path))?.[1];
    if (from === undefined || /count_tokens|countTokens/.test(path)) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const streams = from === 'gemini' ? path.includes(':stream') : at(body, 'stream') === true;
    const model = textAt(body, 'model') ?? /models\/(.+):/.exec(path)?.[1] ?? '';
    const one = translator(from, to);
    asked.push(body);
    const request = one.request(body, contextOf({ model, asked: model, ...about, streams }));
    if ('refused' in request) {
      sent.push(request.refused.message);
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: request.refused }));
      return;
    }
    notes.push(...(request.notes ?? []));
    const upstream = await fetch(`${baseUrl}${request.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...request.headers, ...headers },
      body: JSON.stringify(request.body),
    });
    const text = await upstream.text();
    if (!upstream.ok) {
      const error = one.error(upstream.status, parseJson(text) ?? text, Object.fromEntries(upstream.headers));
      sent.push(JSON.stringify(error));
      const type = { 'content-type': 'application/json' };
      response.writeHead(error.status, { ...type, ...error.headers }).end(JSON.stringify(error.body));
      return;
    }
    if (!streams) {
      const answered = request.whole(parseJson(text));
      const whole = JSON.stringify('refused' in answered ? one.error(500, answered.refused, {}).body : answered.body);
      sent.push(whole);
      response.writeHead(200, { 'content-type': 'application/json' }).end(whole);
      return;
    }
    const stream = request.stream();
    const translated = stream.push(text) + stream.end();
    sent.push(translated);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(translated);
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const piece of request) chunks.push(piece as Buffer);
    await answer(request.url ?? '', parseJson(Buffer.concat(chunks).toString('utf8')), response);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      sent.push(String(error));
      response.destroy();
    });
  });
  const there = await listening(server);
  return {
    origin: there.origin,
    asked,
    notes,
    sent,
    [Symbol.asyncDispose]: there[Symbol.asyncDispose],
  };
}
