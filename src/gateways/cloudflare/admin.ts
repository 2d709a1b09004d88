import { bearer } from '../../keys/key-headers.ts';
import { Failure } from '../../failure.ts';
import { at, listAt, numberAt, textAt, type JsonObject } from '../../json-path.ts';
import { usageAt } from './usage.ts';
import { Secret } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { Answers, Diagnosis } from '../gateway.ts';
import {
  isObject,
  managing,
  numberField,
  switchField,
  wordField,
  type ManagedGateways,
  type Management,
  type Part,
  type Reply,
} from '../management.ts';
import type { Method, Question } from '../question.ts';
import { apiUrl } from './api.ts';
import { defaultOrigin, readAccountId, readGatewayId, whereAccountId } from './url.ts';

const tokensPage = 'https://dash.cloudflare.com/profile/api-tokens';
const reads = 'AI Gateway: Read';
const edits = 'AI Gateway: Edit';

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
  return {
    url: account,
    account,
    key,
    variables: ['CLOUDFLARE_API_TOKEN', 'CF_AIG_TOKEN', 'CLOUDFLARE_API_KEY', 'CLOUDFLARE_AI_GATEWAY_API_KEY'],
    where: `Make a token with "${edits}" at ${tokensPage}`,
    // A token that sessions run on is Cloudflare's: it goes to no other host because of it.
    session: api === apiUrl ? { account: `${defaultOrigin}/v1/${accountId}` } : {},
    gateways: gatewaysIn(`${account}/ai-gateway/gateways`, key),
    usage: (_held, wish) => usageAt(`${api}/graphql`, accountId, answers['gateway-id'], key, wish),
  };
}

/** What the API takes: reference of "Create a new Gateway" and "Update a Gateway", 2026-11. */
const fields: ManagedGateways['fields'] = [
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
  wordField('workers-ai-billing-mode', ['postpaid', 'unified']),
  switchField('zdr'),
];

function gatewaysIn(url: string, key: Secret): ManagedGateways {
  const headers = bearer(key);
  const asked = <T>(
    method: Method,
    path: string,
    what: { readonly needs: string; readonly name?: string; readonly body?: JsonObject },
    read: (body: unknown) => T | undefined,
  ): Question<Reply<T>> =>
    managing(
      { method, url: `${url}${path}`, headers, ...(what.body === undefined ? {} : { body: what.body }) },
      (body) => (at(body, 'success') === true ? read(body) : undefined),
      (status, body) => meaningOf(status, body, what),
    );
  const page = (number: number): Question<Reply<Part<JsonObject>>> =>
    asked('GET', `?page=${number}&per_page=${perPage}`, { needs: reads }, (body) => {
      if (!Array.isArray(at(body, 'result'))) return undefined;
      const items = listAt(body, 'result').filter(isObject);
      const total = numberAt(body, 'result_info', 'total_count') ?? 0;
      const more = items.length > 0 && number * perPage < total;
      return { items, ...(more ? { next: page(number + 1) } : {}) };
    });
  const result = (body: unknown): JsonObject | undefined => {
    const found = at(body, 'result');
    return isObject(found) ? found : undefined;
  };
  return {
    reads,
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
    checkName: (name) => void readGatewayId(name),
    remarks,
    list: () => page(1),
    get: (name) => asked('GET', `/${name}`, { needs: reads, name }, result),
    create: (name, settings) => asked('POST', '', { needs: edits, name, body: { id: name, ...settings } }, result),
    replace: (name, settings) => asked('PUT', `/${name}`, { needs: edits, name, body: settings }, result),
    remove: (name) => asked('DELETE', `/${name}`, { needs: edits, name }, () => true),
  };
}

const perPage = 50;

function remarks(settings: JsonObject): readonly string[] {
  const limited = (numberAt(settings, 'rate_limiting_limit') ?? 0) > 0;
  const timed = (numberAt(settings, 'rate_limiting_interval') ?? 0) > 0;
  return [
    ...(settings['authentication'] === false ? ['authentication is off: whoever knows its URL can use it'] : []),
    ...(limited && !timed ? ['a rate limit without an interval limits nothing: --set rate-limiting-interval=60'] : []),
    ...(settings['collect_logs'] === false ? ['it keeps no logs, so no usage can be read back'] : []),
  ];
}

/** Refusals of permission are told by status, and with code 10000 whatever it is. */
function meaningOf(
  status: number,
  body: unknown,
  { needs, name = '' }: { readonly needs: string; readonly name?: string },
): Diagnosis {
  const errors = listAt(body, 'errors');
  const said = clean(errors.flatMap((error) => textAt(error, 'message') ?? []).join('; '), 160);
  if (status === 401 || status === 403 || errors.some((error) => numberAt(error, 'code') === 10_000)) {
    const hint = `Make a token with it at ${tokensPage}, then give it: JETWAY_MANAGEMENT_KEY`;
    return { code: 'credential', message: `Cloudflare refuses the token: this needs the permission "${needs}".`, hint };
  }
  if (status === 404) {
    const what = name === '' ? 'no such account, or no gateways in it' : `no gateway "${name}" in this account`;
    return { code: 'configuration', message: `There is ${what}.`, hint: 'See which there are: jetway gateway list' };
  }
  const why = said === '' ? '' : `: ${said}`;
  if (status === 429 || status >= 500) {
    const message = `Cloudflare's API does not answer this now (${status})${why}.`;
    return { code: 'gateway', message, hint: 'Try again in a minute.', transient: true };
  }
  const hint = 'See what is there: jetway gateway list';
  return { code: 'gateway', message: `Cloudflare's API refused it (${status})${why}.`, hint };
}
