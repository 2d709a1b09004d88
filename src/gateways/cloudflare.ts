import { bearer } from '../keys/key-headers.ts';
import { unanswered } from '../options/parse-settings.ts';
import { asciiJson, facetsOf } from './attribution.ts';
import { probeOver, type Asked } from './ask-over.ts';
import { explain as explainAnswer, notAnApi } from './diagnosis.ts';
import { Failure } from '../failure.ts';
import { at } from '../json-path.ts';
import { protocols } from '../protocols/protocols.ts';
import { Secret, type SecretHeaders } from '../keys/secret.ts';
import { readBaseUrl } from '../net/url.ts';
import { apiUrl } from './cloudflare/api.ts';
import { codesOf, explainError } from './cloudflare/errors.ts';
import { listsOf } from './cloudflare/lists.ts';
import { bundled } from './cloudflare/models.ts';
import { routesTo } from './cloudflare/routes.ts';
import { hasOwnBase, headerChoice, placeOf, settings } from './cloudflare/settings.ts';
import { defaultOrigin } from './cloudflare/url.ts';
import {
  providerKeyAccount,
  type Answers,
  type Connection,
  type Gateway,
  type ProbeAnswer,
  type Route,
} from './gateway.ts';

/**
 * Cloudflare AI Gateway, over the providers' own paths. https://developers.cloudflare.com/ai-gateway/, 2026-11
 *
 * Beside `cf-aig-authorization`, whatever else looks like a key counts as the provider's and is forwarded to it. So no
 * placeholder is ever sent: a header holds a key that belongs there, or is not there.
 */
export const cloudflare: Gateway = {
  id: 'cloudflare',
  aliases: ['cloudflare-ai-gateway', 'cloudflare-ai', 'cf-ai-gateway', 'cf-aig'],
  name: 'Cloudflare AI Gateway',
  settings,
  keyVariables: ['CF_AIG_TOKEN', 'CLOUDFLARE_AI_GATEWAY_API_KEY', 'CLOUDFLARE_API_KEY', 'CLOUDFLARE_API_TOKEN'],
  key: 'required',
  keysUrl: 'https://dash.cloudflare.com/profile/api-tokens',
  keyNeeds: 'It needs the permission "AI Gateway: Run".',
  hosts: ['gateway.ai.cloudflare.com'],
  takesProviderKey: true,
  missing: (answers) => (hasOwnBase(answers) ? [] : unanswered(settings, answers)),
  connect,
  managed: {
    fields: async () => (await import('./cloudflare/admin.ts')).fields,
    needs: ['account-id'],
    settings: [
      {
        id: 'api-url',
        question: "Address of Cloudflare's API",
        variables: ['CLOUDFLARE_API_BASE_URL'],
        optional: true,
        read: (text) => ({ 'api-url': readBaseUrl(text, `Stands for ${apiUrl}.`) }),
      },
    ],
    connect: async (answers) => (await import('./cloudflare/admin.ts')).managementOf(answers),
  },
};

function connect(answers: Answers): Connection {
  const place = placeOf(answers);
  const { url } = place;
  const account = hasOwnBase(answers) ? url : `${defaultOrigin}/v1/${place.accountId}`;
  const key = new Secret(account);
  const header = headerChoice(answers);
  const identity = { id: cloudflare.id, name: cloudflare.name };
  const explain: Connection['explain'] = (status, body) => explainError(place, status, body);
  const [, , compat] = routesTo(url) as [Route, Route, Route];
  const self: Asked = {
    gateway: identity,
    url,
    account,
    credentials: (route, sent) => {
      const providerKey =
        sent.providerKey && route.provider !== undefined
          ? protocols[route.protocol].keyHeader(new Secret(providerKeyAccount({ account }, route.provider)))
          : undefined;
      if (!sent.key) return providerKey ?? {};
      return { ...tokenHeaders(header, route, key, providerKey !== undefined), ...providerKey };
    },
    explain,
  };
  return {
    ...self,
    key,
    routes: (model) => routesTo(url, model),
    lists: (keys) => listsOf(self, key, keys),
    get bundled() {
      return bundled();
    },
    probe: (keys) =>
      probeOver(self, compat, keys, `${compat.baseUrl}${protocols['openai-chat'].listPath}`, (status, body) =>
        interpret(self, status, body),
      ),
    status: async (keys, providers) =>
      (await import('./cloudflare/status.ts')).statusQuestions(url, key, keys.has(account), providers),
    // Answers were seen to come from a cache that its setting said was off.
    fresh: { 'cf-aig-skip-cache': 'true' },
    attribution: (session) => ({ 'cf-aig-metadata': metadata(facetsOf(session)) }),
    // https://developers.cloudflare.com/cloudflare-one/access-controls/ai-controls/mcp-portals/, 2026-11
    hints: {
      mcp: 'A portal for MCP servers has a login of its own, which belongs to the agent: add its address there, or leave --mcp out.',
    },
  };
}

/** Beside a provider's key the token has a header of its own; https://developers.cloudflare.com/ai-gateway/configuration/authentication/ */
function tokenHeaders(header: string, route: Route, key: Secret, besideProviderKey: boolean): SecretHeaders {
  const own: SecretHeaders = { 'cf-aig-authorization': ['Bearer ', key] };
  if (besideProviderKey || header === 'cf-aig-authorization') return own;
  return header === 'both' ? { ...protocols[route.protocol].keyHeader(key), ...own } : bearer(key);
}

/** `/compat/models` is in no documentation: only what is clearly about token, ids or gateway counts. */
function interpret(connection: Asked, status: number, body: unknown): ProbeAnswer {
  if (status === 200 && Array.isArray(at(body, 'data'))) return 'accepted';
  if (status === 200) return typeof body === 'object' && body !== null ? 'open' : notAnApi(connection);
  const clear =
    [401, 402, 403, 429].includes(status) ||
    status >= 500 ||
    codesOf(body).some((code) => code === 2001 || code === 2009) ||
    (typeof body === 'string' && /^\s*<(?:!doctype|html)\b/i.test(body));
  return clear ? explainAnswer(connection, status, body) : 'open';
}

/**
 * Cloudflare keeps the first five entries, and none at all if one of them is neither text nor number; keys in `cf.` are
 * its own. https://developers.cloudflare.com/ai-gateway/observability/custom-metadata/, 2026-11
 */
function metadata(facets: readonly (readonly [string, string])[]): string {
  const reserved = facets.find(([name]) => name.toLowerCase().startsWith('cf.'));
  if (reserved !== undefined) {
    throw new Failure(
      'usage',
      `Cloudflare keeps tags that start with "cf." for itself: ${reserved[0]}.`,
      'Use another key.',
    );
  }
  if (facets.length > 5) {
    throw new Failure(
      'usage',
      `Cloudflare keeps five tags of a request, and these are ${facets.length}: ${facets.map(([name]) => name).join(', ')}.`,
      'Leave some out; --tag user= and --tag project= take those away.',
    );
  }
  return asciiJson(Object.fromEntries(facets));
}
