import type { Exchange } from '../net/exchange.ts';
import type { Asked } from '../protocols/questions.ts';
import type { ModelPlace } from './model-in-body.ts';

/** One request of the agent's, as far as an attempt needs it. */
export interface Incoming {
  readonly exchange: Exchange;
  readonly asked: Asked;
  /** Behind the base URL. */
  readonly path: string;
  readonly body: Uint8Array;
  /** Where the body names the model. */
  readonly place?: ModelPlace;
  /** UUID of the launch. */
  readonly session: string;
}
