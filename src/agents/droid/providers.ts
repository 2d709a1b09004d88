import { keyHeader } from '../../keys/key-headers.ts';
import { Failure } from '../../failure.ts';
import { bearerOf, mask, secretsIn, type SecretHeaders, type SecretText } from '../../keys/secret.ts';
import type { ModelEndpoint, Target } from '../agent.ts';

/** How a model is reached: what its entry in the settings says of the credential, without any secret. */
interface Way {
  /** The variable that holds the key. Absent: none is sent. */
  readonly variable?: string;
  /** In place of the vendor's own header. */
  readonly bearer?: true;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Ways {
  readonly variables: Readonly<Record<string, SecretText>>;
  /** The models that Droid can reach, each once, with the id by which Droid knows it. */
  readonly models: readonly Reached[];
  /** How many it can't reach. */
  readonly left: number;
}

export interface Reached {
  readonly id: string;
  readonly endpoint: ModelEndpoint;
  readonly way: Way;
}

/**
 * A custom model has one key, in a header of its vendor's, and only that may name a variable; other headers stand in the
 * file as they are sent (0.225.2). Throws a `configuration` Failure where the main model's credentials don't fit into that.
 */
export function waysOf(target: Target): Ways {
  const variables: Record<string, SecretText> = {};
  const names = new Map<string, string>();
  const nameOf = (text: SecretText): string => {
    const sign = JSON.stringify(text);
    const name = names.get(sign) ?? `JETWAY_DROID_${names.size + 1}`;
    names.set(sign, name);
    variables[name] = text;
    return name;
  };
  const taken = new Set<string>();
  const models: Reached[] = [];
  let left = 0;
  for (const endpoint of target.models) {
    const id = `custom:${endpoint.about.id}`;
    if (taken.has(id)) continue;
    taken.add(id);
    const way = wayOf(endpoint, target.headers, nameOf);
    if (way === undefined) left += 1;
    else models.push({ id, endpoint, way });
  }
  if (models[0]?.endpoint !== target.models[0]) throw tooMany(target);
  return { variables, models, left };
}

function wayOf(
  { credentials, protocol }: ModelEndpoint,
  shared: SecretHeaders,
  nameOf: (text: SecretText) => string,
): Way | undefined {
  const all = Object.entries({ ...shared, ...credentials });
  const secret = all.filter(([, text]) => secretsIn(text).length > 0);
  const headers = Object.fromEntries(
    all.filter(([, text]) => secretsIn(text).length === 0).map(([name, text]) => [name, mask(text)]),
  );
  const [first, ...others] = secret;
  if (first === undefined) return { headers };
  if (others.length > 0) return undefined;
  const [header, text] = first;
  if (header === keyHeader.bearer) {
    const key = bearerOf(text);
    if (key === undefined) return undefined;
    return { variable: nameOf(key), headers, ...(protocol === 'anthropic-messages' ? { bearer: true } : {}) };
  }
  return header === keyHeader.anthropic && protocol === 'anthropic-messages'
    ? { variable: nameOf(text), headers }
    : undefined;
}

function tooMany({ gateway, main }: Target): Failure {
  const names = Object.keys(main.credentials).join(', ');
  return new Failure(
    'configuration',
    `Droid can't send the credentials that ${gateway.name} wants here (${names}): it takes one key, in its vendor's own header.`,
    "Leave out a provider's own key, or a setting that names another header; or take another agent: jetway launch --help",
  );
}
