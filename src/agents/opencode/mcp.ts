import { join, type SecretJson } from '../../keys/secret.ts';
import type { Attach } from '../agent-mcp.ts';

/**
 * The plugin of ours adds it to the configuration, with what the pipe brings: no variable holds the key. `oauth: false`: else a
 * server that refuses is asked for a login, and a client is registered there (1.18.33).
 */
export const attach: Attach = (plan, server) => {
  const headers = Object.fromEntries(Object.entries(server.headers).map(([name, value]) => [name, join(value)]));
  const mcp: SecretJson = { [server.name]: { type: 'remote', url: server.url, headers, oauth: false, enabled: true } };
  const delivery = plan.set['JETWAY_ENDPOINTS'];
  const isJson = (json: unknown): json is Readonly<Record<string, SecretJson>> =>
    typeof json === 'object' && json !== null;
  if (typeof delivery === 'object' && 'over' in delivery && isJson(delivery.over)) {
    return { ...plan, set: { ...plan.set, JETWAY_ENDPOINTS: { over: { ...delivery.over, mcp } } } };
  }
  const pipes = (plan.pipes ?? []).map((pipe) => {
    const { content } = pipe;
    return typeof content === 'object' && 'json' in content && isJson(content.json)
      ? { ...pipe, content: { json: { ...content.json, mcp } } }
      : pipe;
  });
  return { ...plan, pipes };
};
