import { answer } from '../../src/commands/demo/gateway.ts';
import { parseJson, textAt } from '../../src/json-path.ts';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import { modelList, type Limited } from './bifrost/models.ts';
import { quotaOf } from './bifrost/quota.ts';
import { startGateway, type Gateway } from './gateway.ts';

/**
 * What stands in for Bifrost, which no registry has: its quota, its list and its errors in three dialects, as 1.4.11 and
 * 2.0.0-prerelease3 gave them on 29 November 2026. Of 1.5 and 2.2 that alone is known which their sources changed; in all
 * else 1.5 is as 2.0 here.
 */
export const versions = { '1.4': 'v1.4.11', '1.5': 'v1.5.1', '2.0': 'v2.0.0-prerelease3', '2.2': 'v2.2.5' } as const;

export type Version = keyof typeof versions;

export interface VirtualKey extends Limited {
  readonly name: string;
  /** Default: true. */
  readonly active?: boolean;
  /** Keys have an end since 2.0. */
  readonly expired?: boolean;
  /** With limits of their own. Default: every provider there is, without. */
  readonly providers?: readonly (Limited & { readonly provider: string })[];
  readonly models?: readonly (Limited & { readonly model: string; readonly provider?: string })[];
  /** Its team's budget, which no quota tells of. */
  readonly team?: Limited['budget'];
}

export interface BifrostOptions {
  readonly version: Version;
  /** By value. */
  readonly keys?: Readonly<Record<string, VirtualKey>>;
  /** Whether a request without a key is refused. Default: true. */
  readonly mandatory?: boolean;
  /** An administrator has a password. */
  readonly admin?: boolean;
  /** Which of several errors a list of 1.4 gives. Default: that of a provider which the key may not use. */
  readonly first?: 'limit' | 'provider';
  /** What its providers answer in place of an answer. */
  readonly upstream?: { readonly status: number; readonly type: string; readonly message: string };
}

export async function startBifrost(options: BifrostOptions): Promise<Gateway> {
  return startGateway({ answers: (request) => answerOf(request, options) });
}

interface Refusal {
  readonly status: number;
  readonly type?: string;
  readonly message: string;
}

function answerOf(request: ServedRequest, options: BifrostOptions): ServedAnswer | undefined {
  const path = request.path.split('?')[0] ?? '';
  if (request.method === 'HEAD') return { status: 405, headers: { 'content-type': 'text/plain' }, body: '' };
  if (request.method === 'GET') return look(path, request, options);
  const body = parseJson(request.body);
  const model = textAt(body, 'model') ?? /\/models\/([^:]+):/.exec(path)?.[1] ?? '';
  const refused = refusalOf(request, options, providerOf(path, model), model);
  if (refused !== undefined) return inDialect(path, refused);
  if (options.upstream !== undefined) return inDialect(path, { ...options.upstream, from: providerOf(path, model) });
  return answer(request);
}

function look(path: string, request: ServedRequest, options: BifrostOptions): ServedAnswer {
  const { version, keys = {}, admin = false } = options;
  switch (path) {
    case '/health':
      return json(200, { components: { db_pings: 'ok' }, status: 'ok' });
    case '/api/version':
      return admin && version === '1.4' ? inDialect(path, unauthorized) : json(200, versions[version]);
    case '/api/governance/virtual-keys/quota': {
      // Before 1.5 the word is taken for the id of a key, and asking for one is the administrator's.
      if (version === '1.4') return inDialect(path, admin ? unauthorized : { ...notFound, status: 404 });
      const value = valueOf(request);
      if (value === undefined) return inDialect(path, { status: 401, message: missing });
      const key = keys[value];
      return key === undefined ? inDialect(path, notFound) : json(200, quotaOf(key, version));
    }
    case '/v1/models': {
      const refused = listRefusal(request, options);
      return refused === undefined
        ? json(
            200,
            modelList(new URL(request.path, 'http://bifrost').searchParams, version, allowedBy(request, options)),
          )
        : inDialect(path, refused);
    }
    default:
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html><html><body>Bifrost</body>',
      };
  }
}

const unauthorized: Refusal = { status: 401, message: 'Unauthorized' };
const notFound: Refusal = { status: 401, message: 'Virtual key not found' };
const missing =
  'Missing virtual key. Provide it via x-bf-vk header, Authorization: Bearer <key>, x-api-key, x-goog-api-key or api-key.';

/** The providers that a key may use; undefined: all. */
function allowedBy(request: ServedRequest, { keys = {} }: BifrostOptions): readonly string[] | undefined {
  return keys[valueOf(request) ?? '']?.providers?.map(({ provider }) => provider);
}

/** Since 1.5.1 a list is no matter of limits. 1.4 asks each provider, and whichever fails first has the word. */
function listRefusal(request: ServedRequest, options: BifrostOptions): Refusal | undefined {
  const { version, first = 'provider' } = options;
  if (version !== '1.4') return keyRefusal(request, options);
  const [own] = allowedBy(request, options) ?? ['openai'];
  const limit = refusalOf(request, options, own ?? 'openai', '');
  if (limit === undefined || limit.type?.startsWith('virtual_key') === true || first === 'limit') return limit;
  return allowedBy(request, options) === undefined ? limit : blocked('cohere');
}

