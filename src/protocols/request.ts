import type { Json, JsonObject } from '../agents/agent.ts';
import { isObject, parseJson } from '../json-path.ts';
import type { CalledTool } from './answer.ts';

/**
 * What a request says, told step by step to whoever writes it anew in another protocol; each agent's dialect has a reader
 * that tells, each gateway's a writer that listens. There is no model of a request in between that could lose something: what
 * a reader does not know it refuses.
 */
export interface RequestWriter {
  /** Instructions in front of everything. */
  system(text: string): void;
  /** Instructions in the middle; they stay where they are, for the prefix that a server's cache goes by. */
  aside(text: string): void;
  user(parts: readonly Part[]): void;
  /** A thought that this very model was sealed with. */
  thought(thought: OwnThought): void;
  said(text: string): void;
  /** `arguments`: the text of a JSON object. */
  call(call: { readonly id: string; readonly tool: CalledTool; readonly arguments: string }): void;
  result(id: string, parts: readonly Part[], failed: boolean): void;
  tool(tool: OfferedTool): void;
  /** All but the history and the tools. */
  options(options: RequestOptions): void;
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `url`: `data:` or `https:`. */
  | { readonly kind: 'image'; readonly url: string; readonly detail?: string | undefined }
  | { readonly kind: 'file'; readonly url: string; readonly type: string; readonly name?: string | undefined };

export interface OwnThought {
  readonly state: JsonObject;
  readonly text: string;
}

export interface OfferedTool {
  readonly tool: CalledTool;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments; of a custom tool undefined. */
  readonly schema?: JsonObject | undefined;
  /** Of a custom tool: the grammar of its input. */
  readonly grammar?: string | undefined;
  readonly strict?: boolean | undefined;
}

export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface RequestOptions {
  readonly maxOutput?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly choice?: 'auto' | 'none' | 'required' | CalledTool | undefined;
  /** Several calls in one answer. */
  readonly parallel?: boolean | undefined;
  /** The agent counts on a model that thinks. */
  readonly thinks?: boolean | undefined;
  /** How much to think; absent: as the model does by itself. */
  readonly effort?: Effort | undefined;
  /** Thoughts are to be readable. */
  readonly summaries?: boolean | undefined;
  /** The answer is to be JSON, of this schema where there is one. */
  readonly format?: { readonly name: string; readonly schema?: JsonObject; readonly strict?: boolean } | undefined;
  readonly verbosity?: string | undefined;
}

/** What a reader and a writer have to know beside the body. */
export interface RequestAbout {
  /** How the model is called at the gateway. */
  readonly model: string;
  readonly streams: boolean;
  readonly maxOutput?: number;
  readonly inputs?: readonly string[];
  readonly reasons?: boolean;
  readonly session: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How the gateway is to call a tool. */
  readonly nameOf: (tool: CalledTool) => string;
  /** How the gateway knows a call that the agent calls so. */
  readonly idOf: (id: string) => string;
  /** What a carrier holds that this relay gave to the agent for this model; undefined for any other. */
  readonly carried: (carrier: unknown) => { readonly state: JsonObject; readonly text?: string } | undefined;
  /** The gateway can't be asked to stop at these words: the answer is to end there all the same. */
  readonly endAt: (words: readonly string[]) => void;
  /** Something is left out that is not needed. */
  readonly note: (text: string) => void;
}

/** Of an agent's dialect. Throws `Untranslatable`. */
export type RequestReader = (body: unknown, about: RequestAbout, writer: RequestWriter) => void;

interface WrittenRequest {
  /** Behind the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** Of a gateway's protocol. */
export type CreateRequestWriter = (about: RequestAbout) => RequestWriter & { written(): WrittenRequest };

/** A request says something that can't be said in the other protocol. The message is for the user. */
export class Untranslatable extends Error {}

export function unknownPart(what: string, type: unknown): Untranslatable {
  const name = typeof type === 'string' && type !== '' ? type : 'without a type';
  return new Untranslatable(
    `Jetway can't translate ${what} ${name} for this model. Start a new session, or take a model that the gateway serves in the agent's own protocol.`,
  );
}

export const nothing = '(no output)';
export const unanswered = '(no result: the call was interrupted)';

export function asideOf(text: string): string {
  return `<system>\n${text}\n</system>`;
}

/** Text parts alone, as one text. */
export function joined(parts: readonly Part[], separator: string): string {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join(separator);
}

/** What a model that can't see a part is told in its place; undefined where it can, or nobody knows. */
export function unseen(part: Part, inputs: readonly string[] | undefined): string | undefined {
  if (part.kind === 'text' || inputs === undefined) return undefined;
  if (part.kind === 'image') return inputs.includes('image') ? undefined : "[An image, which this model can't see.]";
  return inputs.includes('pdf') || inputs.includes('file') ? undefined : "[A document, which this model can't read.]";
}

/** A custom tool for a model that only knows functions: one text is its input. */
export function functionOf({ tool, description = '', schema, grammar }: OfferedTool): {
  readonly description: string;
  readonly schema: JsonObject;
} {
  if (tool.kind !== 'custom') return { description, schema: schema ?? { type: 'object', properties: {} } };
  const asked = grammar === undefined ? '' : `\n\nThe input follows this grammar:\n${grammar}`;
  return {
    description: `${description}\n\nGive the whole input as the text \`input\`.${asked}`,
    schema: {
      type: 'object',
      properties: { input: { type: 'string' } },
      required: ['input'],
      additionalProperties: false,
    },
  };
}

/** Without the fields that are undefined. */
export function defined(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/**
 * Arguments as every server takes them back. What a model wrote that is no object went to its agent as it was; vLLM, llama.cpp and
 * Anthropic refuse it, and with it each later request of the session.
 */
export function objectOf(words: string): string {
  return isObject(parseJson(words)) ? words : argumentsOf(words);
}

/** A text of a custom tool's input, as the arguments of the function that stands for it. */
export function argumentsOf(input: string): string {
  return JSON.stringify({ input });
}

export function dataUrl(type: string, data: string): string {
  return `data:${type};base64,${data}`;
}

/** Type and data of a `data:` URL in base64. */
export function dataOf(url: string): { readonly type: string; readonly data: string } | undefined {
  const head = /^data:(?<type>[^;,]*)(?:;[^,]*)?;base64,/.exec(url.slice(0, 200));
  return head === null ? undefined : { type: head.groups?.['type'] ?? '', data: url.slice(head[0].length) };
}
