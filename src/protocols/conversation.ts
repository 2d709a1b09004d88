import { createEventReader } from './event-stream.ts';
import { at, textAt } from '../json-path.ts';
import { conversation as messages } from './anthropic-messages/conversation.ts';
import { conversation as gemini } from './gemini/conversation.ts';
import { conversation as chat } from './openai-chat/conversation.ts';
import { conversation as responses } from './openai-responses/conversation.ts';
import type { ProtocolId } from './protocols.ts';
import type { AnswerSummary, Conversation, Prompt } from './summary.ts';

export interface Question {
  readonly body: string;
  /** Without credentials. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request for one streamed answer to one message; `protocols.ts` says where it is sent. `maxTokens` limits the answer. */
export function question(protocol: ProtocolId, model: string, prompt: Prompt, maxTokens: number): Question {
  const { body, headers } = conversations[protocol].ask(model, prompt, maxTokens);
  return {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
  };
}

export interface AnswerReader {
  /** The text that this piece of the body adds to the answer, as the server sent it: control characters and all. */
  push(text: string): string;
  /** `text`: what an event adds that the body's end completed; mostly nothing. */
  end(): AnswerSummary & { readonly text: string };
}

/** Reads an answer in pieces of any size, streamed or whole. Nothing that a server sends makes it throw. */
export function createReader(protocol: ProtocolId): AnswerReader {
  const events = createEventReader();
  const conversation = conversations[protocol];
  let summary: AnswerSummary = {};
  let understood = false;
  let shown = false;

  const take = (event: unknown): string => {
    const { text, ...news } = conversation.read(event, shown);
    const error = errorOf(event) ?? news.error;
    summary = { ...summary, ...defined({ ...news, error }) };
    understood ||= text !== undefined || Object.keys(summary).length > 0;
    shown ||= text !== undefined && text !== '';
    return text ?? '';
  };

  return {
    push: (text) => events.push(text).map(take).join(''),
    end: () => {
      const text = events.end().map(take).join('');
      return { ...(understood ? summary : { error: `The answer is no ${protocol} message.` }), text };
    },
  };
}

const conversations: Readonly<Record<ProtocolId, Conversation>> = {
  'anthropic-messages': messages,
  'openai-responses': responses,
  'openai-chat': chat,
  gemini,
};

/** Vendors say `error.message`, gateways also a list of those, or a bare text. */
function errorOf(event: unknown): string | undefined {
  const error = at(event, 'error');
  return textAt(event, 'error') ?? textAt(error, 'message') ?? textAt(error, 0, 'message') ?? plain(error);
}

function plain(error: unknown): string | undefined {
  return error === undefined || error === null || JSON.stringify(error) === '[]' ? undefined : JSON.stringify(error);
}

function defined(news: { readonly [Field in keyof AnswerSummary]: AnswerSummary[Field] | undefined }): AnswerSummary {
  return Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined));
}
