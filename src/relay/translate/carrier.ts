import type { JsonObject } from '../../agents/agent.ts';
import { at, parseJson, textAt } from '../../json-path.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';

/**
 * What an agent keeps for us, unread, with a thought: `signature`, `encrypted_content` and `thoughtSignature` come back as
 * they were sent, so the relay itself keeps nothing. The mark tells it from other makers' signatures, which nobody may forge
 * and no other model understands.
 */
export interface Carried {
  /** The model whose thought it is, as the gateway calls it; another one is not given it. */
  readonly model: string;
  readonly to: ProtocolId;
  /** What the server wants back. */
  readonly state: JsonObject;
  /** The thought itself, where the agent does not keep it, or the signature is for its very letters. */
  readonly text?: string;
}

/** With all behind it this is one text in base64: Google's libraries for Python and Go take a signature for bytes. */
const mark = Buffer.from('jetway/1:').toString('base64');

export function pack(carried: Carried): string {
  return `${mark}${Buffer.from(JSON.stringify(carried)).toString('base64')}`;
}

/** Undefined for what this relay did not make. */
export function unpack(carrier: unknown): Carried | undefined {
  if (typeof carrier !== 'string' || !carrier.startsWith(mark)) return undefined;
  const carried = parseJson(Buffer.from(carrier.slice(mark.length), 'base64').toString('utf8'));
  const state = at(carried, 'state');
  const whole = textAt(carried, 'model') !== undefined && typeof state === 'object' && state !== null;
  return whole ? (carried as Carried) : undefined;
}
