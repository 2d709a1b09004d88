import { Failure } from '../../failure.ts';
import { at, listAt, numberAt, textAt, type JsonObject } from '../../json-path.ts';
import type { Secret } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { GatewayViews, ProviderKey, Route, SpendLimit } from '../managed-gateways.ts';
import type { Part } from '../management.ts';
import { asked, pages, reads, resultIn } from './api-calls.ts';
import { contentAt, logsAt, noLogs } from './logs.ts';
import { logPage, readGatewayId, whereGatewayId } from './url.ts';

/** What adding a provider's key takes: it lies in the account's Secrets Store. */
const adds = 'AI Gateway: Edit" and "Secrets Store: Write';

/** One gateway's log, stored keys, dynamic routes and spending rules. https://developers.cloudflare.com/api/resources/ai_gateway/, 2026-11 */
export function viewsOf(account: string, key: Secret, given: string | undefined): GatewayViews {
  if (given === undefined) {
    throw new Failure('usage', 'Of which gateway?', `Pass --gateway-id. ${whereGatewayId}`);
  }
  const name = readGatewayId(given)['gateway-id'] ?? '';
  const url = `${account}/ai-gateway/gateways/${name}`;
  const about = { needs: reads, what: `no gateway "${name}" in this account` };
  return {
    name,
    url: (provider) =>
      asked(
        key,
        'GET',
        `${url}/url/${encodeURIComponent(provider)}`,
        { ...about, what: `${about.what}, or no provider "${clean(provider, 40)}"` },
        (body) => {
          const found = textAt(body, 'result');
          return found === undefined ? undefined : { url: found };
        },
      ),
    page: logPage(account, name),
    logs: (query) => logsAt(`${url}/logs`, key, query),
    noLogs,
    content: (id) => contentAt(`${url}/logs`, key, id),
    providerKeys: () => pages(key, `${url}/provider_configs`, about, keyOf),
    addProviderKey: ({ provider, name: alias, usual, value }) => {
      const body = { alias, default_config: usual, provider_slug: provider, secret: value };
      return asked(key, 'POST', `${url}/provider_configs`, { ...about, needs: adds, body }, (answer) => {
        const found = resultIn(answer);
        return found === undefined ? undefined : keyOf(found);
      });
    },
    // The list of routes has an envelope of its own.
    routes: () =>
      asked(key, 'GET', `${url}/routes`, about, (body) => {
        const places = [at(body, 'data', 'routes'), at(body, 'result', 'routes'), at(body, 'result')];
        const rows = places.find((one) => Array.isArray(one)) as readonly unknown[] | undefined;
        return rows === undefined ? undefined : { items: rows.flatMap((row) => routeOf(row) ?? []) };
      }),
    route: (id) =>
      asked(key, 'GET', `${url}/routes/${encodeURIComponent(id)}`, about, (body) => {
        const found = at(body, 'result', 'route') ?? at(body, 'result') ?? at(body, 'route') ?? at(body, 'data');
        return typeof found === 'object' && found !== null ? (found as JsonObject) : undefined;
      }),
    spendLimits: () => [
      { what: 'the gateway', question: asked(key, 'GET', url, about, (body) => rulesIn(at(body, 'result'))) },
      {
        what: 'the account',
        question: asked(key, 'GET', `${account}/ai-gateway/billing/spending-limit`, { needs: reads }, (body) =>
          accountLimitIn(at(body, 'result')),
        ),
      },
    ],
  };
}

function keyOf(row: JsonObject): ProviderKey {
  const preview = textAt(row, 'secret_preview');
  return {
    provider: textAt(row, 'provider_slug') ?? '',
    name: textAt(row, 'alias') ?? '',
    usual: at(row, 'default_config') === true,
    ...(preview === undefined ? {} : { preview }),
  };
}

function routeOf(row: unknown): Route | undefined {
  const [id, name] = [textAt(row, 'id'), textAt(row, 'name')];
  if (id === undefined || name === undefined) return undefined;
  const active = at(row, 'version', 'active');
  const models = listAt(row, 'elements').flatMap((element) => {
    const [provider, model] = [textAt(element, 'properties', 'provider'), textAt(element, 'properties', 'model')];
    return model === undefined ? [] : [provider === undefined ? model : `${provider}/${model}`];
  });
  return {
    id,
    name,
    model: `dynamic/${name}`,
    ...(active === undefined ? {} : { active: active === true || active === 'true' }),
    leadsTo: [...new Set(models)],
  };
}

function rulesIn(settings: unknown): Part<SpendLimit> | undefined {
  if (typeof settings !== 'object' || settings === null) return undefined;
  const enabled = at(settings, 'spend_limits', 'enabled') === true;
  const items = listAt(settings, 'spend_limits', 'rules').flatMap((rule): readonly SpendLimit[] => {
    const [limit, window] = [numberAt(rule, 'limit'), numberAt(rule, 'window')];
    if (limit === undefined) return [];
    const only = narrowedTo(rule);
    return [
      {
        of: 'gateway',
        limit,
        unit: 'USD',
        ...(window === undefined ? {} : { period: `${window} s` }),
        ...(only === '' ? {} : { only }),
        active: enabled && at(rule, 'enabled') !== false,
      },
    ];
  });
  const [rate = 0, seconds = 0] = [
    numberAt(settings, 'rate_limiting_limit'),
    numberAt(settings, 'rate_limiting_interval'),
  ];
  const limited = rate > 0 && seconds > 0;
  const row: SpendLimit = { of: 'gateway', limit: rate, unit: 'requests', period: `${seconds} s`, active: true };
  return { items: [...items, ...(limited ? [row] : [])] };
}

/** `model gpt-5.5, claude-x; each user`. */
function narrowedTo(rule: unknown): string {
  const metadata = at(rule, 'metadata');
  const parts = [
    ...(['model', 'provider'] as const).map((name) => [name, at(rule, name)] as const),
    ...Object.entries(typeof metadata === 'object' && metadata !== null ? metadata : {}),
  ];
  return parts
    .flatMap(([name, part]) => {
      if (at(part, 'mode') === 'partition') return [`each ${clean(name, 40)}`];
      const values = listAt(part, 'values').filter((value) => typeof value === 'string');
      return values.length === 0 ? [] : [`${clean(name, 40)} ${clean(values.join(', '), 80)}`];
    })
    .join('; ');
}

function accountLimitIn(result: unknown): Part<SpendLimit> | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const [limit, period] = [numberAt(result, 'config', 'amount'), textAt(result, 'config', 'duration')];
  if (limit === undefined) return { items: [] };
  const active = at(result, 'enabled') === true;
  return { items: [{ of: 'account', limit, unit: 'USD', ...(period === undefined ? {} : { period }), active }] };
}
