import { at, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import { failed, passed, skipped, statusOf, timeOf, warned, type Limit, type Status, type Told } from '../status.ts';
import { clean } from '../../text.ts';
import { keysUrl } from './errors.ts';

/** What OpenRouter tells a key of itself. The account's credit is told to management keys alone. https://openrouter.ai/docs, 2026-11 */
export function statusQuestions(apiUrl: string, headers: SecretHeaders, withKey: boolean): Status {
  return statusOf(withKey ? [{ url: `${apiUrl}/key`, headers, read: keyIn }] : [], {
    limit: `Wait for its reset, or raise it at ${keysUrl}`,
    key: `Make another at ${keysUrl}, then: jetway login`,
  });
}

function keyIn(status: number, body: unknown): readonly Told[] {
  const data = at(body, 'data');
  if (status !== 200 || typeof data !== 'object' || data === null)
    return [skipped('key-state', `not told (${status})`)];
  const expiresAt = timeOf(textAt(data, 'expires_at'));
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
    ...(expiresAt === undefined ? [] : [{ kind: 'key-life', topic: 'key-state', expiresAt } as const]),
    ...(expiresAt === undefined ? [warned('practice', 'the key has no end', `Make one that ends at ${keysUrl}`)] : []),
    ...(numberAt(data, 'limit') === undefined
      ? [warned('practice', 'the key has no budget', `Give it one at ${keysUrl}`)]
      : []),
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
function limitIn(data: object): Limit {
  const [limit, left] = [numberAt(data, 'limit'), numberAt(data, 'limit_remaining')];
  const used = numberAt(data, 'usage');
  const common = { kind: 'limit', topic: 'budget', what: 'limit', of: 'key', unit: 'USD' } as const;
  if (limit === undefined || left === undefined || limit <= 0)
    return { ...common, ...(used === undefined ? {} : { used }) };
  const resets = clean(textAt(data, 'limit_reset') ?? '', 20);
  return { ...common, limit, used: limit - left, ...(resets === '' ? {} : { resets }) };
}
