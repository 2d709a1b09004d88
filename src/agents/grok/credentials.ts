import { keyHeader } from '../../keys/key-headers.ts';
import { bearerOf, type SecretText } from '../../keys/secret.ts';
import type { ModelEndpoint, Target } from '../agent.ts';

export interface Credentials {
  /** All that is sent as a header. */
  readonly variables: Readonly<Record<string, SecretText>>;
  /** What the entry of a model says of them: names of variables alone. */
  of(endpoint: ModelEndpoint): {
    readonly env_key?: string;
    readonly env_http_headers?: Readonly<Record<string, string>>;
  };
  /** No model has a bearer, which alone is a login to Grok. */
  readonly needsLogin: boolean;
}

/** Every header is a variable: the file of settings is the same for all sessions through one gateway. */
export function credentialsOf({ headers, models }: Target): Credentials {
  const variables: Record<string, SecretText> = {};
  const names = new Map<string, string>();
  const nameOf = (text: SecretText): string => {
    const sign = JSON.stringify(text);
    const name = names.get(sign) ?? `JETWAY_GROK_${names.size + 1}`;
    names.set(sign, name);
    variables[name] = text;
    return name;
  };
  const of: Credentials['of'] = ({ credentials }) => {
    const { [keyHeader.bearer]: bearer, ...others } = { ...headers, ...credentials };
    const key = bearerOf(bearer);
    const more = key === undefined && bearer !== undefined ? { ...others, [keyHeader.bearer]: bearer } : others;
    const named = Object.entries(more).map(([header, text]) => [header, nameOf(text)] as const);
    return {
      ...(key === undefined ? {} : { env_key: nameOf(key) }),
      ...(named.length === 0 ? {} : { env_http_headers: Object.fromEntries(named) }),
    };
  };
  const keyless = models.map((one) => of(one).env_key === undefined);
  return { variables, of, needsLogin: keyless.every(Boolean) };
}
