import { switched } from './http-failure.ts';
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
    // An answer that switches to another protocol was not asked for, and has no body: without a listener Node ends the
    // connection and says nothing at all (101; Node 20 to 26).
    outgoing.on('upgrade', (response, socket) => {
      socket.destroy();
      reject(switched(url, response.statusCode));
    });
    // The last word, whatever else came before: a promise that is settled by then stays as it is.
    outgoing.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    outgoing.end(body);
  });
};
