import { bearer } from '../../keys/key-headers.ts';
import type { Model } from '../../models/catalogue.ts';
import { nextAnthropicPage } from '../../models/read-list.ts';
import { protocols } from '../../protocols/protocols.ts';
import type { Secret } from '../../keys/secret.ts';
import { listOver, type Asked } from '../ask-over.ts';
import type { ModelList, Route } from '../gateway.ts';
import type { HeldKeys } from '../question.ts';
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
export function listsOf(asked: Asked, key: Secret, keys: HeldKeys): readonly ModelList[] {
  const { url } = asked;
  const [anthropic, openai, compat, google] = routesTo(url) as [Route, Route, Route, Route];
  const [grok] = routesTo(url, 'grok-4') as [Route];
  const ofProvider = (
    route: Route,
    read: (body: unknown) => readonly Model[],
    options: Parameters<typeof listOver>[4] = {},
  ): ModelList => {
    const { provider } = route;
    return listOver(asked, route, keys, read, provider === undefined ? options : { ...options, provider });
  };
  return [
    ofProvider(anthropic, readAnthropicList, {
      next: (body) => nextAnthropicPage(`${anthropic.baseUrl}/v1/models`, body),
    }),
    ofProvider(openai, readOpenAiList),
    ofProvider(google, readGoogleList, {
      url: `${google.baseUrl}${protocols.gemini.listPath}?pageSize=1000`,
      hint: true,
    }),
    ofProvider(grok, readGrokList, { hint: true }),
    ...apiLists(asked, compat, key, keys),
  ];
}

function apiLists(asked: Asked, compat: Route, key: Secret, keys: HeldKeys): readonly ModelList[] {
  const place = apiPlaceOf(asked.url);
  if (place === undefined) return [];
  const common = { headers: bearer(key), hint: true } as const;
  const search = `${place.account}/ai/models/search?task=Text%20Generation&per_page=100`;
  return [
    listOver(asked, compat, keys, readSearch, {
      ...common,
      url: search,
      provider: 'workers-ai',
      next: (body) => nextSearchPage(search, body),
    }),
    listOver(asked, compat, keys, readDynamicRoutes, {
      ...common,
      url: `${place.gateway}/routes`,
      provider: 'dynamic',
    }),
  ];
}
