import type { JsonObject } from '../../agents/agent.ts';
import { cacheKey } from '../../cache-key.ts';
import { at, listAt } from '../../json-path.ts';
import type { AnswerFrame } from '../../protocols/answer.ts';
import type { ErrorWords } from '../../protocols/complaint.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import {
  Untranslatable,
  type CreateRequestWriter,
  type RequestAbout,
  type RequestReader,
} from '../../protocols/request.ts';
import type { Refusal, TranslatedRequest, TranslationContext, Translator } from '../translator.ts';
import { pack, unpack } from './carrier.ts';
import { estimate } from './estimate.ts';
import { translatedError } from './failure.ts';
import { createToolNames, gatewayId } from './names.ts';
import { createStream, wholeOf, type AnswerSource, type AnswerTarget } from './stream.ts';

/** What is known of an agent's dialect. */
export interface Dialect extends AnswerTarget {
  readonly id: ProtocolId;
  readonly readRequest: RequestReader;
  /** The list that the history is, in a request. */
  readonly history: string;
  /** It gives back a thought's own words, beside what it carries for us. */
  readonly keepsThoughts: boolean;
  /** The answer to a question that only counts, for so many tokens. */
  readonly count?: (tokens: number) => JsonObject;
}

/** What is known of a gateway's protocol. */
export interface Served extends AnswerSource {
  readonly id: ProtocolId;
  readonly createWriter: CreateRequestWriter;
  readonly errors: ErrorWords;
  /** What seals a thought is for its very letters. */
  readonly sealsLetters: boolean;
}

export function pair(from: Dialect, to: Served): Translator {
  const { count } = from;
  const request = (body: unknown, context: TranslationContext): TranslatedRequest | Refusal => {
    try {
      return translated(from, to, body, context);
    } catch (error) {
      if (error instanceof Untranslatable) return { refused: { kind: 'invalid', message: error.message } };
      throw error;
    }
  };
  return {
    from: from.id,
    to: to.id,
    request,
    ...(count === undefined
      ? {}
      : { count: (body) => count(Math.ceil(estimate(at(body, 'generateContentRequest') ?? body))) }),
    error: (status, body, headers) => translatedError(from.errors, to.errors, status, body, headers),
  };
}

function translated(from: Dialect, to: Served, body: unknown, context: TranslationContext): TranslatedRequest {
  const { model, asked, streams, session, headers } = context;
  const names = createToolNames();
  const used = new Set<string>();
  const notes = new Set<string>();
  const stops: string[] = [];
  const about: RequestAbout = {
    model,
    streams,
    session,
    headers,
    ...(context.maxOutput === undefined ? {} : { maxOutput: context.maxOutput }),
    ...(context.inputs === undefined ? {} : { inputs: context.inputs }),
    ...(context.reasons === undefined ? {} : { reasons: context.reasons }),
    nameOf: names.nameOf,
    idOf: (id) => {
      used.add(id);
      return gatewayId(id);
    },
    carried: (carrier) => {
      const carried = unpack(carrier);
      return carried?.model === model && carried.to === to.id ? carried : undefined;
    },
    endAt: (words) => void stops.push(...words.filter((word) => word !== '')),
    note: (text) => void notes.add(text),
  };
  const writer = to.createWriter(about);
  from.readRequest(body, about, writer);
  const { path, headers: more, body: written } = writer.written();
  // Made while the gateway works: it walks through all of the request.
  const frame = (): AnswerFrame => ({
    id: frameId(body, from.history, session),
    model: asked,
    created: Math.floor(context.cameAt / 1000),
    estimate: Math.ceil(estimate(written)),
    toolOf: names.toolOf,
    carrierOf: ({ state, text }) => {
      if (state === undefined) return undefined;
      const words = !from.keepsThoughts || to.sealsLetters ? { text } : {};
      return pack({ model, to: to.id, state, ...words });
    },
  });
  return {
    path,
    headers: more,
    body: written,
    notes: [...notes],
    stream: () => createStream(to, from, { frame: frame(), used, stops }),
    whole: (answer) => wholeOf(to, from, { frame: frame(), used, stops }, answer),
  };
}

/** The same for the same request, and another one for each turn: no chance is needed to tell answers apart. */
function frameId(body: unknown, history: string, session: string): string {
  const turns = listAt(body, history);
  const last = JSON.stringify(turns.at(-1) ?? at(body, history) ?? '', (_name, value: unknown) =>
    typeof value === 'string' ? value.slice(-idPart) : value,
  );
  return cacheKey([session, turns.length, last.slice(-idPart)]);
}

/** So much of the last turn tells it from others. Characters. */
const idPart = 2000;
