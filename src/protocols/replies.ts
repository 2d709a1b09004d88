import { textAt } from '../json-path.ts';
import type { ProtocolId } from './protocols.ts';
import type { ServedAnswer } from '../net/served.ts';

/**
 * How one protocol is served, by the demo gateway: it reads a request into what `reply.ts` must know, and writes what `reply.ts`
 * decided. To add one: a file here that exports a `ProtocolServer`, and an entry in `commands/demo/gateway.ts`.
 */
export interface ProtocolServer {
  readonly protocol: ProtocolId;
  /** The end of the request's path, without query. */
  readonly path: RegExp;
  /** Undefined where the body is no request of this protocol. Throws nothing. `path` with query. */
  read(body: unknown, path: string): ReadRequest | undefined;
  write(reply: Reply, call: Call): ServedAnswer;
  /** The body of an error as the protocol's vendor words it. */
  errorBody(message: string): object;
}

export interface ReadRequest {
  readonly model: string;
  readonly stream: boolean;
  /** What the program around the user told the model: system prompt, developer messages. */
  readonly instructions: string;
  /** What the user wrote last. */
  readonly prompt: string;
  readonly tools: readonly Tool[];
  /** What the tool said that was called after that. */
  readonly toolResult?: string;
  /** JSON Schema of the answer that is wanted instead of prose. */
  readonly schema?: unknown;
}

export interface Tool {
  readonly name: string;
  /** JSON Schema of the arguments. */
  readonly schema: unknown;
}

export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly tool: string; readonly arguments: object };

/** What an answer repeats of its request. */
export interface Call {
  readonly model: string;
  readonly stream: boolean;
  /** Differs from request to request, and is the same for the same one. */
  readonly id: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** When the demo's answers and models were made, in seconds since 1970: the same on each run. */
export const madeAt = 1_767_225_600;

/** One server-sent event. */
export function event(data: object | string, name?: string): string {
  const line = typeof data === 'string' ? data : JSON.stringify(data);
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${line}\n\n`;
}

export function stream(events: readonly string[]): ServedAnswer {
  return { status: 200, headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }, body: events };
}

export function json(body: object, status = 200): ServedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The text in pieces, as a model would stream it. Joined they are the text. */
export function pieces(text: string): readonly string[] {
  return text.match(/(\s*\S+){1,3}\s*/g) ?? [text];
}

/** A rough count: four characters a token. */
export function tokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}

/** The text of a message's content, which is a text itself or a list of blocks. */
export function textOf(content: unknown, separator = '\n'): string {
  if (typeof content === 'string') return content;
  return textBlocks(content).join(separator);
}

export function textBlocks(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content];
  return Array.isArray(content)
    ? content.map((block) => textAt(block, 'text')).filter((text) => text !== undefined)
    : [];
}

/** Agents put remarks of their own, in tags or marks, before and behind what the user wrote: the last text that is none. */
export function written(texts: readonly string[]): string {
  return texts.findLast((text) => !/^\s*<(?:[a-z]|<<)/i.test(text) && text.trim() !== '') ?? texts.at(-1) ?? '';
}
