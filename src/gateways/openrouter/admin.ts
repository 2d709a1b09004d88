import { Failure } from '../../failure.ts';
import { isObject, at, listAt, numberAt, textAt, type JsonObject } from '../../json-path.ts';
import { bookedAt, usageAt } from './usage.ts';
import { Secret } from '../../keys/secret.ts';
import type { Diagnosis } from '../gateway.ts';
import { notManaged } from '../not-managed.ts';
import {
  managing,
  type KeyRow,
  type KeyRequest,
  type Management,
  type ManagedKeys,
  type Part,
  type Reply,
} from '../management.ts';
import type { Question } from '../question.ts';

const where = 'Make a management key at https://openrouter.ai/settings/management-keys';

/** OpenRouter's keys. https://openrouter.ai/docs/features/provisioning-api-keys, 2026-11 */
export function managementOf(url: string): Management {
  const account = `${url}#management`;
  const key = new Secret(account);
  const variables = ['OPENROUTER_MANAGEMENT_KEY', 'OPENROUTER_PROVISIONING_KEY'];
  return {
    url,
    account,
    key,
    variables,
    where,
    keys: () => keysAt(`${url}/v1/keys`, key),
    usage: (_held, query) => usageAt(url, key, query, explain),
    booked: (id) => bookedAt(url, id),
  };
}

const resets = { day: 'daily', week: 'weekly', month: 'monthly' } as const;

function keysAt(url: string, key: Secret): ManagedKeys {
  const headers = { authorization: ['Bearer ', key] } as const;
  const ofKey = (id: string): string => `${url}/${encodeURIComponent(id)}`;
  const from = (offset: number): Question<Reply<Part<KeyRow>>> =>
    managing(
      { url: `${url}?include_disabled=true&offset=${offset}`, headers },
      (body) => {
        if (!Array.isArray(at(body, 'data'))) return undefined;
        const rows = listAt(body, 'data');
        const more = rows.length >= 100 ? { next: from(offset + rows.length) } : {};
        return { items: rows.flatMap((one) => rowOf(one) ?? []), ...more };
      },
      explain,
    );
  return {
    list: () => from(0),
    get: (id) =>
      managing(
        { url: ofKey(id), headers },
        (body) => {
          const found = at(body, 'data');
          return isObject(found) ? found : undefined;
        },
        explain,
      ),
    create: (request) =>
      managing(
        { method: 'POST', url, headers, body: bodyOf(request) },
        (body) => {
          const [row, value] = [rowOf(at(body, 'data')), textAt(body, 'key') ?? ''];
          return row === undefined || value === '' ? undefined : { key: row, value };
        },
        explain,
      ),
    update: (id, _before, request) =>
      managing({ method: 'PATCH', url: ofKey(id), headers, body: changeOf(request) }, (body) => body, explain),
    remove: (id) => managing({ method: 'DELETE', url: ofKey(id), headers }, () => true as const, explain),
  };
}

/** Throws `configuration` for what its keys do not have. */
function bodyOf({ name, active, budget, expires, models, providers, rate, team }: KeyRequest): JsonObject {
  if ([models, providers, rate, team].some((one) => one !== undefined)) {
    const hint = 'Leave those out; guardrails at https://openrouter.ai/settings/guardrails limit models and providers.';
    throw new Failure('configuration', "OpenRouter's keys have a budget and an end, and nothing else.", hint);
  }
  const reset = budget?.period === undefined ? null : (resets as Readonly<Record<string, string>>)[budget.period];
  if (reset === undefined) {
    throw new Failure('configuration', "OpenRouter's budgets are for a day, a week or a month.", 'Write 75usd/month');
  }
  return {
    ...(name === undefined ? {} : { name }),
    ...(active === undefined ? {} : { disabled: !active }),
    ...(budget === undefined ? {} : { limit: budget?.usd ?? null, limit_reset: reset }),
    ...(expires === undefined ? {} : { expires_at: expires === null ? null : new Date(expires.at).toISOString() }),
  };
}

/** The end of a key is settled when it is made: the call that changes one does not take it. */
function changeOf(request: KeyRequest): JsonObject {
  if (request.expires === undefined) return bodyOf(request);
  const hint = 'Make another with that end, then delete this one: jetway keys create, jetway keys delete';
  throw new Failure('configuration', "The end of a key of OpenRouter's can't be changed.", hint);
}

function rowOf(key: unknown): KeyRow | undefined {
  const id = textAt(key, 'hash');
  if (id === undefined) return undefined;
  const [limit, left, period] = [numberAt(key, 'limit'), numberAt(key, 'limit_remaining'), textAt(key, 'limit_reset')];
  const expiresAt = textAt(key, 'expires_at');
  return {
    id,
    name: textAt(key, 'name') ?? textAt(key, 'label') ?? id,
    active: at(key, 'disabled') !== true,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    budgets:
      limit === undefined
        ? []
        : [
            {
              limit,
              ...(left === undefined ? {} : { used: limit - left }),
              ...(period === undefined ? {} : { period }),
            },
          ],
  };
}

function explain(status: number, body: unknown): Diagnosis {
  if (status === 401 || status === 403) {
    const message = 'OpenRouter manages keys for a management key alone, and refuses this one.';
    return { code: 'credential', message, hint: `${where}, then give it: JETWAY_MANAGEMENT_KEY` };
  }
  if (status === 404) {
    return { code: 'configuration', message: 'OpenRouter has no such key.', hint: 'See: jetway keys list' };
  }
  return notManaged('OpenRouter', status, body);
}
