import { nextAnthropicPage } from '../../models/read-list.ts';
import { protocols } from '../../protocols/protocols.ts';
import type { Secret } from '../../keys/secret.ts';
import type { ModelList, Route } from '../gateway.ts';
import { apiPlaceOf } from './api.ts';
import {
  nextSearchPage,
  readAnthropicList,
  readDynamicRoutes,
  readGoogleList,
  readGrokList,
  readOpenAiList,
  readSearch,
} from './models.ts';
import { routesTo } from './routes.ts';

/**
 * The lists that there are, since Cloudflare has none of what an account may call: those of the providers, which answer
 * where a key of the provider's is stored or sent; and those of Cloudflare's API, for a token that may read there. Google's
 * and xAI's are not documented.
 * https://developers.cloudflare.com/ai-gateway/usage/providers/, https://developers.cloudflare.com/api/, 2026-11
 *
 * Not among them: `/compat/models`, undocumented, which names every model that ever had a price, under several
 * spellings, in a quarter of a megabyte.
 */
export function listsOf(url: string, key: Secret): readonly ModelList[] {
  const [anthropic, openai, compat, google] = routesTo(url) as [Route, Route, Route, Route];
  const [grok] = routesTo(url, 'grok-4') as [Route];
  return [
    {
      ...listOver(anthropic),
      read: (body) => page(readAnthropicList(body), nextAnthropicPage(`${anthropic.baseUrl}/v1/models`, body)),
    },
    { ...listOver(openai), read: (body) => ({ models: readOpenAiList(body) }) },
    {
      ...listOver(google),
      url: `${google.baseUrl}${protocols.gemini.listPath}?pageSize=1000`,
      hint: true,
      read: (body) => ({ models: readGoogleList(body) }),
    },
    { ...listOver(grok), hint: true, read: (body) => ({ models: readGrokList(body) }) },
    ...apiLists(url, compat, key),
  ];
}

function listOver(route: Route): Pick<ModelList, 'url' | 'route' | 'provider'> {
  const { provider } = route;
  const url = `${route.baseUrl}${protocols[route.protocol].listPath}`;
  return provider === undefined ? { url, route } : { url, route, provider };
}

function apiLists(url: string, compat: Route, key: Secret): readonly ModelList[] {
  const place = apiPlaceOf(url);
  if (place === undefined) return [];
  const common = { route: compat, headers: { authorization: ['Bearer ', key] }, hint: true } as const;
  const search = `${place.account}/ai/models/search?task=Text%20Generation&per_page=100`;
  return [
    {
      ...common,
      url: search,
      provider: 'workers-ai',
      read: (body) => page(readSearch(body), nextSearchPage(search, body)),
    },
    {
      ...common,
      url: `${place.gateway}/routes`,
      provider: 'dynamic',
      read: (body) => ({ models: readDynamicRoutes(body) }),
    },
  ];
}

function page(
  models: ReturnType<ModelList['read']>['models'],
  next: string | undefined,
): ReturnType<ModelList['read']> {
  return next === undefined ? { models } : { models, next };
}
