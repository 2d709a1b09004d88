import type { Transport } from './http.ts';

/**
 * Straight to the server, by Node's own client: undici costs five times as much to load. Every request has a connection
 * of its own: no proxy of Node's global agent (NODE_USE_ENV_PROXY), and nothing that keeps the process alive.
 */
export const direct: Transport = async (url, { method, headers, body, signal }) => {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, signal, agent: false }, (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
};
