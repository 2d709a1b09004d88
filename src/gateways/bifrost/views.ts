import { isObject, at, listAt, numberAt, textAt, type JsonObject } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { GatewayViews, ProviderKey, ProviderUrl, Route, SpendLimit } from '../managed-gateways.ts';
import { managing, type Part, type Reply } from '../management.ts';
import type { Question } from '../question.ts';
import { explain } from './admin-errors.ts';
import { logsAt } from './logs.ts';

type Read = <T>(path: string, reader: (body: unknown) => T | undefined) => Question<Reply<T>>;

/** Log, providers' keys, routing rules and limits of a server. Driven against 2.0.0-prerelease3, save the rules: their body is read as any list of objects. */
export function viewsOf(url: string, headers: SecretHeaders): GatewayViews {
  const root = '/api/governance';
  const read: Read = (path, reader) => managing({ url: `${url}${path}`, headers }, reader, explain);
  const limits = (list: string, of: (row: unknown) => string): Question<Reply<Part<SpendLimit>>> =>
    read(`${root}/${list.replace('_', '-')}`, (body) =>
      at(body, list) === undefined ? undefined : { items: listAt(body, list).flatMap((row) => limitsOf(row, of(row))) },
    );
  return {
    name: url,
    url: (provider) => providerUrl(url, provider),
    page: `${url}/workspace/logs`,
    logs: (query) => logsAt(`${url}/api/logs`, headers, query, explain),
    content: (id) => [
      ['log', read(`/api/logs/${encodeURIComponent(id)}`, (body) => (isObject(body) ? saidIn(body) : undefined))],
    ],
    providerKeys: () =>
      read('/api/providers', (body) =>
        Array.isArray(at(body, 'providers'))
          ? keysOf(
              listAt(body, 'providers').flatMap((one) => textAt(one, 'name') ?? []),
              read,
            )
          : undefined,
      ),
    addProviderKey: "Bifrost takes providers' keys on its dashboard or in its config.json, not from here.",
    routes: () =>
      read(`${root}/routing-rules`, (body) => {
        const rows = [at(body, 'rules'), at(body, 'routing_rules')].find((one) => Array.isArray(one));
        return Array.isArray(rows) ? { items: rows.flatMap((row: unknown) => ruleOf(row) ?? []) } : undefined;
      }),
    route: (id) =>
      read(`${root}/routing-rules/${encodeURIComponent(id)}`, (body) => {
        const found = at(body, 'rule') ?? at(body, 'routing_rule') ?? body;
        return isObject(found) ? found : undefined;
      }),
    spendLimits: () => [
      { what: 'its teams', question: limits('teams', (row) => `team ${nameIn(row, 'name')}`) },
      { what: 'its customers', question: limits('customers', (row) => `customer ${nameIn(row, 'name')}`) },
      {
        what: 'its providers',
        question: limits('providers', (row) => `provider ${nameIn(row, 'provider') || nameIn(row, 'name')}`),
      },
      { what: 'its keys and models', question: limits('model_configs', scopeOf) },
    ],
  };
}

/** Its paths for SDKs. https://docs.getbifrost.ai, 2026-11 */
const sdkPaths: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'genai',
  google: 'genai',
  bedrock: 'bedrock',
  cohere: 'cohere',
};

function providerUrl(url: string, provider: string): ProviderUrl {
  const path = Object.hasOwn(sdkPaths, provider) ? sdkPaths[provider] : undefined;
  if (path !== undefined) return { url: `${url}/${path}` };
  const note = `Bifrost has no address for ${clean(provider, 40)} alone: name its models ${clean(provider, 40)}/<model>.`;
  return { url: `${url}/v1`, note };
}

/** The keys of these providers, asked for one after the other. */
function keysOf([first, ...others]: readonly string[], read: Read): Part<ProviderKey> {
  if (first === undefined) return { items: [] };
  return {
    items: [],
    next: read(`/api/providers/${encodeURIComponent(first)}/keys`, (body) => {
      if (at(body, 'keys') === undefined) return undefined;
      const rest = keysOf(others, read);
      return { ...rest, items: listAt(body, 'keys').flatMap((key) => keyOf(key, first)) };
    }),
  };
}

/** Masked by Bifrost, in contrast to virtual keys. */
function keyOf(key: unknown, provider: string): readonly ProviderKey[] {
  const name = textAt(key, 'name') ?? textAt(key, 'id');
  const [preview, status] = [textAt(key, 'value', 'value'), textAt(key, 'status')];
  if (name === undefined) return [];
  const models = listAt(key, 'models').filter((model) => typeof model === 'string');
  const shown = preview?.includes('***') === true ? { preview } : {};
  return [{ provider, name, models, ...shown, ...(status === undefined ? {} : { status }) }];
}

function ruleOf(rule: unknown): Route | undefined {
  const id = textAt(rule, 'id') ?? textAt(rule, 'name');
  if (id === undefined) return undefined;
  const active = at(rule, 'enabled') ?? at(rule, 'is_active');
  const targets = [rule, ...listAt(rule, 'targets')].flatMap((target) => {
    const [provider, model] = [textAt(target, 'provider') ?? '', textAt(target, 'model') ?? ''];
    return provider === '' && model === '' ? [] : [[provider, model].filter(Boolean).join('/')];
  });
  return {
    id,
    name: textAt(rule, 'name') ?? id,
    ...(typeof active === 'boolean' ? { active } : {}),
    leadsTo: [...new Set(targets)],
  };
}

function limitsOf(row: unknown, of: string): readonly SpendLimit[] {
  const common = { of, active: true };
  const one = (unit: SpendLimit['unit'], limit?: number, used?: number, period?: string): readonly SpendLimit[] =>
    limit === undefined
      ? []
      : [
          {
            ...common,
            unit,
            limit,
            ...(used === undefined ? {} : { used }),
            ...(period === undefined ? {} : { period }),
          },
        ];
  const budgets = listAt(row, 'budgets').flatMap((budget) => {
    const extra = numberAt(budget, 'override_amount') ?? 0;
    const limit = numberAt(budget, 'max_limit');
    return one(
      'USD',
      limit === undefined ? undefined : limit + extra,
      numberAt(budget, 'current_usage'),
      textAt(budget, 'reset_duration'),
    );
  });
  const rate = at(row, 'rate_limit');
  const rates = (['token', 'request'] as const).flatMap((kind) =>
    one(
      `${kind}s`,
      numberAt(rate, `${kind}_max_limit`),
      numberAt(rate, `${kind}_current_usage`),
      textAt(rate, `${kind}_reset_duration`),
    ),
  );
  return [...budgets, ...rates];
}

function nameIn(row: unknown, field: string): string {
  return clean(textAt(row, field) ?? '', 40);
}

/** A key's own limits are such a row too. */
function scopeOf(row: unknown): string {
  const [scope, provider] = [nameIn(row, 'scope'), nameIn(row, 'provider')];
  const model = nameIn(row, 'model_name');
  const whose = scope === 'virtual_key' ? `key ${nameIn(row, 'scope_name') || nameIn(row, 'scope_id')}` : 'all';
  const which = [provider, model === '*' ? '' : model].filter(Boolean).join('/');
  return which === '' ? whose : `${whose}, ${which}`;
}

/** Of a row of its log what was said, which it has beside all else. */
function saidIn(log: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(log).filter(([name]) =>
      /^(?:.*input_history|output_message|.*_output|tool_calls|error_details)$/.test(name),
    ),
  );
}
