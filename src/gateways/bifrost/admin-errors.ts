import { messageOf } from '../diagnosis.ts';
import type { Diagnosis } from '../gateway.ts';

/** Its errors have no type: status and text are all there is, and bad input may be a 500. */
export function explain(status: number, body: unknown): Diagnosis {
  const said = messageOf(body) ?? '';
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
  const isPage = typeof body === 'string' && (status === 200 || status === 405);
  const message = isPage
    ? 'No management API of Bifrost is at this address.'
    : `Bifrost refused it (${status})${said === '' ? '' : `: ${said}`}.`;
  return { code: 'gateway', message, hint: 'See what the key is like: jetway keys show <name>' };
}
