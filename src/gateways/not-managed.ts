import { clean } from '../text.ts';
import { messageOf } from './diagnosis.ts';
import type { Diagnosis } from './gateway.ts';

/**
 * What a management API's answer means where neither its own codes nor its status say more: an answer that is none of its
 * API's, one that may be another in a minute, or a refusal in the server's words.
 */
export function notManaged(name: string, status: number, body: unknown): Diagnosis {
  const hint = 'See what answers there: jetway doctor gateway';
  if ((typeof body === 'string' && status < 300) || status === 405) {
    return { code: 'gateway', message: `No management API of ${name} is at this address.`, hint };
  }
  if (status < 300) {
    return { code: 'gateway', message: `${name} answered otherwise than its management API does (${status}).`, hint };
  }
  const said = clean(messageOf(body) ?? '', 160);
  const why = said === '' ? '' : `: ${said}`;
  if (status === 429 || status > 500) {
    const message = `${name} does not answer this now (${status})${why}.`;
    return { code: 'gateway', message, hint: 'Try again in a minute.', transient: true };
  }
  return { code: 'gateway', message: `${name} refused it (${status})${why}.`, hint };
}
