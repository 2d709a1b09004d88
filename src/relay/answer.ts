import { Failure } from '../failure.ts';
import type { Exchange, ForwardedAnswer } from '../net/exchange.ts';
import { errorWords } from '../protocols/readings.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { Reading } from '../protocols/usage.ts';
import { createTap } from './tap.ts';
import type { StreamTranslation } from './translator.ts';

/** What an answer's body passes on its way to the agent: it is listened to (`untouched`), or written in another protocol (`translated`). */
export interface Pipe {
  /** Gives what is sent to the agent for this piece of the gateway's. */
  out(bytes: Uint8Array): Uint8Array | string;
  /** Called with pieces in a row, once they have been sent to the agent. */
  listen(pieces: readonly Uint8Array[]): void;
  /** Gives what is sent at the end. `broke` says in words how the connection died. Undefined: the answer can't be ended as it should. */
  end(broke?: string): string | undefined;
  /** Gives what was read of the answer so far. `closed` says that nothing more will come. */
  reading(closed?: 'closed'): Reading;
}

/** Passes bytes on as they come. A stream whose connection dies ends with an error in its own protocol, behind whatever was cut. */
export function untouched(protocol: ProtocolId, events: boolean): Pipe {
  const tap = createTap(protocol, !events);
  return {
    out: (bytes) => bytes,
    listen: (pieces) => {
      const [first] = pieces;
      if (first !== undefined) tap.push(pieces.length === 1 ? first : Buffer.concat(pieces));
    },
    end: (broke) => {
      if (broke === undefined) return '';
      return events ? `\n\n${errorWords[protocol].events({ kind: 'overloaded', message: broke })}` : undefined;
    },
    reading: (closed) => {
      if (closed !== undefined) tap.end();
      return tap.reading();
    },
  };
}

/** Passes on what a translator makes of the gateway's bytes. */
export function translated(translation: StreamTranslation): Pipe {
  // The translator's reader passes over a byte-order mark by itself.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Whether the decoder holds the beginning of a character, whose rest is in the next piece. */
  let within = false;
  const decoded = (bytes: Uint8Array): string => {
    const last = bytes.at(-1);
    if (last === undefined) return '';
    const before = within;
    within = last > 0x7f;
    // A piece that begins and ends with whole characters, as most do, costs a third of what the decoder would take.
    if (!before && !within) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    return decoder.decode(bytes, { stream: true });
  };
  return {
    out: (bytes) => translation.push(decoded(bytes)),
    listen: () => undefined,
    end: (broke) => `${translation.push(decoder.decode())}${translation.end(broke)}`,
    reading: () => translation.reading(),
  };
}

/** What became of an answer. `empty`: it was held back, and nothing of it has gone to the agent. */
export interface Passed {
  readonly outcome: 'whole' | 'cut' | 'empty';
  readonly reading: Reading;
  /** When the first piece of the answer was sent, in milliseconds since 1970. */
  readonly firstOutputAt?: number;
  /** Says in words why nothing came. */
  readonly why?: string;
}

/**
 * Once an answer has begun, this much of it is collected before it is listened to: to listen to each piece costs more than to
 * send it. Bytes.
 */
const unheardLimit = 16 * 1024;
/** At most this much of an answer is held back; one that has said nothing by then goes out as it is. Bytes. */
const holdLimit = 1024 * 1024;

/**
 * Hands an answer on to the agent. `hold`: nothing goes out before the first piece of the answer itself, so that another
 * attempt can still be made without the agent's noticing.
 */
export async function pass(
  exchange: Exchange,
  head: { readonly status: number; readonly headers: readonly string[] },
  body: ForwardedAnswer['body'],
  pipe: Pipe,
  hold: boolean,
  now: () => number,
): Promise<Passed> {
  let held: (Uint8Array | string)[] | undefined = hold ? [] : undefined;
  let size = 0;
  let firstOutputAt: number | undefined;
  let broke: string | undefined;
  const unheard: Uint8Array[] = [];
  let unheardSize = 0;
  if (!hold) exchange.begin(head.status, head.headers);

  const hear = (): void => {
    unheardSize = 0;
    pipe.listen(unheard.splice(0));
    if (firstOutputAt === undefined && pipe.reading().output === true) firstOutputAt = now();
  };
  const release = async (): Promise<void> => {
    if (held === undefined) return;
    const pieces = held;
    held = undefined;
    exchange.begin(head.status, head.headers);
    for (const piece of pieces) await exchange.write(piece);
  };
  const close = (last: string | undefined): void => (last === undefined ? exchange.destroy() : exchange.end(last));

  try {
    for await (const bytes of body) {
      const piece = pipe.out(bytes);
      const before = unheardSize;
      unheard.push(bytes);
      unheardSize += bytes.length;
      if (held === undefined) {
        // What goes out leaves at the end of this turn of the loop: nothing is read of it before.
        const enough = firstOutputAt === undefined ? 1 : unheardLimit;
        if (before < enough && unheardSize >= enough) setImmediate(hear);
        const wait = piece.length === 0 ? undefined : exchange.write(piece);
        if (wait !== undefined) await wait;
      } else {
        hear();
        size += piece.length;
        if (piece.length > 0) held.push(piece);
        if (pipe.reading().output === true || size > holdLimit) await release();
      }
    }
  } catch (error) {
    if (!(error instanceof Failure) && !exchange.signal.aborted) throw error;
    broke = error instanceof Failure ? error.message : 'The agent went away.';
  }
  const last = pipe.end(broke);
  if (held === undefined) {
    close(last);
    if (broke === undefined) await new Promise((resolve) => setImmediate(resolve));
  }
  hear();
  const reading = pipe.reading('closed');
  if (firstOutputAt === undefined && reading.output === true) firstOutputAt = now();
  if (held !== undefined) {
    if (reading.output !== true && !exchange.signal.aborted) {
      return { outcome: 'empty', reading, why: broke ?? reading.error ?? 'The answer was empty.' };
    }
    await release();
    close(last);
  }
  const cut = broke !== undefined || exchange.signal.aborted || reading.ended !== true;
  return { outcome: cut ? 'cut' : 'whole', reading, ...(firstOutputAt === undefined ? {} : { firstOutputAt }) };
}

/** A body in one piece; undefined where it breaks off, or is larger. */
export async function gathered(body: ForwardedAnswer['body'], limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > limit) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
