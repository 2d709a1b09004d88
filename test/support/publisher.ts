import { createServer, type ServerResponse } from 'node:http';
import { listening } from './listening.ts';

/** Where an administrator publishes: one document on loopback, which can change. */
export interface Publisher extends AsyncDisposable {
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  /** From now on: an object, or a text as it stands, or how to answer. */
  publish(document: object | string | ((response: ServerResponse) => void)): void;
}

export async function startPublisher(first: object | string): Promise<Publisher> {
  let current: object | string | ((response: ServerResponse) => void) = first;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (typeof current === 'function') return void current(response);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(typeof current === 'string' ? current : JSON.stringify(current));
  });
  const there = await listening(server);
  return {
    url: `${there.origin}/jetway.json`,
    asked,
    publish: (document) => void (current = document),
    [Symbol.asyncDispose]: there[Symbol.asyncDispose],
  };
}
