import type { JsonObject } from '../agents/agent.ts';
import type { Complaint } from './complaint.ts';
import type { Usage } from './usage.ts';

/**
 * A step of an answer in no protocol's words: what a protocol's events are read into and another's are written from.
 * Usage is not among them: `<protocol>/usage.ts` reads it.
 */
export type AnswerEvent =
  | { readonly kind: 'text' | 'thought'; readonly text: string }
  /** Ends the thought before it, or stands for one that nobody may read. `state`: what the server wants back with it. */
  | { readonly kind: 'seal'; readonly state: JsonObject }
  | CallPiece
  /** `word`: the stop sequence that ended it, where that is known. */
  | { readonly kind: 'end'; readonly reason: EndReason; readonly word?: string }
  /** Nothing comes after it, not even usage. */
  | { readonly kind: 'last' }
  | { readonly kind: 'error'; readonly complaint: Complaint };

/** A piece of a call; those of several calls may come in any order. */
export interface CallPiece {
  readonly kind: 'call';
  /** The same for all pieces of one call, another for each call of an answer. */
  readonly key: string;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** A piece of the arguments' JSON. */
  readonly arguments?: string | undefined;
  /** It is the last one. */
  readonly whole?: boolean;
}

/** `filter`: the server or the model would not go on. What was called or said follows from the blocks. */
export type EndReason = 'stop' | 'length' | 'filter';

/** Keeps what one stream needs to be understood. Nothing that a server sends makes it throw. */
export type AnswerEventReader = (event: unknown) => readonly AnswerEvent[];

/** A part of an answer as agents know them: one begins when the one before has ended. */
export interface Block {
  readonly kind: 'text' | 'thought' | 'call';
  /** From 0, in the order in which they are written. */
  readonly index: number;
  /** All of it that was written so far; of a call the arguments' JSON. */
  readonly text: string;
  /** Of a call. */
  readonly id: string;
  /** Of a call: as the model wrote it. */
  readonly name: string;
  /** Of a thought that was sealed. */
  readonly state?: JsonObject;
  /** Of a call: its JSON came to its end. */
  readonly whole: boolean;
}

export interface AnswerEnd {
  readonly reason: EndReason;
  /** The stop sequence that ended it, where that is known. */
  readonly word?: string;
  readonly usage: Usage;
}

/** Writes one answer as a stream's events, each method the text that is due; in the order of the blocks. */
export interface AnswerWriter {
  /** Before anything else. */
  start(): string;
  open(block: Block): string;
  /** `text` is the last piece of `block.text`. */
  piece(block: Block, text: string): string;
  close(block: Block): string;
  end(end: AnswerEnd): string;
  /** In place of the end; blocks may be open. */
  fail(complaint: Complaint): string;
}

/** What one answer repeats of its request. */
export interface AnswerFrame {
  /** Letters and digits; another one for each turn of a session. */
  readonly id: string;
  /** As the agent called it. */
  readonly model: string;
  /** When it was asked for, in whole seconds since 1970. */
  readonly created: number;
  /** Tokens of the prompt, a guess that errs upwards, for where the server says nothing. */
  readonly estimate: number;
  /** The tool that the model calls so. */
  readonly toolOf: (name: string) => CalledTool;
  /** What the agent will send back unread with a sealed thought. */
  readonly carrierOf: (block: Block) => string | undefined;
}

/** A tool as the agent knows it. `custom`: its input is a text. `search`: it finds further tools. */
export interface CalledTool {
  readonly kind: 'function' | 'custom' | 'search';
  readonly name: string;
  readonly namespace?: string;
}

/** How a protocol's answers are written. */
export interface AnswerWords {
  writer(frame: AnswerFrame): AnswerWriter;
  /** An answer that is not streamed: the body. */
  whole(frame: AnswerFrame, blocks: readonly Block[], end: AnswerEnd): JsonObject;
}

/** What a server did not count, guessed from the length. */
export function outputOf({ usage }: AnswerEnd, written: number): number {
  return usage.output ?? Math.ceil(written / 3);
}
