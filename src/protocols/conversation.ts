import { createEventReader } from './event-stream.ts';
import { at, listAt, numberAt, textAt } from '../json-path.ts';
import { isOpenAiReasoning } from './openai-chat/request-options.ts';
import type { ProtocolId } from './protocols.ts';

export interface Question {
  readonly body: string;
  /** Without credentials. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What is said to a model; `system`: how it is to behave. */
export interface Prompt {
  readonly message: string;
  readonly system?: string;
}

/** A request for one streamed answer to one message; `protocols.ts` says where it is sent. `maxTokens` limits the answer. */
export function question(protocol: ProtocolId, model: string, prompt: Prompt, maxTokens: number): Question {
  const { body, headers } = dialects[protocol].ask(model, prompt, maxTokens);
  return {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
  };
}

export interface Outcome {
  /** Tokens, those read from a cache included. */
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  /** The model that answered, by the gateway's word. */
  readonly model?: string;
  /** Why the answer ended, in the protocol's own word. Undefined: it broke off. */
  readonly stop?: string;
  /** What the gateway said instead of, or in the middle of, an answer. */
  readonly error?: string;
}

export interface AnswerReader {
  /** The text that this piece of the body adds to the answer, as the server sent it: control characters and all. */
  push(text: string): string;
  /** `text`: what an event adds that the body's end completed; mostly nothing. */
  end(): Outcome & { readonly text: string };
}

/** Reads an answer in pieces of any size, streamed or whole. Nothing that a server sends makes it throw. */
export function createReader(protocol: ProtocolId): AnswerReader {
  const events = createEventReader();
  const dialect = dialects[protocol];
  let outcome: Outcome = {};
  let understood = false;
  let shown = false;

  const take = (event: unknown): string => {
    const { text, ...news } = dialect.read(event, shown);
    const error = errorOf(event) ?? news.error;
    outcome = { ...outcome, ...defined({ ...news, error }) };
    understood ||= text !== undefined || Object.keys(outcome).length > 0;
    shown ||= text !== undefined && text !== '';
    return text ?? '';
  };

  return {
    push: (text) => events.push(text).map(take).join(''),
    end: () => {
      const text = events.end().map(take).join('');
      return { ...(understood ? outcome : { error: `The answer is no ${protocol} message.` }), text };
    },
  };
}

type News = { readonly [Field in keyof Outcome]: Outcome[Field] | undefined } & { readonly text?: string | undefined };

interface Dialect {
  ask(
    model: string,
    prompt: Prompt,
    maxTokens: number,
  ): { readonly body: object; readonly headers?: Readonly<Record<string, string>> };
  /** What one event, or a whole answer, tells. `shown`: some of the answer's text was read before. */
  read(event: unknown, shown: boolean): News;
}

const dialects: Readonly<Record<ProtocolId, Dialect>> = {
  // https://docs.claude.com/en/docs/build-with-claude/streaming, 2026-11
  'anthropic-messages': {
    ask: (model, { message, system }, maxTokens) => ({
      body: {
        model,
        max_tokens: maxTokens,
        stream: true,
        ...(system === undefined ? {} : { system }),
        messages: [{ role: 'user', content: message }],
      },
      headers: { 'anthropic-version': '2023-06-01' },
    }),
    read: (event) => {
      const message = at(event, 'message') ?? event;
      const usage = at(message, 'usage');
      return {
        text:
          textAt(event, 'delta', 'text') ?? textAt(event, 'content_block', 'text') ?? texts(listAt(event, 'content')),
        tokensIn: sum(usage, 'input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'),
        tokensOut: numberAt(usage, 'output_tokens'),
        model: textAt(message, 'model'),
        stop: textAt(event, 'delta', 'stop_reason') ?? textAt(event, 'stop_reason'),
      };
    },
  },
  // https://platform.openai.com/docs/api-reference/responses-streaming, 2026-11
  'openai-responses': {
    ask: (model, { message, system }, maxTokens) => ({
      body: {
        model,
        ...(system === undefined ? {} : { instructions: system }),
        input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: message }] }],
        // The API refuses fewer.
        max_output_tokens: Math.max(16, maxTokens),
        store: false,
        stream: true,
      },
    }),
    read: (event, shown) => {
      const response = at(event, 'response') ?? event;
      const type = textAt(event, 'type');
      const delta = type === 'response.output_text.delta' || type === 'response.refusal.delta';
      const status = textAt(response, 'status');
      const over = status !== 'in_progress' && status !== 'queued';
      const whole = listAt(response, 'output').flatMap((item) => listAt(item, 'content'));
      return {
        text: delta ? textAt(event, 'delta') : shown ? undefined : texts(whole),
        tokensIn: numberAt(response, 'usage', 'input_tokens'),
        tokensOut: numberAt(response, 'usage', 'output_tokens'),
        model: textAt(response, 'model'),
        stop: over ? (textAt(response, 'incomplete_details', 'reason') ?? status) : undefined,
        error: textAt(response, 'error', 'message') ?? (type === 'error' ? textAt(event, 'message') : undefined),
      };
    },
  },
  // https://platform.openai.com/docs/api-reference/chat-streaming, 2026-11
  'openai-chat': {
    ask: (model, { message, system }, maxTokens) => ({
      body: {
        model,
        messages: [
          ...(system === undefined ? [] : [{ role: 'system', content: system }]),
          { role: 'user', content: message },
        ],
        [isOpenAiReasoning(model) ? 'max_completion_tokens' : 'max_tokens']: maxTokens,
        stream: true,
        stream_options: { include_usage: true },
      },
    }),
    read: (event) => ({
      text:
        textAt(event, 'choices', 0, 'delta', 'content') ??
        textAt(event, 'choices', 0, 'message', 'content') ??
        textAt(event, 'choices', 0, 'delta', 'refusal'),
      tokensIn: numberAt(event, 'usage', 'prompt_tokens'),
      tokensOut: numberAt(event, 'usage', 'completion_tokens'),
      model: textAt(event, 'model'),
      stop: textAt(event, 'choices', 0, 'finish_reason'),
    }),
  },
  // https://ai.google.dev/api/generate-content, 2026-11
  gemini: {
    ask: (_model, { message, system }, maxTokens) => ({
      body: {
        ...(system === undefined ? {} : { systemInstruction: { parts: [{ text: system }] } }),
        contents: [{ role: 'user', parts: [{ text: message }] }],
        generationConfig: { maxOutputTokens: maxTokens },
      },
    }),
    read: (event) => ({
      text: texts(listAt(event, 'candidates', 0, 'content', 'parts').filter((part) => at(part, 'thought') !== true)),
      tokensIn: numberAt(event, 'usageMetadata', 'promptTokenCount'),
      tokensOut: sum(at(event, 'usageMetadata'), 'candidatesTokenCount', 'thoughtsTokenCount'),
      model: textAt(event, 'modelVersion'),
      stop: textAt(event, 'candidates', 0, 'finishReason') ?? textAt(event, 'promptFeedback', 'blockReason'),
    }),
  },
};

/** The texts of content blocks or parts; undefined where there is none. */
function texts(parts: readonly unknown[]): string | undefined {
  const found = parts
    .map((part) => textAt(part, 'text') ?? textAt(part, 'refusal'))
    .filter((text) => text !== undefined);
  return found.length === 0 ? undefined : found.join('');
}

function sum(value: unknown, ...names: readonly string[]): number | undefined {
  const found = names.map((name) => numberAt(value, name)).filter((number) => number !== undefined);
  return found.length === 0 ? undefined : found.reduce((total, number) => total + number, 0);
}

/** Vendors say `error.message`, gateways also a list of those, or a bare text. */
function errorOf(event: unknown): string | undefined {
  const error = at(event, 'error');
  return textAt(event, 'error') ?? textAt(error, 'message') ?? textAt(error, 0, 'message') ?? plain(error);
}

function plain(error: unknown): string | undefined {
  return error === undefined || error === null || JSON.stringify(error) === '[]' ? undefined : JSON.stringify(error);
}

function defined(news: { readonly [Field in keyof Outcome]: Outcome[Field] | undefined }): Outcome {
  return Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined));
}
