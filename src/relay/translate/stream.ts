import type { JsonObject } from '../../agents/agent.ts';
import type {
  AnswerEvent,
  AnswerEventReader,
  AnswerFrame,
  AnswerWords,
  AnswerWriter,
  Block,
} from '../../protocols/answer.ts';
import type { Complaint, ErrorWords } from '../../protocols/complaint.ts';
import { createEventReader } from '../../protocols/event-stream.ts';
import type { Reading, Usage } from '../../protocols/usage.ts';
import type { Refusal, StreamTranslation } from '../translator.ts';
import { createBlocks, type Blocks } from './blocks.ts';
import { agentId } from './names.ts';
import { createStops } from './stops.ts';

/** How a gateway's protocol is read. */
export interface AnswerSource {
  readonly createReader: () => AnswerEventReader;
  readonly usage: (event: unknown) => Reading;
  /** An event for data that are no JSON. */
  readonly other?: (data: string) => unknown;
}

/** How an agent's is written. */
export interface AnswerTarget {
  readonly words: AnswerWords;
  readonly errors: ErrorWords;
}

const broken = "The gateway's answer ended before it was complete.";

/** What an answer must know of its request. */
export interface Asked {
  readonly frame: AnswerFrame;
  /** Ids of the calls before, which no new one may have. */
  readonly used: ReadonlySet<string>;
  /** Words at which it ends, that the server does not know of. */
  readonly stops: readonly string[];
}

export function createStream(source: AnswerSource, { words }: AnswerTarget, asked: Asked): StreamTranslation {
  const events = createEventReader(source.other);
  const { take, flush, finish, reading } = createAnswer(source, words.writer(asked.frame), asked);
  return {
    push: (text) => {
      let sent = '';
      for (const event of events.push(text)) sent += take(event);
      return sent + flush();
    },
    end: (broke) => {
      let sent = '';
      for (const event of events.end()) sent += take(event);
      return sent + finish(broke);
    },
    reading,
  };
}

/** An answer that came in one piece, in one piece; what is wrong with it where it is none. */
export function wholeOf(
  source: AnswerSource,
  { words }: AnswerTarget,
  asked: Asked,
  body: unknown,
): { readonly body: JsonObject } | Refusal {
  const blocks: Block[] = [];
  let whole: JsonObject | undefined;
  const silent = (): string => '';
  const collector: AnswerWriter = {
    start: silent,
    open: silent,
    piece: silent,
    close: (block) => {
      blocks.push(block);
      return '';
    },
    end: (end) => {
      whole = words.whole(asked.frame, blocks, end);
      return '';
    },
    fail: silent,
  };
  const answer = createAnswer(source, collector, asked);
  answer.take(body);
  answer.finish();
  return whole === undefined ? { refused: answer.error() ?? { kind: 'failed', message: broken } } : { body: whole };
}

function createAnswer(
  source: AnswerSource,
  writer: AnswerWriter,
  { frame, used, stops }: Asked,
): {
  readonly take: (event: unknown) => string;
  readonly flush: () => string;
  readonly finish: (broke?: string) => string;
  readonly reading: () => Reading;
  readonly error: () => Complaint | undefined;
} {
  const read = source.createReader();
  const ended = stops.length === 0 ? undefined : createStops(stops);
  const ids = new Set(used);
  const blocks: Blocks = createBlocks(writer, (id, index) => {
    const good = agentId(id);
    const mine = good === undefined || ids.has(good) ? `call_${frame.id}${index}` : good;
    ids.add(mine);
    return mine;
  });
  const told: { model?: string; id?: string; error?: string } = {};
  let usage: Usage = {};

  const took = (step: AnswerEvent): string => {
    const sent = blocks.take(step);
    return step.kind === 'last' && blocks.announced() ? sent + blocks.finish(usage, broken) : sent;
  };

  return {
    take: (event) => {
      const news = source.usage(event);
      if (news.usage !== undefined) usage = { ...usage, ...news.usage };
      if (news.model !== undefined) told.model = news.model;
      if (news.id !== undefined) told.id = news.id;
      if (news.error !== undefined) told.error = news.error;
      let sent = '';
      for (const raw of read(event)) {
        if (ended === undefined) sent += took(raw);
        else for (const step of ended(raw)) sent += took(step);
      }
      return sent;
    },
    flush: blocks.flush,
    finish: (broke) => blocks.finish(usage, broke ?? broken),
    error: blocks.error,
    reading: () => {
      const error = blocks.error();
      return {
        ...told,
        ...(Object.keys(usage).length > 0 ? { usage } : {}),
        ...(blocks.begun() ? { output: true } : {}),
        ...(blocks.over() && error === undefined ? { ended: true } : {}),
        ...(error === undefined ? {} : { error: error.message }),
      };
    },
  };
}
