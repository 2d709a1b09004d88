import { numberAt, textAt } from '../json-path.ts';

/** What is said to a model; `system`: how it is to behave. */
export interface Prompt {
  readonly message: string;
  readonly system?: string;
}

/** What an answer tells of itself. */
export interface AnswerSummary {
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

type News = { readonly [Field in keyof AnswerSummary]: AnswerSummary[Field] | undefined } & {
  readonly text?: string | undefined;
};

/** How one protocol is asked one thing, and its answer read. */
export interface Conversation {
  ask(
    model: string,
    prompt: Prompt,
    maxTokens: number,
  ): { readonly body: object; readonly headers?: Readonly<Record<string, string>> };
  /** What one event, or a whole answer, tells. `shown`: some of the answer's text was read before. */
  read(event: unknown, shown: boolean): News;
}

/** The texts of content blocks or parts; undefined where there is none. */
export function texts(parts: readonly unknown[]): string | undefined {
  const found = parts
    .map((part) => textAt(part, 'text') ?? textAt(part, 'refusal'))
    .filter((text) => text !== undefined);
  return found.length === 0 ? undefined : found.join('');
}

export function sum(value: unknown, ...names: readonly string[]): number | undefined {
  const found = names.map((name) => numberAt(value, name)).filter((number) => number !== undefined);
  return found.length === 0 ? undefined : found.reduce((total, number) => total + number, 0);
}
