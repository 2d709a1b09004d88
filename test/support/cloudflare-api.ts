import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import { sample } from './bodies.ts';
import { startGateway, type Gateway } from './gateway.ts';

export const accountId = '0123456789abcdef0123456789abcdef';

export interface CloudflareApi extends Gateway {
  /** What the account has, by name. */
  readonly gateways: Map<string, Record<string, unknown>>;
  /** Rows of a gateway's log, the newest first; `undefined`: those that were recorded. */
  logs: readonly Record<string, unknown>[] | undefined;
}

/**
 * Cloudflare's management API for gateways, which answers with the recorded bodies: `token` may do what `permission` says,
 * every other one is refused. `loses`: fields that a PUT does not take.
 */
export async function startCloudflareApi(
  token: string,
  options: { readonly permission?: 'read' | 'edit' | 'gateway'; readonly loses?: readonly string[] } = {},
): Promise<CloudflareApi> {
  const [listed] = [sample('cf-gateways-list').body as { readonly result: readonly Record<string, unknown>[] }];
  const team = (sample('cf-gateway-get').body as { readonly result: Record<string, unknown> }).result;
  const gateways = new Map(
    [...listed.result, team, { ...team, id: 'prod-api' }].map((one) => [String(one['id']), one]),
  );
  const answers = (request: ServedRequest): ServedAnswer => {
    const { method, path, headers, body } = request;
    if (headers['authorization'] !== `Bearer ${token}`) return recorded('cf-rest-10000-authentication');
    if (method !== 'GET' && options.permission === 'read') return recorded('cf-rest-10000-authentication');
    const [place = '', query = ''] = path.split('?');
    const root = `/accounts/${accountId}/ai-gateway/gateways`;
    if (place === root && method === 'POST') {
      const made = JSON.parse(body) as Record<string, unknown>;
      gateways.set(String(made['id']), made);
      return envelope(made);
    }
    if (place === root) return pageOf([...gateways.values()], new URLSearchParams(query));
    if (place === `/accounts/${accountId}/ai-gateway/billing/spending-limit`) {
      if (options.permission === 'gateway') return recorded('cf-rest-10000-authentication');
      return envelope({ enabled: true, config: { amount: 500, duration: 'monthly', strategy: 'fixed' } });
    }
    const [name = '', ...part] = place.startsWith(`${root}/`) ? place.slice(root.length + 1).split('/') : [];
    const found = gateways.get(name);
    if (found !== undefined && part.length > 0) return partOf(part, new URLSearchParams(query), request);
    if (found === undefined) return missing();
    if (method === 'DELETE') gateways.delete(name);
    if (method !== 'PUT') return envelope(found);
    const sent = JSON.parse(body) as Record<string, unknown>;
    const lost = Object.fromEntries((options.loses ?? []).map((field) => [field, found[field]]));
    gateways.set(name, { id: name, created_at: found['created_at'], ...sent, ...lost });
    return envelope(gateways.get(name));
  };
  const partOf = (part: readonly string[], query: URLSearchParams, { method, body }: ServedRequest): ServedAnswer => {
    const [first, second, third] = part;
    if (first === 'url') {
      return second === 'nobody'
        ? missing()
        : envelope(`https://gateway.ai.cloudflare.com/v1/${accountId}/x/${second}`);
    }
    if (first === 'logs' && third !== undefined) return json(200, { said: `${third} of ${second}` });
    if (first === 'logs') return pageOf(api.logs ?? recordedRows('cf-logs-list'), query);
    if (first === 'provider_configs' && method === 'POST') {
      const { secret, ...made } = JSON.parse(body) as Record<string, unknown>;
      return envelope({ id: 'made', secret_preview: `${String(secret).slice(0, 4)}...`, ...made });
    }
    if (first === 'provider_configs') return pageOf(recordedRows('cf-provider-configs'), query);
    if (first !== 'routes') return missing();
    if (second !== undefined) return second === route.id ? envelope(route) : missing();
    return json(200, { success: true, data: { routes: [route], page: 1, per_page: 20 } });
  };
  const api: CloudflareApi = Object.assign(await startGateway({ answers }), { gateways, logs: undefined });
  return api;
}

/** Shape of the types of `cloudflare@7.3.0`. */
const route = {
  id: 'r-1',
  name: 'cheap-first',
  account_tag: accountId,
  gateway_id: 'team-a',
  version: { active: 'true', version_id: 'v-1' },
  elements: [
    { id: 'a', type: 'start', outputs: { next: { elementId: 'b' } } },
    {
      id: 'b',
      type: 'model',
      properties: { provider: 'openai', model: 'gpt-5-mini', retries: 1, timeout: 1000 },
      outputs: { success: { elementId: 'c' }, fallback: { elementId: 'c' } },
    },
    { id: 'c', type: 'end', outputs: {} },
  ],
};

const recordedRows = (name: string): readonly Record<string, unknown>[] =>
  (sample(name).body as { readonly result: readonly Record<string, unknown>[] }).result;

const missing = (): ServedAnswer =>
  json(404, { success: false, errors: [{ code: 7002, message: 'Not found' }], messages: [], result: null });

function pageOf(all: readonly unknown[], query: URLSearchParams): ServedAnswer {
  const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 20)];
  const result = all.slice((page - 1) * size, page * size);
  const info = { page, per_page: size, count: result.length, total_count: all.length };
  return json(200, { success: true, errors: [], messages: [], result, result_info: info });
}

const envelope = (result: unknown): ServedAnswer => json(200, { success: true, errors: [], messages: [], result });

function recorded(name: string): ServedAnswer {
  const { status, body } = sample(name);
  return json(status, body);
}

function json(status: number, body: unknown): ServedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
