import { isObject, at, listAt, numberAt, textAt } from '../../json-path.ts';
import { usageAt } from './usage.ts';
import { bearer } from '../../keys/key-headers.ts';
import { Secret, type SecretHeaders } from '../../keys/secret.ts';
import { managing, type KeyRow, type MadeKey, type Management, type ManagedKeys } from '../management.ts';
import type { HeldKeys } from '../question.ts';
import { explain } from './admin-errors.ts';
import { gatewayAt } from './gateway-admin.ts';
import { createBody, updateBody } from './key-bodies.ts';
import { viewsOf } from './views.ts';

/** Bifrost's virtual keys. Driven against 2.0.0-prerelease3: its answers hold every key's value, for ever. */
export function managementOf(url: string): Management {
  const account = `${url}#management`;
  const key = new Secret(account);
  const headersOf = (held: HeldKeys): SecretHeaders => (held.has(account) ? bearer(key) : {});
  return {
    url,
    account,
    key,
    variables: [],
    where: 'Give user:password of its administrator, or the token of a login to its dashboard',
    // Basic is taken as well; with Bearer one header serves both kinds.
    carried: (value) => (value.includes(':') ? base64(value) : value),
    open: {
      url: `${url}/api/session/is-auth-enabled`,
      headers: {},
      read: (_status, body) => at(body, 'is_auth_enabled') === false,
    },
    gateways: (held) => gatewayAt(url, headersOf(held)),
    views: (held) => viewsOf(url, headersOf(held)),
    keys: (held) => keysAt(url, headersOf(held)),
    usage: (held, query) => usageAt(url, headersOf(held), query, explain),
  };
}

/** Of UTF-8, which `btoa` alone does not take. */
function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}

function keysAt(url: string, headers: SecretHeaders): ManagedKeys {
  const root = `${url}/api/governance`;
  const ofKey = (id: string): string => `${root}/virtual-keys/${encodeURIComponent(id)}`;
  const made = (body: unknown): MadeKey | undefined => {
    const row = rowOf(at(body, 'virtual_key'));
    const value = textAt(body, 'virtual_key', 'value') ?? '';
    return row === undefined || value === '' ? undefined : { key: row, value };
  };
  return {
    // Keys that a configuration file holds have its hash.
    note: (one) =>
      (textAt(one, 'config_hash') ?? '') === ''
        ? undefined
        : 'It comes from a configuration file: what is changed or deleted here may be back after a restart.',
    // Without parameters all of them come at once.
    list: () =>
      managing(
        { url: `${root}/virtual-keys`, headers },
        (body) =>
          at(body, 'virtual_keys') === undefined
            ? undefined
            : { items: listAt(body, 'virtual_keys').flatMap((one) => rowOf(one) ?? []) },
        explain,
      ),
    get: (id) =>
      managing(
        { url: ofKey(id), headers },
        (body) => {
          const found = at(body, 'virtual_key');
          return isObject(found) ? found : undefined;
        },
        explain,
      ),
    create: (request) =>
      managing({ method: 'POST', url: `${root}/virtual-keys`, headers, body: createBody(request) }, made, explain),
    update: (id, before, request) =>
      managing({ method: 'PUT', url: ofKey(id), headers, body: updateBody(before, request) }, (body) => body, explain),
    remove: (id) => managing({ method: 'DELETE', url: ofKey(id), headers }, () => true as const, explain),
    rotate: (id) => managing({ method: 'POST', url: `${ofKey(id)}/rotate`, headers, body: {} }, made, explain),
    team: (name) =>
      managing(
        { url: `${root}/teams?search=${encodeURIComponent(name)}&limit=100`, headers },
        (body) => {
          const found = listAt(body, 'teams').find((team) => [textAt(team, 'name'), textAt(team, 'id')].includes(name));
          return textAt(found, 'id');
        },
        (status, body) =>
          status === 200
            ? { code: 'configuration', message: 'Bifrost has no such team.', hint: 'Give the name of one that it has.' }
            : explain(status, body),
      ),
  };
}

function rowOf(key: unknown): KeyRow | undefined {
  const [id, name] = [textAt(key, 'id'), textAt(key, 'name')];
  if (id === undefined || name === undefined) return undefined;
  const [expiresAt, team] = [textAt(key, 'expires_at'), textAt(key, 'team', 'name') ?? textAt(key, 'team_id')];
  return {
    id,
    name,
    active: at(key, 'is_active') !== false,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    budgets: listAt(key, 'budgets').flatMap((budget) => {
      const [limit, used, period] = [
        numberAt(budget, 'max_limit'),
        numberAt(budget, 'current_usage'),
        textAt(budget, 'reset_duration'),
      ];
      if (limit === undefined) return [];
      return [{ limit, ...(used === undefined ? {} : { used }), ...(period === undefined ? {} : { period }) }];
    }),
    models: listAt(key, 'provider_configs').flatMap((entry) =>
      listAt(entry, 'allowed_models').flatMap((model) =>
        typeof model === 'string' ? `${textAt(entry, 'provider') ?? ''}/${model}` : [],
      ),
    ),
    rates: (['request', 'token'] as const).flatMap((kind) => {
      const limit = numberAt(key, 'rate_limit', `${kind}_max_limit`);
      return limit === undefined
        ? []
        : [`${limit} ${kind}s/${textAt(key, 'rate_limit', `${kind}_reset_duration`) ?? ''}`];
    }),
    ...(team === undefined ? {} : { team }),
  };
}
