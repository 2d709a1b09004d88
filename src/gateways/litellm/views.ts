import { isObject, at, listAt, numberAt, textAt, type JsonObject } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import { clean } from '../../text.ts';
import type { GatewayViews, ManagedGateways, ProviderKey, Route, SpendLimit } from '../managed-gateways.ts';
import { managing, only, type Part, type Reply } from '../management.ts';
import type { Question } from '../question.ts';
import { passed } from '../status.ts';
import { explain } from './admin-errors.ts';
import { logsAt } from './logs.ts';
import { isWithoutDatabase, shared } from './status.ts';

const masterKey = "the master key, or an administrator's";

/** A proxy is one gateway. It tells what it runs, and none of its settings. 1.101.6, 1.108.7 */
export function gatewayAt(url: string, headers: SecretHeaders): ManagedGateways {
  const get = (): Question<Reply<JsonObject>> =>
    managing(
      { url: `${url}/health/readiness/details`, headers },
      (body) => (textAt(body, 'status') === undefined ? undefined : { id: url, ...(body as JsonObject) }),
      explain,
    );
  return {
    reads: masterKey,
    usual: url,
    changes: 'LiteLLM is one gateway: its settings are changed in its config file or its UI, not from here.',
    checkName: () => undefined,
    row: (one) => [
      url,
      `LiteLLM ${clean(textAt(one, 'litellm_version') ?? '', 20)}`.trim(),
      isWithoutDatabase(one) ? 'no database' : 'database',
    ],
    remarks: (settings) => (isWithoutDatabase(settings) ? [shared.detail] : []),
    practice: (settings) =>
      isWithoutDatabase(settings) ? [shared] : [passed('practice', 'it has a database for keys, budgets and logs')],
    list: () => only(get()),
    get,
  };
}

export function viewsOf(url: string, headers: SecretHeaders): GatewayViews {
  const read = <T>(path: string, reader: (body: unknown) => T | undefined): Question<Reply<T>> =>
    managing({ url: `${url}${path}`, headers }, reader, explain);
  return {
    name: url,
    url: (provider) => ({
      url: `${url}/v1`,
      note: `LiteLLM has one address for all providers; ${clean(provider, 40)} is chosen by the model's name: jetway gateway routes list`,
    }),
    page: `${url}/ui/?page=logs`,
    logs: (query) => logsAt(`${url}/spend/logs/v2`, headers, query),
    content: (id) => [
      [
        'log',
        // Null where nothing is kept of what was said, which is how LiteLLM comes.
        {
          url: `${url}/spend/logs/ui/${encodeURIComponent(id)}`,
          headers,
          read: (status, body) => (status === 200 ? { value: saidIn(body) } : { refused: explain(status, body) }),
        },
      ],
    ],
    providerKeys: () =>
      read('/credentials', (body) => {
        if (!Array.isArray(at(body, 'credentials'))) return undefined;
        return { items: listAt(body, 'credentials').flatMap((one) => credentialOf(one)) };
      }),
    addProviderKey: "LiteLLM takes providers' keys in its config file or its UI, not from here.",
    routes: () =>
      read('/model/info', (body) => {
        if (!Array.isArray(at(body, 'data'))) return undefined;
        return { items: groupsIn(listAt(body, 'data')) };
      }),
    route: (name) =>
      read('/model/info', (body) => {
        const deployments = listAt(body, 'data').filter((one) => textAt(one, 'model_name') === name);
        return deployments.length === 0 ? undefined : { name, deployments: deployments.filter(isObject) };
      }),
    spendLimits: () => [
      { what: 'its teams', question: read('/team/list', (body) => limitsIn(body, (row) => `team ${teamName(row)}`)) },
      {
        what: 'its budgets',
        question: read('/budget/list', (body) =>
          limitsIn(body, (row) => `budget ${clean(textAt(row, 'budget_id') ?? '', 40)}`),
        ),
      },
    ],
  };
}

function credentialOf(one: unknown): readonly ProviderKey[] {
  const name = textAt(one, 'credential_name');
  if (name === undefined) return [];
  const preview = textAt(one, 'credential_values', 'api_key');
  return [
    {
      name,
      provider: textAt(one, 'credential_info', 'custom_llm_provider') ?? '',
      ...(preview?.includes('***') === true ? { preview } : {}),
    },
  ];
}

/** A name that several deployments share is shared out among them. */
function groupsIn(deployments: readonly unknown[]): readonly Route[] {
  const groups = new Map<string, Set<string>>();
  for (const one of deployments) {
    const name = textAt(one, 'model_name');
    if (name === undefined) continue;
    const models = groups.get(name) ?? new Set();
    const model = textAt(one, 'litellm_params', 'model');
    groups.set(name, model === undefined ? models : models.add(model));
  }
  return [...groups].map(([name, models]) => ({ id: name, name, model: name, leadsTo: [...models] }));
}

function teamName(row: unknown): string {
  return clean(textAt(row, 'team_alias') ?? textAt(row, 'team_id') ?? '', 40);
}

function limitsIn(body: unknown, of: (row: unknown) => string): Part<SpendLimit> | undefined {
  if (!Array.isArray(body)) return undefined;
  const items = body.flatMap((row: unknown): readonly SpendLimit[] => {
    const common = { of: of(row), active: at(row, 'blocked') !== true };
    const [usd, used, period] = [numberAt(row, 'max_budget'), numberAt(row, 'spend'), textAt(row, 'budget_duration')];
    const spent = used === undefined ? {} : { used };
    const budget: readonly SpendLimit[] =
      usd === undefined
        ? []
        : [{ ...common, limit: usd, unit: 'USD', ...spent, ...(period === undefined ? {} : { period }) }];
    const rates = (['tpm_limit', 'rpm_limit'] as const).flatMap((field): readonly SpendLimit[] => {
      const limit = numberAt(row, field);
      return limit === undefined
        ? []
        : [{ ...common, limit, unit: field === 'tpm_limit' ? 'tokens' : 'requests', period: '60 s' }];
    });
    return [...budget, ...rates];
  });
  return { items };
}

/** Of a row of its log what was said. */
function saidIn(body: unknown): JsonObject | null {
  if (!isObject(body)) return null;
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => ['messages', 'response', 'proxy_server_request'].includes(name)),
  );
}
