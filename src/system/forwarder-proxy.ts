import { request as send } from 'undici';
import type { Forwarder } from '../net/exchange.ts';
import { proxyUrl } from '../net/proxy.ts';
import { kept, lengthened, unpacked } from './forwarder.ts';
import { allowed } from '../net/url.ts';
import { httpFailure } from './http-failure.ts';
import { abortedWith, agentFor, proxyFailure } from './http-proxy.ts';
import { pieces } from './pieces.ts';

/** A forwarder by way of this proxy. Throws a `configuration` Failure for one whose address can't be read. */
export function createProxied(proxy: string): Forwarder {
  // A model may think for longer than undici waits by itself.
  const dispatcher = agentFor(proxy, { headersTimeout: 0, bodyTimeout: 0 });
  return {
    send: async (request) => {
      const url = allowed(request.url);
      const { method, body } = request;
      const answer = await send(url, {
        dispatcher,
        method,
        headers: lengthened(request),
        body: body ?? null,
        signal: abortedWith(request.signal),
        responseHeaders: 'raw',
      }).catch((error: unknown) => {
        throw proxyFailure(error, proxyUrl(proxy)) ?? httpFailure(error, url);
      });
      const rawHeaders = (answer.headers as unknown as readonly Buffer[]).map(String);
      const headers = Object.fromEntries(
        rawHeaders.flatMap((name, index) =>
          index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? '']] : [],
        ),
      );
      const plain =
        request.plain === true ? await unpacked(kept(answer.body), headers['content-encoding']) : kept(answer.body);
      return { status: answer.statusCode, headers, rawHeaders, body: pieces(plain, url) };
    },
    close: () => void dispatcher.destroy(),
  };
}
