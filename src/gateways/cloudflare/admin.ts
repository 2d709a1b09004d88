import { Failure } from '../../failure.ts';
import { numberAt, textAt, type JsonObject } from '../../json-path.ts';
import { Secret } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import { numberField, switchField, textField, wordField } from '../fields.ts';
import type { Answers } from '../gateway.ts';
import type { GatewayChanges, ManagedGateways } from '../managed-gateways.ts';
import type { Management } from '../management.ts';
import { asked, edits, pages, reads, resultIn } from './api-calls.ts';
import { apiUrl } from './api.ts';
import { tokensPage } from './diagnoses.ts';
import { practiceIn } from './gateway-settings.ts';
import { defaultOrigin, readAccountId, readGatewayId, whereAccountId } from './url.ts';
import { orElse, usageInLogs } from './usage-in-logs.ts';
import { usageAt } from './usage.ts';
import { viewsOf } from './views.ts';

/** The gateways of an account, over Cloudflare's API. https://developers.cloudflare.com/api/resources/ai_gateway/, 2026-11 */
export function managementOf(answers: Answers): Management {
  const given = answers['account-id'];
  if (given === undefined) {
    const hint = `Pass --account-id. ${whereAccountId}`;
    throw new Failure('configuration', 'Cloudflare AI Gateway needs its account-id.', hint);
  }
  const accountId = readAccountId(given)['account-id'] ?? '';
  const api = answers['api-url'] ?? apiUrl;
  const account = `${api}/accounts/${accountId}`;
  const key = new Secret(account);
  const gateways = `${account}/ai-gateway/gateways`;
  return {
    url: account,
    account,
    key,
    variables: ['CLOUDFLARE_API_TOKEN', 'CF_AIG_TOKEN', 'CLOUDFLARE_API_KEY', 'CLOUDFLARE_AI_GATEWAY_API_KEY'],
    where: `Make a token with "${edits}" at ${tokensPage}`,
    // A token that sessions run on is Cloudflare's: it goes to no other host because of it.
    session: api === apiUrl ? { account: `${defaultOrigin}/v1/${accountId}` } : {},
    gateways: () => gatewaysIn(gateways, key, answers['gateway-id']),
    views: () => viewsOf(account, key, answers['gateway-id']),
    usage: (_held, query) => {
      const analytics = usageAt(`${api}/graphql`, accountId, answers['gateway-id'], key, query);
      const logs = usageInLogs(gateways, answers['gateway-id'], key, query);
      return analytics === undefined ? logs : orElse(analytics, logs);
    },
  };
}

/** What the API takes: reference of "Create a new Gateway" and "Update a Gateway", 2026-11. */
export const fields: GatewayChanges['fields'] = [
  switchField('authentication'),
  numberField('cache-ttl', 0, 31_536_000, true),
  switchField('cache-invalidate-on-update'),
  switchField('collect-logs'),
  numberField('rate-limiting-limit', 0, 1e9, true),
  numberField('rate-limiting-interval', 0, 31_536_000, true),
  wordField('rate-limiting-technique', ['fixed', 'sliding']),
  switchField('byok-only'),
  numberField('log-management', 10_000, 1e9, true),
  wordField('log-management-strategy', ['STOP_INSERTING', 'DELETE_OLDEST']),
  switchField('logpush'),
  wordField('retry-backoff', ['constant', 'linear', 'exponential']),
  numberField('retry-delay', 0, 60_000, true),
  numberField('retry-max-attempts', 1, 5, true),
  textField('store-id', 64),
  wordField('workers-ai-billing-mode', ['postpaid', 'unified']),
  switchField('zdr'),
];

function gatewaysIn(url: string, key: Secret, usual: string | undefined): ManagedGateways {
  const one = (name: string, needs: string, body?: JsonObject) => ({
    needs,
    what: `no gateway "${name}" in this account`,
    ...(body === undefined ? {} : { body }),
  });
  return {
    reads,
    ...(usual === undefined ? {} : { usual }),
    checkName: (name) => void readGatewayId(name),
    row: rowOf,
    remarks,
    practice: practiceIn,
    list: () => pages(key, url, { needs: reads }, (row) => row),
    get: (name) => asked(key, 'GET', `${url}/${name}`, one(name, reads), resultIn),
    changes: {
      edits,
      goesWith: 'its logs, its dynamic routes, its datasets and the provider keys that are stored in it',
      fields,
      defaults: {
        authentication: true,
        cache_invalidate_on_update: false,
        cache_ttl: null,
        collect_logs: true,
        rate_limiting_interval: 0,
        rate_limiting_limit: 0,
      },
      own: ['id', 'created_at', 'modified_at', 'is_default'],
      create: (name: string, settings: JsonObject) =>
        asked(key, 'POST', url, one(name, edits, { id: name, ...settings }), resultIn),
      replace: (name: string, settings: JsonObject) =>
        asked(key, 'PUT', `${url}/${name}`, one(name, edits, settings), resultIn),
      remove: (name: string) => asked(key, 'DELETE', `${url}/${name}`, one(name, edits), () => true),
    },
  };
}

function rowOf(one: JsonObject): readonly string[] {
  const [seconds, limit, window] = ['cache_ttl', 'rate_limiting_limit', 'rate_limiting_interval'].map(
    (name) => numberAt(one, name) ?? 0,
  ) as [number, number, number];
  return [
    clean(textAt(one, 'id') ?? '', 64),
    one['authentication'] === false ? 'no authentication' : 'authenticated',
    seconds > 0 ? `cache ${seconds} s` : 'no cache',
    limit > 0 && window > 0 ? `${limit} in ${window} s` : 'no rate limit',
    one['collect_logs'] === false ? 'no logs' : 'logs',
  ];
}

function remarks(settings: JsonObject): readonly string[] {
  const limited = (numberAt(settings, 'rate_limiting_limit') ?? 0) > 0;
  const timed = (numberAt(settings, 'rate_limiting_interval') ?? 0) > 0;
  return [
    ...(settings['authentication'] === false ? ['authentication is off: whoever knows its URL can use it'] : []),
    ...(limited && !timed ? ['a rate limit without an interval limits nothing: --set rate-limiting-interval=60'] : []),
    ...(settings['collect_logs'] === false ? ['it keeps no logs, so no usage can be read back'] : []),
  ];
}
