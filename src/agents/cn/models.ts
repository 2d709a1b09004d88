import { keyHeader } from '../../keys/key-headers.ts';
import { partsOf, type Secret, type SecretText } from '../../keys/secret.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';

export interface OwnModels {
  /** `models` of its settings, without any secret; the main one first, which it starts with. */
  readonly models: readonly JsonObject[];
  readonly variables: Readonly<Record<string, Secret>>;
}

/** The gateway's models, each once. A key stands in a variable, which the settings name as a secret. */
export function modelsOf({ headers, models }: Target): OwnModels {
  const variables: Record<string, Secret> = {};
  const names = new Map<string, string>();
  const nameOf = (key: Secret): string => {
    const name = names.get(key.account) ?? ['JETWAY_CN_KEY', ...(names.size === 0 ? [] : [names.size + 1])].join('_');
    names.set(key.account, name);
    variables[name] = key;
    return name;
  };
  /** The value is put into the text of the YAML (1.5.47): a space behind has it quoted, so that digits alone stay a text. */
  const reference = (text: SecretText): string => {
    const parts = partsOf(text);
    const said = parts.map((part) => (typeof part === 'string' ? part : `\${{ secrets.${nameOf(part)} }}`)).join('');
    return typeof parts[0] === 'object' ? `${said} ` : said;
  };
  const once = models.filter((one, index) => models.findIndex(({ model }) => model === one.model) === index);
  const taken = new Set<string>();
  return {
    models: once.map((endpoint) => {
      const { about, model } = endpoint;
      const name = about.name === undefined || taken.has(about.name) ? model : about.name;
      taken.add(name);
      const sent = Object.entries({ ...headers, ...endpoint.credentials });
      return entryOf(endpoint, name, Object.fromEntries(sent.map(([header, text]) => [header, reference(text)])));
    }),
    variables,
  };
}

const providers: Readonly<Partial<Record<ProtocolId, readonly [provider: string, header: string]>>> = {
  'anthropic-messages': ['anthropic', keyHeader.anthropic],
  'openai-responses': ['openai', keyHeader.bearer],
  'openai-chat': ['openai', keyHeader.bearer],
};

/** Headers of the settings are laid over its own, of which the one for a key can be emptied, but not left out (1.5.47). */
function entryOf(endpoint: ModelEndpoint, name: string, headers: Readonly<Record<string, string>>): JsonObject {
  const { about, baseUrl, protocol } = endpoint;
  const { contextWindow, maxOutputTokens, modalities = [], tools } = about;
  const [provider, header] = providers[protocol] ?? ['openai', keyHeader.bearer];
  const { model, body } = namesOf(endpoint);
  return {
    name,
    provider,
    model,
    apiBase: protocol === 'anthropic-messages' ? `${baseUrl}/v1` : baseUrl,
    apiKey: 'none',
    roles: ['chat'],
    capabilities: [...(tools === false ? [] : ['tool_use']), ...(modalities.includes('image') ? ['image_input'] : [])],
    defaultCompletionOptions: {
      ...(contextWindow === undefined ? {} : { contextLength: contextWindow }),
      ...(maxOutputTokens === undefined ? {} : { maxTokens: maxOutputTokens }),
    },
    requestOptions: { headers: { [header]: '', ...headers }, ...body },
  };
}

/**
 * Which of OpenAI's two protocols is spoken, Continue takes from the model's name, whatever `useResponsesApi` says (1.5.47,
 * driven). Where that is not the gateway's, it gets a name that leads there, and the body the model's own.
 */
function namesOf({ model, protocol }: ModelEndpoint): { readonly model: string; readonly body?: JsonObject } {
  const wanted = protocol === 'openai-responses';
  if (protocol === 'anthropic-messages' || /^(gpt-5|o\d)/i.test(model) === wanted) return { model };
  return { model: `${wanted ? 'gpt-5' : 'chat'}:${model}`, body: { extraBodyProperties: { model } } };
}

/** What went out as the model that one of these settings names. */
export function sentAs(named: string): string {
  return named.replace(/^(?:gpt-5|chat):/, '');
}
