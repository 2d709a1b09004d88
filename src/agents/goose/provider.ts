import { keyHeader } from '../../keys/key-headers.ts';
import { Failure } from '../../failure.ts';
import { parseJson, textAt } from '../../json-path.ts';
import { bearerOf, partsOf, Secret, type SecretHeaders, type SecretText } from '../../keys/secret.ts';
import type { Endpoint, VariableValue } from '../agent.ts';

/** One of Goose's own providers, pointed at the gateway. */
interface Provider {
  readonly name: string;
  readonly set: Readonly<Record<string, VariableValue>>;
  /** The headers that it can't send. */
  readonly left: readonly string[];
}

/**
 * `openai` speaks the Responses API where its path says so. For chat `litellm` is taken, which any server of that
 * protocol answers: it marks what a Claude is to cache, and takes headers with a comma in them; before the first
 * request it looks for a list at /model/info and goes on without (1.52.0). The key's variable is there even when it is
 * empty: then the variables alone count, and what Goose keeps in its keyring or in `secrets.yaml` does not.
 */
export function providerOf({ baseUrl, credentials, protocol }: Endpoint, shared: SecretHeaders): Provider {
  const key = bearerOf(credentials[keyHeader.bearer]);
  const headers = Object.entries({ ...shared, ...credentials }).filter(
    ([name]) => name !== keyHeader.bearer || key === undefined,
  );
  const responses = protocol === 'openai-responses';
  const breaks = responses ? /[\r\n,]/ : /[\r\n]/;
  const fits = ([, value]: readonly [string, SecretText]): boolean =>
    !partsOf(value).some((part) => typeof part === 'string' && breaks.test(part));
  const sent = headers.filter(fits);
  const left = headers.filter((header) => !fits(header)).map(([name]) => name);
  if (responses) {
    return {
      name: 'openai',
      set: {
        OPENAI_HOST: baseUrl,
        OPENAI_BASE_PATH: 'responses',
        OPENAI_API_KEY: key ?? '',
        ...(sent.length === 0 ? {} : { OPENAI_CUSTOM_HEADERS: joined(sent, '=', ',') }),
        // No text to it, so that it goes without the header, which the user's `config.yaml` may name, too.
        OPENAI_ORGANIZATION: 'false',
        OPENAI_PROJECT: 'false',
      },
      left,
    };
  }
  return {
    name: 'litellm',
    set: {
      LITELLM_HOST: baseUrl,
      LITELLM_BASE_PATH: 'chat/completions',
      LITELLM_API_KEY: key ?? '',
      ...(sent.length === 0 ? {} : { LITELLM_CUSTOM_HEADERS: joined(sent, ': ', '\n') }),
    },
    left,
  };
}

/**
 * A file of the user's with the name of one of Goose's own providers takes its place, and the key would go to where it
 * says (1.52.0). Throws a `configuration` Failure for one. `texts`: the files, by their paths.
 */
export function checkName(name: string, texts: Readonly<Record<string, string>>): void {
  const [path] = Object.entries(texts).find(([, text]) => textAt(parseJson(text), 'name') === name) ?? [];
  if (path === undefined) return;
  throw new Failure(
    'configuration',
    `${path} has the name of Goose's own provider "${name}", by which it would ask the gateway: the key would go elsewhere.`,
    'Give the provider in that file another name.',
  );
}

function joined(headers: readonly (readonly [string, SecretText])[], is: string, and: string): SecretText {
  const parts = headers.flatMap(([name, value], index) => [`${index === 0 ? '' : and}${name}${is}`, ...partsOf(value)]);
  return parts.some((part) => part instanceof Secret) ? parts : parts.join('');
}
