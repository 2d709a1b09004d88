import { carriesCredential } from '../../keys/key-headers.ts';

/** What a launch hands to the plugin, as JSON: through the pipe, or in `JETWAY_ENDPOINTS` where there are no pipes. */
export interface Delivery {
  readonly endpoints: readonly Destination[];
  /** The file with `provider.jetway.models`; absolute. */
  readonly models?: string;
  /** Servers of MCP's for this session, as `mcp` in a configuration has them. */
  readonly mcp?: Readonly<Record<string, object>>;
  /** Variables that the launch added for OpenCode alone: its shell tool doesn't see them. */
  readonly hide: readonly string[];
}

/** Where the key may go. A model names its destination by its place in the list; see `endpointHeader`. */
export interface Destination {
  /** As the SDK of the endpoint's protocol takes it: `…/v1` included where the SDK wants it. */
  readonly baseUrl: string;
  /** Credentials and attribution, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The header by which a model's requests name their destination. It never leaves the process. */
export const endpointHeader = 'x-jetway-endpoint';

/** What of OpenCode's configuration is ours to say. */
export interface Configuration {
  provider?: Record<string, Provider>;
  model?: string;
  small_model?: string;
  enabled_providers?: string[];
  disabled_providers?: string[];
  agent?: Record<string, { model?: string } | undefined>;
  command?: Record<string, { model?: string } | undefined>;
  mcp?: Record<string, object>;
}

interface Provider {
  options?: Record<string, unknown>;
  models?: Record<string, unknown>;
}

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * Puts our provider back whole, with all `models` and with `fetch` in it, after OpenCode merged all layers into `config`:
 * deep merging lets a repository's `opencode.json` add headers, models and base URLs to any provider (1.18.33). Agents
 * and commands pinned to another provider would only fail, as ours is the only one enabled; unpinned they use our models.
 * `agents`: those that a session starts with.
 */
export function restore(
  config: Configuration,
  inline: Configuration,
  models: Readonly<Record<string, unknown>> | undefined,
  fetch: Fetch,
  agents: readonly string[],
): void {
  const given = inline.provider?.['jetway'];
  if (given === undefined) return;
  const ours = { ...given, options: { ...given.options, fetch }, models: models ?? given.models ?? {} };
  config.provider = { ...config.provider, jetway: ours };
  for (const name of ['model', 'small_model'] as const) {
    if (inline[name] !== undefined) config[name] = inline[name];
  }
  for (const name of ['enabled_providers', 'disabled_providers'] as const) {
    if (inline[name] !== undefined) config[name] = inline[name];
  }
  const isOurs = (model: string): boolean =>
    model.startsWith('jetway/') && Object.hasOwn(ours.models, model.slice('jetway/'.length));
  for (const entry of [...Object.values(config.agent ?? {}), ...Object.values(config.command ?? {})]) {
    if (entry?.model !== undefined && !isOurs(entry.model)) delete entry.model;
  }
  // Which model that is, was said to Jetway.
  for (const name of agents) {
    const entry = config.agent?.[name];
    if (entry === undefined) continue;
    const pinned = inline.agent?.[name]?.model;
    if (pinned !== undefined) entry.model = pinned;
    else if (entry.model !== undefined && entry.model !== inline.model) delete entry.model;
  }
}

/**
 * The only way out for our provider: requests to the destination that the model names, with exactly that
 * destination's credentials. The SDKs add some of their own (an empty `x-api-key`, a bare `Authorization: Bearer`, the
 * user's OPENAI_API_KEY): all go. A redirect is handed back, not followed: it would take the key to another host.
 */
export function guard(destinations: readonly Destination[], fetch: Fetch, agent: string): Fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    const destination = destinations[Number(headers.get(endpointHeader) ?? Number.NaN)];
    if (destinations.length === 0) {
      throw new Error(`Jetway: no key reached this program. Start it again with: jetway ${agent}`);
    }
    if (destination === undefined || !isUnder(url, destination.baseUrl)) {
      throw new Error(`Jetway: ${url.origin} is not the gateway of this launch; nothing was sent there.`);
    }
    for (const name of [...headers.keys()].filter(carriesCredential)) headers.delete(name);
    headers.delete(endpointHeader);
    for (const [name, value] of Object.entries(destination.headers)) headers.set(name, value);
    return fetch(input, { ...init, headers, redirect: 'manual' });
  };
}

function isUnder(url: URL, base: string): boolean {
  const { origin, pathname } = new URL(base);
  return url.origin === origin && url.pathname.startsWith(pathname.endsWith('/') ? pathname : `${pathname}/`);
}
