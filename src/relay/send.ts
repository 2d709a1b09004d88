import type { Exchange } from '../net/exchange.ts';
import type { WholeAnswer } from './attempted.ts';

/** An answer in one piece. */
export function sendWhole(exchange: Exchange, { status, headers, body }: WholeAnswer): void {
  exchange.begin(status, [...headers, 'content-length', String(Buffer.byteLength(body))]);
  exchange.end(body);
}
