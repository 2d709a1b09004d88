import { Failure } from '../../failure.ts';
import { isObject, at, listAt, numberAt, textAt, type JsonObject } from '../../json-path.ts';
import { taggedAt, usageAt } from './usage.ts';
import { bearer } from '../../keys/key-headers.ts';
import { Secret } from '../../keys/secret.ts';
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
import { explain } from './admin-errors.ts';
import { gatewayAt, viewsOf } from './views.ts';

/** LiteLLM's virtual keys. https://docs.litellm.ai/docs/proxy/virtual_keys, 1.108.7 */
export function managementOf(url: string): Management {
  const account = `${url}#management`;
  const key = new Secret(account);
  const where = "It is the proxy's master key, or an administrator's";
  return {
    url,
    account,
    key,
    variables: ['LITELLM_MASTER_KEY'],
    where,
    gateways: () => gatewayAt(url, bearer(key)),
    // A session's own key reads what its user sent, where it may.
    views: (held) => viewsOf(url, bearer(held.has(url) ? new Secret(url) : key)),
    keys: () => keysAt(url, key),
    usage: (_held, query) => usageAt(url, bearer(key), query, explain),
    tagged: (held, query) => taggedAt(url, bearer(held.has(url) ? new Secret(url) : key), query, explain),
  };
}

const durations = { minute: '60s', hour: '1h', day: '1d', week: '7d', month: '30d', year: '365d' } as const;

function keysAt(url: string, key: Secret): ManagedKeys {
  const headers = { authorization: ['Bearer ', key] } as const;
  const post = <T>(path: string, body: JsonObject, read: (body: unknown) => T | undefined): Question<Reply<T>> =>
    managing({ method: 'POST', url: `${url}${path}`, headers, body }, read, explain);
  const page = (number: number): Question<Reply<Part<KeyRow>>> =>
    managing(
      { url: `${url}/key/list?return_full_object=true&page=${number}&size=100`, headers },
      (body) => {
        if (!Array.isArray(at(body, 'keys'))) return undefined;
        const items = listAt(body, 'keys').flatMap((one) => rowOf(one) ?? []);
        const more = items.length > 0 && number < (numberAt(body, 'total_pages') ?? 1);
        return { items, ...(more ? { next: page(number + 1) } : {}) };
      },
      explain,
    );
  return {
    list: () => page(1),
    get: (id) =>
      managing(
        { url: `${url}/key/info?key=${encodeURIComponent(id)}`, headers },
        (body) => {
          const info = at(body, 'info');
          return isObject(info) ? info : undefined;
        },
        explain,
      ),
    create: (request) =>
      post('/key/generate', bodyOf(request), (body) => {
        const value = textAt(body, 'key') ?? '';
        const row = rowOf({ ...(body as JsonObject), token: textAt(body, 'token') ?? textAt(body, 'token_id') ?? '' });
        return value === '' || row === undefined ? undefined : { key: row, value };
      }),
    update: (id, _before, { active, ...request }) => {
      if (active !== undefined) return post(active ? '/key/unblock' : '/key/block', { key: id }, (body) => body);
      return post('/key/update', { key: id, ...bodyOf(request) }, (body) => body);
    },
    remove: (id) => post('/key/delete', { keys: [id] }, () => true as const),
    rotate: (id) =>
      post(`/key/${encodeURIComponent(id)}/regenerate`, {}, (body) => {
        const value = textAt(body, 'key') ?? '';
        const hash = textAt(body, 'token') ?? textAt(body, 'token_id') ?? id;
        const row = rowOf({ ...(body as JsonObject), token: hash });
        return value === '' || row === undefined ? undefined : { key: row, value };
      }),
  };
}

/** Throws `configuration` for what its keys do not have. */
function bodyOf({ name, budget, rate, models, providers, expires, team }: KeyRequest): JsonObject {
  if (providers !== undefined) {
    const hint = "Give models: --models 'anthropic/*'";
    throw new Failure('configuration', "LiteLLM's keys are bound to models, not to providers.", hint);
  }
  if (rate !== undefined && rate !== null && rate.period !== 'minute') {
    const hint = 'Write --rate 60requests/minute, or 100000tokens/minute';
    throw new Failure('configuration', "LiteLLM's limits are for a minute.", hint);
  }
  const limit = rate?.limit ?? null;
  return {
    ...(name === undefined ? {} : { key_alias: name }),
    ...(budget === undefined ? {} : { max_budget: budget?.usd ?? null }),
    // One without a period is spent once: the period of before must not stay.
    ...(budget === undefined
      ? {}
      : { budget_duration: budget?.period === undefined ? null : durations[budget.period] }),
    ...(rate === undefined || rate?.of === 'tokens' ? {} : { rpm_limit: limit }),
    ...(rate === undefined || rate?.of === 'requests' ? {} : { tpm_limit: limit }),
    ...(models === undefined ? {} : { models: models.includes('*') ? [] : models }),
    ...(expires === undefined ? {} : { duration: expires === null ? null : `${Math.ceil(expires.in / 1000)}s` }),
    ...(team === undefined ? {} : { team_id: team }),
  };
}

function rowOf(key: unknown): KeyRow | undefined {
  const id = textAt(key, 'token');
  if (id === undefined) return undefined;
  const [limit, used, period] = [numberAt(key, 'max_budget'), numberAt(key, 'spend'), textAt(key, 'budget_duration')];
  const [expiresAt, team] = [textAt(key, 'expires'), textAt(key, 'team_id')];
  return {
    id,
    name: textAt(key, 'key_alias') ?? textAt(key, 'key_name') ?? id,
    active: at(key, 'blocked') !== true,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    budgets:
      limit === undefined
        ? []
        : [{ limit, ...(used === undefined ? {} : { used }), ...(period === undefined ? {} : { period }) }],
    models: listAt(key, 'models').filter((model) => typeof model === 'string'),
    rates: (['rpm_limit', 'tpm_limit'] as const).flatMap((field) => {
      const rate = numberAt(key, field);
      return rate === undefined ? [] : [`${rate} ${field === 'rpm_limit' ? 'requests' : 'tokens'}/minute`];
    }),
    ...(team === undefined ? {} : { team }),
  };
}