function blocked(provider: string): Refusal {
  return {
    status: 403,
    type: 'provider_blocked',
    message: `Provider '${provider}' is not allowed for this virtual key`,
  };
}

function keyRefusal(request: ServedRequest, options: BifrostOptions): Refusal | undefined {
  const { version, keys = {}, mandatory = true } = options;
  const value = valueOf(request);
  const key = value === undefined ? undefined : keys[value];
  if (key === undefined) {
    if (value !== undefined && version !== '1.4') {
      const message = 'virtual key not found. The provided virtual key does not exist or has been revoked.';
      return { status: 401, type: 'virtual_key_not_found', message };
    }
    const message = 'virtual key is required. Provide a virtual key via the x-bf-vk header.';
    return mandatory ? { status: 401, type: 'virtual_key_required', message } : undefined;
  }
  if (key.active === false) return { status: 403, type: 'virtual_key_blocked', message: 'Virtual key is inactive' };
  if (key.expired === true && /^2/.test(version)) {
    return { status: 403, type: 'virtual_key_blocked', message: 'Virtual key has expired' };
  }
  return undefined;
}

function refusalOf(
  request: ServedRequest,
  options: BifrostOptions,
  provider: string,
  model: string,
): Refusal | undefined {
  const refused = keyRefusal(request, options);
  const key = options.keys?.[valueOf(request) ?? ''];
  if (refused !== undefined || key === undefined) return refused;
  const allowed = key.providers?.find((one) => one.provider === provider);
  if (key.providers !== undefined && allowed === undefined) return blocked(provider);
  const bare = model.replace(/^[^/]*\//, '');
  const own = key.models?.find((one) => one.model === bare && (one.provider ?? provider) === provider);
  const old = options.version === '1.4';
  const limits: readonly (readonly [Limited | undefined, old: string, now: string])[] = [
    [allowed, 'Provider', `Model:AllModels:virtual_key:${provider}`],
    [key, 'VK', 'Model:AllModels:virtual_key:00000000-0000-4000-8000-000000000001'],
    [own, 'VK', `Model:${bare}:virtual_key:00000000-0000-4000-8000-000000000001`],
    [key.team === undefined ? undefined : { budget: key.team }, 'Team', ''],
  ];
  for (const [limited, scope, id] of limits) {
    const { budget, tokens, requests } = limited ?? {};
    if (budget !== undefined && budget.used >= budget.limit) {
      const figures = `budget exceeded: ${budget.used.toFixed(4)} >= ${budget.limit.toFixed(4)} dollars`;
      const message =
        old || id === ''
          ? `Budget exceeded: ${scope} ${figures}`
          : `Model-level budget exceeded (virtual key scope): ${id} ${figures}`;
      return { status: 402, type: 'budget_exceeded', message };
    }
    for (const [unit, one] of [['token', tokens] as const, ['request', requests] as const]) {
      if (one === undefined || one.used < one.limit) continue;
      const figures = `${unit} limit exceeded (${one.used}/${one.limit}, resets every ${one.period})`;
      const message = `Rate limit check failed: rate limit violated for VK: ${old ? figures : `[${figures}]`}`;
      return { status: 429, type: `${unit}_limited`, message };
    }
  }
  return undefined;
}

/** A key in a vendor's own header is one by how it begins. */
function valueOf({ headers }: ServedRequest): string | undefined {
  if (headers['x-bf-vk'] !== undefined) return headers['x-bf-vk'];
  const bearer = /^Bearer (.*)$/.exec(headers['authorization'] ?? '')?.[1];
  return [bearer, headers['x-api-key'], headers['x-goog-api-key'], headers['api-key']].find((one) =>
    one?.startsWith('sk-bf-'),
  );
}

function providerOf(path: string, model: string): string {
  if (model.includes('/')) return model.split('/', 1)[0] ?? '';
  return path.startsWith('/anthropic/') ? 'anthropic' : path.startsWith('/genai/') ? 'gemini' : 'openai';
}

function inDialect(path: string, refusal: Refusal & { readonly from?: string }): ServedAnswer {
  const { status, type, message, from } = refusal;
  const upstream = from !== undefined;
  if (path.startsWith('/anthropic/')) {
    return json(status, { type: 'error', error: { type: upstream ? type : 'api_error', message } });
  }
  if (path.startsWith('/genai/')) return json(status, { error: { code: status, message, status: '', details: null } });
  return json(status, {
    ...(type === undefined || upstream ? {} : { type }),
    is_bifrost_error: false,
    status_code: status,
    error: upstream ? { type, code: String(status), message } : { message },
    extra_fields: from === undefined ? {} : { provider: from, request_type: 'chat_completion' },
  });
}

function json(status: number, body: unknown): ServedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
