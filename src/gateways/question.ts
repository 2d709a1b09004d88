import type { Keys, SecretHeaders } from '../keys/secret.ts';

/**
 * A request as data, and what its answer means. Every question that Jetway asks of a gateway is one: the list of its models,
 * the probe, how a key stands, what a server speaks, whether it runs on this machine. `net/gateway-client.ts` asks them.
 */
export interface Question<T> {
  readonly method?: Method;
  readonly url: string;
  readonly headers: SecretHeaders;
  /** JSON. */
  readonly body?: string;
  /** Pure. `body`: the JSON, or the text where it is none. Takes anything and never throws. */
  read(status: number, body: unknown): T;
}

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Questions that are asked side by side, because only their answers together tell. */
export interface Survey<Part, T> {
  readonly questions: readonly Question<Part>[];
  /** Questions that need those answers, asked next, in what is left of the time; their parts are added behind the first. Pure. */
  further?(parts: readonly (Part | undefined)[]): readonly Question<Part>[];
  /** `parts`: in the order of the questions, undefined where no answer came. Pure. */
  together(parts: readonly (Part | undefined)[]): T;
}

/** For which accounts there is a key. A question knows no more of keys: it holds references, and never a value. */
export type HeldKeys = Pick<Keys, 'has'>;
