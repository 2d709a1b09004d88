import type { Model } from '../models/catalogue.ts';
import { otherThanList } from '../models/read-list.ts';
import { protocols } from '../protocols/protocols.ts';
import type { SecretHeaders } from '../keys/secret.ts';
import { explain, explainKeyless, isPage, messageOf, notAnApi } from './diagnosis.ts';
import {
  headersOver,
  type Connection,
  type Diagnosis,
  type ProbeAnswer,
  type ModelList,
  type Probe,
  type Route,
} from './gateway.ts';
import type { HeldKeys, Survey } from './question.ts';

/** The gateway that is asked, as far as its questions need to know it. */
export type Asked = Pick<Connection, 'gateway' | 'url' | 'account' | 'credentials' | 'explain'>;

interface ListOptions extends Pick<ModelList, 'provider' | 'hint' | 'keeps'> {
  /** Where it is not at the place that the route's protocol has for it. */
  readonly url?: string;
  /** The credentials in place of the route's, for a list that the gateway's maker has on another host. */
  readonly headers?: SecretHeaders;
  /** What a refusal of this list means, where that is not what any other request's would. */
  refusal?(status: number, body: unknown): Diagnosis;
  /** The gateway may have no such list, and serve models all the same. */
  readonly optional?: boolean;
  /** The address of the page after this one; undefined on the last. */
  next?(body: object): string | undefined;
}

/** A list of models, asked over a route with its credentials. `models`: those in a body, which may be junk. */
export function listOver(
  asked: Asked,
  route: Route,
  keys: HeldKeys,
  models: (body: object) => readonly Model[],
  { url, headers, next, refusal, optional = false, ...options }: ListOptions = {},
): ModelList {
  return {
    url: url ?? `${route.baseUrl}${protocols[route.protocol].listPath}`,
    headers: headers ?? headersOver(route, asked, keys),
    ...options,
    read: (status, body) => {
      if (optional && isWithoutList(status, body)) return withoutList(asked, status);
      if (status < 200 || status > 299) {
        return withoutKey(refusal?.(status, body) ?? explain(asked, status, body), asked, keys, status, body);
      }
      if (typeof body !== 'object' || body === null) return notAnApi(asked);
      const found = models(body);
      // A hint may be an answer about something else than models.
      const other = found.length === 0 && options.hint !== true ? otherThanList(body) : undefined;
      if (other !== undefined) return unknownShape(asked, other, body);
      const following = next?.(body);
      return following === undefined ? { models: found } : { models: found, next: following };
    },
  };
}

function unknownShape({ gateway }: Asked, what: string, body: object): Diagnosis {
  const said = messageOf(body);
  return {
    code: 'gateway',
    message: `${gateway.name} lists its models in a shape that Jetway does not know: ${what}${said === undefined ? '' : ` (${said})`}.`,
    hint: 'It may serve them all the same: name one with --model <id>',
    absent: 'list',
  };
}

/** An answer, not a page, by which a server says that it has no such path. */
export function isWithoutList(status: number, body: unknown): boolean {
  return [404, 405, 501].includes(status) && !isPage(body);
}

export function withoutList({ gateway, url }: Asked, status: number): Diagnosis {
  return {
    code: 'gateway',
    message: `${gateway.name} at ${url} has no list of models (${status}).`,
    hint: 'It may serve them all the same: name one with --model <id>',
    absent: 'list',
  };
}

/** A free question at `url`, asked over a route with its credentials. */
export function probeOver(asked: Asked, route: Route, keys: HeldKeys, url: string, read: Probe['read']): Probe {
  return {
    url,
    headers: headersOver(route, asked, keys),
    read: (status, body) => {
      const found = read(status, body);
      return typeof found === 'object' ? withoutKey(found, asked, keys, status, body) : found;
    },
  };
}

/**
 * Whether any of these routes is there, of a gateway whose list may be missing: an empty object is no question in any
 * protocol, and what refuses it has the path.
 */
export function presenceAt(
  asked: Asked,
  routes: readonly Route[],
  keys: HeldKeys,
): Survey<number, Diagnosis | undefined> {
  return {
    questions: routes.map((route) => ({
      method: 'POST',
      url: `${route.baseUrl}${protocols[route.protocol].requestPath('none')}`,
      headers: headersOver(route, asked, keys),
      body: '{}',
      read: statusOf,
    })),
    together: (statuses) => (statuses.every(isMissing) ? explain(asked, 404, undefined) : undefined),
  };
}

/** A page in place of an answer is none of an API: whatever its status, its path is missing, but for a login or a fault. */
export function statusOf(status: number, body: unknown): number {
  return isPage(body) && status < 500 && status !== 401 && status !== 403 ? 404 : status;
}

/** By its status, or none where nothing answered. */
export function isMissing(status: number | undefined): boolean {
  return status === 404 || status === 405 || status === 501;
}

/** What an error means, and that is another thing where no key was sent. */
function withoutKey(found: Diagnosis, asked: Asked, keys: HeldKeys, status: number, body: unknown): Diagnosis {
  return found.code === 'credential' && !keys.has(asked.account) ? explainKeyless(asked, status, body) : found;
}

/** What most answers to a probe mean: `verdict` for JSON with status 200, else what the error says. */
export function interpretProbe(
  asked: Pick<Asked, 'gateway' | 'url' | 'explain'>,
  status: number,
  body: unknown,
  verdict: ProbeAnswer,
): ProbeAnswer {
  if (status !== 200) return explain(asked, status, body);
  return typeof body === 'object' && body !== null ? verdict : notAnApi(asked);
}
