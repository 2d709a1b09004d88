import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import { sample } from './bodies.ts';
import { startGateway, type Gateway } from './gateway.ts';

export type Body = Readonly<Record<string, unknown>>;
export const json = (status: number, body: unknown): ServedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const recorded = (name: string): ServedAnswer => json(sample(name).status, sample(name).body);
export const desk = (sample('bifrost2-virtual-key-get').body as { readonly virtual_key: Body }).virtual_key;
export const made = (sample('bifrost2-virtual-key-create-minimal').body as { readonly virtual_key: Body }).virtual_key;
export const root = '/api/governance/virtual-keys';

/** Bifrost's management of keys, with the recorded bodies. `password`: the administrator's, as its header carries it. `loses`: fields that a PUT does not take. */
export async function startBifrostKeys(password?: string, loses: readonly string[] = []): Promise<BifrostKeys> {
  const keys = new Map<string, Body>([[String(desk['id']), desk]]);
  const said: { readonly path: string; readonly method: string; readonly answer: ServedAnswer }[] = [];
  const one = (key: Body, message = 'ok'): ServedAnswer => json(200, { message, virtual_key: key });
  const answers = ({ method, path, headers, body }: ServedRequest): ServedAnswer => {
    if (path === '/api/session/is-auth-enabled') {
      const open = { is_auth_enabled: false, has_valid_token: false, auth_type: 'none' };
      return password === undefined ? json(200, open) : recorded('bifrost2-session-is-auth-enabled');
    }
    if (password !== undefined && headers['authorization'] !== `Bearer ${password}`) {
      return recorded('bifrost2-management-unauthorized');
    }
    const given = said.find((entry) => entry.path === path && entry.method === method);
    if (given !== undefined) return given.answer;
    const all = (body === '' ? {} : JSON.parse(body)) as Body;
    const sent = Object.fromEntries(Object.entries(all).filter(([name]) => !loses.includes(name)));
    if (path.startsWith('/api/governance/teams')) {
      return json(200, {
        teams: [
          { id: 'team-1', name: 'core' },
          { id: 'team-2', name: 'core-2' },
        ],
        count: 2,
      });
    }
    if (path === root && method === 'GET') {
      return json(200, { virtual_keys: [...keys.values()], count: keys.size, total_count: keys.size });
    }
    if (path === root) {
      if ([...keys.values()].some((key) => key['name'] === sent['name'])) {
        return recorded('bifrost2-virtual-key-create-duplicate');
      }
      const key = { ...made, name: sent['name'] };
      keys.set(String(made['id']), key);
      return one(key);
    }
    const [, id = '', action] = new RegExp(`^${root}/([^/]+)(/rotate)?$`).exec(path) ?? [];
    const key = keys.get(id);
    if (key === undefined) return json(404, { error: { message: 'Virtual key not found' } });
    if (action !== undefined) return one({ ...key, value: 'sk-bf-00000000-0000-4000-8000-0000000000ff' });
    if (method === 'DELETE') keys.delete(id);
    if (method === 'PUT') keys.set(id, { ...key, ...sent, provider_configs: key['provider_configs'] });
    return one(keys.get(id) ?? key);
  };
  const respond: BifrostKeys['respond'] = (path, answer, method = 'GET') => void said.push({ path, method, answer });
  return Object.assign(await startGateway({ answers }), { respond });
}

interface BifrostKeys extends Gateway {
  /** What it answers there in place of what it would. */
  respond(path: string, answer: ServedAnswer, method?: string): void;
}
