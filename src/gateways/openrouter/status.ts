import { at, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import {
  amount,
  expiry,
  failed,
  passed,
  skipped,
  spending,
  warned,
  type Answer,
  type Finding,
  type StatusSource,
} from '../status.ts';
import { clean } from '../../text.ts';
import { keysUrl } from './errors.ts';

/** What OpenRouter tells a key of itself. The account's credit is told to management keys alone. https://openrouter.ai/docs, 2026-11 */
export function standingOf(apiUrl: string, headers: SecretHeaders | undefined): StatusSource {
  return {
    questions: headers === undefined ? [] : [{ url: `${apiUrl}/key`, headers }],
    judge: ([answer], { now }) => (answer === undefined ? [] : keyIn(answer, now)),
  };
}

function keyIn({ status, body }: Answer, now: number): readonly Finding[] {
  const data = at(body, 'data');
  if (status !== 200 || typeof data !== 'object' || data === null)
    return [skipped('key-state', `not told (${status})`)];
  const label = clean(textAt(data, 'label') ?? '', 40);
  return [
    at(data, 'is_management_key') === true
      ? failed(
          'key-state',
          'credential',
          'This is a management key, which calls no model.',
          `Make an API key at ${keysUrl}, then: jetway login`,
        )
      : passed('key-state', `key${label === '' ? '' : ` ${label}`} is known`),
    ...expiry(textAt(data, 'expires_at'), now, `Make another at ${keysUrl}, then: jetway login`),
    limitIn(data),
    at(data, 'is_free_tier') === true
      ? warned(
          'billing',
          'the account is on the free tier: models without :free want credit, and the others have a daily limit',
          'Buy credit at https://openrouter.ai/settings/credits, or choose a model: jetway list-models --search :free',
        )
      : skipped('billing', 'the credit of the account is told to management keys alone'),
  ];
}

/** A limit of nothing is that of a key for free models. */
function limitIn(data: object): Finding {
  const [limit, left] = [numberAt(data, 'limit'), numberAt(data, 'limit_remaining')];
  const used = numberAt(data, 'usage');
  if (limit === undefined || left === undefined || limit <= 0) {
    return passed('budget', `the key has no limit of its own${used === undefined ? '' : `; ${amount(used)} USD used`}`);
  }
  const reset = clean(textAt(data, 'limit_reset') ?? '', 20);
  return spending(
    'limit of the key',
    limit - left,
    limit,
    'USD',
    reset === '' ? undefined : `reset ${reset}`,
    `Wait for its reset, or raise it at ${keysUrl}`,
  );
}
