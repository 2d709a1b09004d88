import { cacheKey } from '../../cache-key.ts';
import { keyHeader } from '../../keys/key-headers.ts';
import type { SecretHeaders, SecretText } from '../../keys/secret.ts';
import { ownFolder } from '../../launch/apply.ts';
import type { JsonObject, Launch, ModelEndpoint, Target } from '../agent.ts';
import type { OwnFile } from '../agent-files.ts';

export interface CrushSettings {
  readonly file: OwnFile;
  /** Which it lies in. */
  readonly folder: string;
  /** All that is sent as a header, credentials too. */
  readonly variables: Readonly<Record<string, SecretText>>;
}

/**
 * The gateway as providers of Crush's, one for each way to it: address, protocol and headers. A header's value is expanded as
 * a shell does it, commands too (0.90.0), and one may hold the name of a folder: so each stands in a variable. The names of
 * providers and variables can't be known beforehand: whoever knows one can have the key sent elsewhere by a repository's
 * settings. Throws a `configuration` Failure where there is no folder for the file.
 */
export function settingsOf(target: Target, { folder }: Pick<Launch, 'folder'>): CrushSettings {
  const own = ownFolder('Crush', folder);
  const { headers, main, small } = target;
  const sign = cacheKey([own, target.cacheKey, main.about.id, small.about.id, Object.keys(headers)]);
  const variables: Record<string, SecretText> = {};
  const known = new Map<string, string>();
  const reference = (text: SecretText): string => {
    const said = JSON.stringify(text);
    const name = known.get(said) ?? `JETWAY_${sign.toUpperCase()}_${known.size + 1}`;
    known.set(said, name);
    variables[name] = text;
    return `$${name}`;
  };
  const providers = new Map<string, Provider>();
  const providerOf = (endpoint: ModelEndpoint): Provider => {
    const { baseUrl, credentials, protocol } = endpoint;
    const way = JSON.stringify([baseUrl, credentials, protocol]);
    const found = providers.get(way);
    if (found !== undefined) return found;
    const all = Object.entries({ ...headers, ...credentials });
    const made: Provider = {
      id: `jetway-${sign}-${providers.size + 1}`,
      entry: {
        name: target.gateway.name,
        type: types[protocol] ?? 'openai-compat',
        // A $ would be expanded in it, too.
        base_url: baseUrl.replaceAll('$', '%24').replaceAll("'", '%27'),
        extra_headers: {
          ...Object.fromEntries(all.map(([header, text]) => [header, reference(text)])),
          ...blankFor(protocol, { ...headers, ...credentials }),
        },
        // Otherwise its own list of models is asked for.
        discover_models: false,
      },
      models: [],
    };
    providers.set(way, made);
    return made;
  };
  for (const endpoint of target.models) {
    const { models } = providerOf(endpoint);
    if (!models.some(({ id }) => id === endpoint.model)) models.push(entryOf(endpoint));
  }
  const chosen = (endpoint: ModelEndpoint): JsonObject => ({
    provider: providerOf(endpoint).id,
    model: endpoint.model,
    // The user's own for another model would hold for this one.
    max_tokens: endpoint.about.maxOutputTokens ?? assumedOutput,
  });
  const settings = {
    models: { large: chosen(main), small: chosen(small) },
    providers: Object.fromEntries([...providers.values()].map(({ id, entry, models }) => [id, { ...entry, models }])),
  };
  const data = `${own}/crush-${sign}`;
  return {
    folder: data,
    variables,
    file: {
      path: `${data}/crush.json`,
      renewed: true,
      content: () => `${JSON.stringify(settings, undefined, 2)}\n`,
    },
  };
}

/**
 * Anthropic's SDK sends nothing without one of its two headers for a key (1.63.1 of it), so where the gateway gets its key in
 * another or none, one goes empty.
 */
function blankFor(protocol: ModelEndpoint['protocol'], headers: SecretHeaders): JsonObject {
  if (protocol !== 'anthropic-messages' || keyHeader.anthropic in headers || keyHeader.bearer in headers) return {};
  return { [keyHeader.anthropic]: ' ' };
}

interface Provider {
  readonly id: string;
  readonly entry: JsonObject;
  readonly models: JsonObject[];
}

const types: Readonly<Partial<Record<ModelEndpoint['protocol'], string>>> = {
  'anthropic-messages': 'anthropic',
  'openai-responses': 'openai',
  'openai-chat': 'openai-compat',
};

/** Tokens, where the catalogue tells none: without a limit Anthropic's protocol has no request. */
const assumedOutput = 8192;

/** Tokens; Crush sums a conversation up before it fills the window, and needs one for that (0.90.0). */
const assumedWindow = 128_000;

function entryOf({ about, model }: ModelEndpoint): JsonObject {
  const { contextWindow, maxOutputTokens, modalities, name, prices = {}, reasoning } = about;
  const { cacheRead, cacheWrite, input, output } = prices;
  return {
    id: model,
    name: name ?? about.id,
    context_window: contextWindow ?? assumedWindow,
    default_max_tokens: maxOutputTokens ?? assumedOutput,
    ...(reasoning === undefined ? {} : { can_reason: reasoning }),
    ...(modalities === undefined ? {} : { supports_attachments: modalities.includes('image') }),
    ...(input === undefined ? {} : { cost_per_1m_in: input }),
    ...(output === undefined ? {} : { cost_per_1m_out: output }),
    // By its names those of the input are written, those of the output read.
    ...(cacheWrite === undefined ? {} : { cost_per_1m_in_cached: cacheWrite }),
    ...(cacheRead === undefined ? {} : { cost_per_1m_out_cached: cacheRead }),
  };
}
