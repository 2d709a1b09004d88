import type { Route } from '../gateway.ts';

/**
 * The ways to a model behind a base URL, best first. A provider's own path takes the provider's own ids and protocols;
 * `/compat` takes `provider/model` and speaks `openai-chat` only.
 * https://developers.cloudflare.com/ai-gateway/usage/providers/, 2026-11
 */
export function routesTo(baseUrl: string, model?: string): readonly Route[] {
  const { anthropic, openai, google, grok, compat } = pathsOf(baseUrl);
  if (model === undefined || model === '') {
    return [anthropic(''), openai('', 'openai-responses'), compat(''), google('')];
  }
  const [, prefix = '', rest = model] = /^([^/@][^/]*)\/(.+)$/s.exec(model) ?? [];
  const vendor = providerOf(prefix, rest);
  switch (vendor) {
    case 'anthropic': {
      // The REST API and some catalogues write `claude-sonnet-4.5`; Anthropic itself has dashes only.
      const id = rest.replace(/(?<=\d)\.(?=\d)/g, '-');
      return [anthropic(id), compat(`anthropic/${id}`, 'anthropic')];
    }
    case 'openai':
      return [openai(rest, 'openai-responses'), openai(rest, 'openai-chat')];
    case 'google-ai-studio':
      return [google(rest), compat(`google-ai-studio/${rest}`, 'google-ai-studio')];
    case 'grok':
      return [grok(rest)];
    case 'workers-ai':
      return [compat(`workers-ai/${rest}`, 'workers-ai')];
    case undefined:
      return [anthropic(rest), openai(rest, 'openai-responses'), openai(rest, 'openai-chat'), google(rest)];
    default:
      // A dynamic route picks the provider itself, so no provider's key belongs to it.
      return [compat(model, vendor === 'dynamic' ? undefined : vendor)];
  }
}

/** Cloudflare's name for the provider; undefined for a bare id of no known family. */
function providerOf(prefix: string, id: string): string | undefined {
  if (prefix !== '') return vendors.get(prefix.toLowerCase()) ?? prefix.toLowerCase();
  return families.find(([pattern]) => pattern.test(id))?.[1];
}

const vendors: ReadonlyMap<string, string> = new Map([
  ['google', 'google-ai-studio'],
  ['xai', 'grok'],
  ['x-ai', 'grok'],
]);

const families: readonly (readonly [RegExp, string])[] = [
  [/^claude-/, 'anthropic'],
  [/^(?:ft:)?(?:gpt-|chatgpt|codex|o\d+(?:-|$))/, 'openai'],
  [/^gemini-/, 'google-ai-studio'],
  [/^grok-/, 'grok'],
  [/^@cf\//, 'workers-ai'],
];

function pathsOf(baseUrl: string) {
  return {
    anthropic: (model: string): Route => ({
      protocol: 'anthropic-messages',
      baseUrl: `${baseUrl}/anthropic`,
      model,
      provider: 'anthropic',
    }),
    openai: (model: string, protocol: 'openai-responses' | 'openai-chat'): Route => ({
      protocol,
      baseUrl: `${baseUrl}/openai`,
      model,
      provider: 'openai',
    }),
    google: (model: string): Route => ({
      protocol: 'gemini',
      baseUrl: `${baseUrl}/google-ai-studio`,
      model,
      provider: 'google-ai-studio',
    }),
    grok: (model: string): Route => ({
      protocol: 'openai-chat',
      baseUrl: `${baseUrl}/grok/v1`,
      model,
      provider: 'grok',
    }),
    compat: (model: string, provider?: string): Route => ({
      protocol: 'openai-chat',
      baseUrl: `${baseUrl}/compat`,
      model,
      ...(provider === undefined ? {} : { provider }),
    }),
  };
}
