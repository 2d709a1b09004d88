import type { Model } from '../models/catalogue.ts';
import { protocols } from '../protocols/protocols.ts';
import type { SecretHeaders } from '../keys/secret.ts';
import { explain, notAnApi } from './diagnosis.ts';
import { headersOver, type Connection, type Judgement, type ModelList, type Probe, type Route } from './gateway.ts';
import type { HeldKeys } from './question.ts';

/** The gateway that is asked, as far as its questions need to know it. */
export type Asked = Pick<Connection, 'gateway' | 'url' | 'account' | 'credentials' | 'explain'>;

interface ListOptions extends Pick<ModelList, 'provider' | 'hint'> {
  /** Where it is not at the place that the route's protocol has for it. */
  readonly url?: string;
  /** The credentials in place of the route's, for a list that the gateway's maker has on another host. */
  readonly headers?: SecretHeaders;
  /** The address of the page after this one; undefined on the last. */
  next?(body: object): string | undefined;
}

/** A list of models, asked over a route with its credentials. `models`: those in a body, which may be junk. */
export function listOver(
  asked: Asked,
  route: Route,
  keys: HeldKeys,
  models: (body: object) => readonly Model[],
  { url, headers, next, ...options }: ListOptions = {},
): ModelList {
  return {
    url: url ?? `${route.baseUrl}${protocols[route.protocol].listPath}`,
    headers: headers ?? headersOver(route, asked, keys),
    ...options,
    read: (status, body) => {
      if (status < 200 || status > 299) return explain(asked, status, body);
      if (typeof body !== 'object' || body === null) return notAnApi(asked);
      const following = next?.(body);
      return following === undefined ? { models: models(body) } : { models: models(body), next: following };
    },
  };
}

/** A free question at `url`, asked over a route with its credentials. */
export function probeOver(asked: Asked, route: Route, keys: HeldKeys, url: string, read: Probe['read']): Probe {
  return { url, headers: headersOver(route, asked, keys), read };
}

/** What most answers to a probe mean: `verdict` for JSON with status 200, else what the error says. */
export function judged(
  asked: Pick<Asked, 'gateway' | 'url' | 'explain'>,
  status: number,
  body: unknown,
  verdict: Judgement,
): Judgement {
  if (status !== 200) return explain(asked, status, body);
  return typeof body === 'object' && body !== null ? verdict : notAnApi(asked);
}
