import type { Endpoint } from '../agents/agent.ts';
import type { Connection } from '../gateways/gateway.ts';
import { reveal, type Keys } from '../keys/secret.ts';
import type { Model } from '../models/catalogue.ts';
import type { ProtocolId } from '../protocols/protocols.ts';

/** The keys of one gateway, which may have to be asked for anew. */
export interface KeyRing {
  /** Gives the keys that hold now, and asks for them again before they expire. Throws a `credential` Failure. */
  current(): Promise<Keys> | Keys;
  /** Asks for keys anew after a refusal; true where there are other ones now. Absent: these are all there will ever be. */
  renew?(): Promise<boolean>;
}

/** A model where a gateway serves it: what a request is sent to. */
export interface Upstream {
  readonly gateway: { readonly id: string; readonly name: string };
  readonly endpoint: Endpoint;
  /** `about.id` is what the user calls the model. */
  readonly about: Model;
  readonly keys: KeyRing;
  /** These two say how its gateway's answers are read. */
  readonly answerIds?: Connection['answerIds'];
  readonly providerRetryAfter?: Connection['providerRetryAfter'];
  /** The attribution, by header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Picks what an upstream knows of its gateway. */
export function placeIn({
  gateway,
  answerIds,
  providerRetryAfter,
}: Connection): Pick<Upstream, 'gateway' | 'answerIds' | 'providerRetryAfter'> {
  return {
    gateway,
    ...(answerIds === undefined ? {} : { answerIds }),
    ...(providerRetryAfter === undefined ? {} : { providerRetryAfter }),
  };
}

/** A model that is fallen back on, as a request of this protocol reaches it. Undefined: it can't. */
export type Fallback = (protocol: ProtocolId) => Upstream | undefined;

/** The headers that Jetway adds to a request: credentials with their keys in place, and attribution. */
export function ownHeaders({ endpoint, headers }: Upstream, keys: Keys): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) result[name.toLowerCase()] = value;
  for (const [name, text] of Object.entries(endpoint.credentials)) result[name.toLowerCase()] = reveal(text, keys);
  return result;
}

/** Whether the model's price is known, so that a budget in money can be kept. */
export function isPriced({ about }: Pick<Upstream, 'about'>): boolean {
  return about.prices?.input !== undefined && about.prices.output !== undefined;
}
