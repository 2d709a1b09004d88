import type { JsonObject } from '../agents/agent.ts';
import type { Complaint } from '../protocols/complaint.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { Reading } from '../protocols/usage.ts';

/**
 * From one protocol, the agent's, to another, the gateway's. Pure: it does no I/O, knows no agent and no gateway, and keeps
 * nothing between two requests. What one answer must remember of its request stands in the `TranslatedRequest`.
 */
export interface Translator {
  /** What the agent speaks. */
  readonly from: ProtocolId;
  /** What the gateway serves the model over. */
  readonly to: ProtocolId;
  /**
   * `body`: the agent's own, parsed, untouched by an earlier attempt. Throws nothing: what it can't carry over is a
   * refusal in words, and so is a body that is none of the protocol.
   */
  request(body: unknown, context: TranslationContext): TranslatedRequest | Refusal;
  /**
   * A question that only counts tokens (`/v1/messages/count_tokens`, `:countTokens`), answered from the body alone with an
   * estimate that errs upwards: the answer's body in the agent's dialect. Absent: the protocol has no such question.
   */
  count?(body: unknown, context: TranslationContext): JsonObject;
  /**
   * The gateway's answer with an error status, in the agent's dialect. `body`: parsed, or the text where it is no JSON.
   * `headers`: the gateway's, names in lower case. The status is kept but where the agent acts upon another (a prompt that
   * is too long); `retry-after` is kept. Words: `src/protocols/<agent's>/errors.ts`.
   */
  error(status: number, body: unknown, headers: Readonly<Record<string, string>>): TranslatedError;
}

/** What a translator is told beside the body. */
export interface TranslationContext {
  /** How the model is called at the gateway. */
  readonly model: string;
  /** How the agent called it: what the answer names. */
  readonly asked: string;
  /** Whether the agent wants its answer as a stream; in Gemini's protocol the path says it. */
  readonly streams: boolean;
  /** The model's limit for an answer in tokens, where it is known. */
  readonly maxOutput?: number;
  /** What the model takes in (`text`, `image` …), where it is known. */
  readonly inputs?: readonly string[];
  /** Whether the model reasons, where it is known. */
  readonly reasons?: boolean;
  /** When the request came, in milliseconds since 1970: what the answer gives for its own time. */
  readonly cameAt: number;
  /** A `prompt_cache_key`: the same for a whole session, and only there. */
  readonly session: string;
  /** The agent's headers, names in lower case, without credentials. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface TranslatedRequest {
  /** The path behind the base URL, with the query. */
  readonly path: string;
  /** Headers by names in lower case, beside the type and the credentials, which the relay sets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** What could not be carried over and is not needed: said once a session each, to the user. */
  readonly notes?: readonly string[];
  /** For a streamed answer: a new state machine. */
  stream(): StreamTranslation;
  /**
   * An answer that was not streamed, in the agent's dialect; a refusal where it is an error, or no answer. Where the agent wants a stream and the gateway sent none, the
   * relay gives the whole body to `stream().push` instead, which has to understand that (`event-stream.ts` does).
   */
  whole(body: unknown): { readonly body: JsonObject } | Refusal;
}

export interface StreamTranslation {
  /**
   * The next piece of the gateway's stream, cut anywhere, already decoded from UTF-8: what the agent is to be sent for it,
   * complete events in its dialect; often an empty string. Throws nothing, whatever the piece is.
   */
  push(text: string): string;
  /**
   * The gateway's stream is at its end: what is still owed to the agent. `broke`: the connection died, in words. Where no
   * end was announced this is an error in the agent's dialect, never a made-up success.
   */
  end(broke?: string): string;
  /** What has been read so far. `output` says that the agent has been sent a piece of the answer: from then on no other route is tried. */
  reading(): Reading;
}

/** What can't be carried over; the agent gets it with an error's status. */
export interface Refusal {
  readonly refused: Complaint;
}

export interface TranslatedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}
