import { notManaged } from '../not-managed.ts';
import type { Diagnosis } from '../gateway.ts';

/** Its errors have no type: status and text are all there is, and bad input may be a 500. */
export function explain(status: number, body: unknown): Diagnosis {
  if (status === 401) {
    const hint = 'Give user:password of its administrator, or the token of a login: JETWAY_MANAGEMENT_KEY';
    return { code: 'credential', message: 'Bifrost wants the login of its administrator for this.', hint };
  }
  if (status === 404) {
    const hint = 'See which there are: jetway keys list, jetway gateway logs';
    return { code: 'configuration', message: 'Bifrost has no such key, log or rule.', hint };
  }
  if (status === 409) {
    return { code: 'configuration', message: 'A key of this name is there already.', hint: 'See: jetway keys list' };
  }
  return notManaged('Bifrost', status, body);
}
