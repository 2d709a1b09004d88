import { isDeepStrictEqual } from 'node:util';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { at, listAt, parseJson, textAt } from '../../../src/json-path.ts';
import { callPiece, chunk, sse, usage, usageChunk } from './upstreams.ts';
import { faultsOfRequest } from './strict-chat.ts';
import { listening } from '../listening.ts';

/** A call that the model makes: of the first tool that is offered under one of these names. */
export interface ScriptedCall {
  readonly tools: readonly string[];
  readonly arguments: (name: string) => object;
}

/** What the model says in a turn: a thought, a text, calls in parallel. */
export interface ScriptedTurn {
  readonly thought?: string;
  readonly text?: string;
  readonly calls?: readonly ScriptedCall[];
  /** In place of an answer. */
  readonly error?: {
    /** The first time alone: then comes the last turn, however much of the history the agent has kept. */
    readonly once?: true;
    readonly status: number;
    readonly body: object;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export interface ScriptedChat extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1` */
  readonly baseUrl: string;
  /** The bodies that were asked with tools, in order: those of the session itself. */
  readonly bodies: readonly unknown[];
  /** Each that came along, once. */
  readonly credentials: readonly string[];
  /** What was wrong with any body. */
  readonly faults: readonly string[];
}

/**
 * A server that speaks openai-chat alone and strictly, and plays a script: how many turns with calls a request shows decides
 * what comes next. Each answer used `usage`; the pieces of parallel calls alternate.
 */
export async function scriptedChat(turns: readonly ScriptedTurn[]): Promise<ScriptedChat> {
  const bodies: unknown[] = [];
  const credentials = new Set<string>();
  const faults: string[] = [];
  let refused = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const piece of request) chunks.push(piece as Buffer);
    const body = parseJson(Buffer.concat(chunks).toString('utf8'));
    if (!request.url?.endsWith('/chat/completions')) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"no such path"}}');
      return;
    }
    credentials.add(request.headers.authorization ?? '');
    // A question of Jetway's own, which asks whether there is such a path and calls no model.
    if (isDeepStrictEqual(body, {})) {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"no messages"}}');
      return;
    }
    const session = listAt(body, 'tools').length > 0;
    if (session) bodies.push(body);
    faults.push(...faultsOfRequest(body));
    const played = listAt(body, 'messages').filter((message) => listAt(message, 'tool_calls').length > 0).length;
    const scripted = session ? turns[Math.min(played + refused, turns.length - 1)] : { text: 'Title' };
    const turn = refused > 0 && turns.some(({ error }) => error?.once) && session ? turns.at(-1) : scripted;
    if (turn?.error !== undefined) {
      refused += 1;
      response
        .writeHead(turn.error.status, { 'content-type': 'application/json', ...turn.error.headers })
        .end(JSON.stringify(turn.error.body));
      return;
    }
    let events: readonly object[];
    try {
      events = eventsOf(turn ?? {}, body, played);
    } catch (error) {
      faults.push(String(error));
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"The script ends."}}');
      return;
    }
    if (at(body, 'stream') === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(sse(...events, usageChunk, '[DONE]'));
    } else {
      const message = { role: 'assistant', content: turn?.text ?? null };
      const whole = {
        object: 'chat.completion',
        model: 'up',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage,
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole));
    }
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      faults.push(String(error));
      response.destroy();
    });
  });
  const there = await listening(server);
  return {
    baseUrl: `${there.origin}/v1`,
    bodies,
    get credentials() {
      return [...credentials];
    },
    faults,
    [Symbol.asyncDispose]: there[Symbol.asyncDispose],
  };
}

function eventsOf(turn: ScriptedTurn, body: unknown, played: number): readonly object[] {
  const offered = listAt(body, 'tools').map((tool) => textAt(tool, 'function', 'name') ?? '');
  const calls = (turn.calls ?? []).map(({ tools, arguments: args }) => {
    const name = tools.find((one) => offered.includes(one));
    if (name === undefined) throw new Error(`None of ${tools.join()} is offered: ${offered.join()}`);
    return { name, words: JSON.stringify(args(name)) };
  });
  const halves = calls.map(({ words }) => [words.slice(0, words.length / 2), words.slice(words.length / 2)] as const);
  return [
    chunk({ role: 'assistant', content: '' }),
    ...(turn.thought === undefined ? [] : [chunk({ reasoning_content: turn.thought })]),
    ...(turn.text ?? '').split(/(?<= )/).map((content) => chunk({ content })),
    ...calls.map(({ name }, index) => callPiece(index, '', `call_${played}_${index}`, name)),
    ...halves.map(([first], index) => callPiece(index, first)),
    ...halves.map(([, second], index) => callPiece(index, second)),
    // As many servers do, whatever they called.
    chunk({}, 'stop'),
  ];
}
