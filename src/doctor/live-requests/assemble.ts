import { isObject } from '../../json-path.ts';
import type { Json, JsonObject } from '../../agents/agent.ts';
import type { AgentRequest, Feature } from '../../agents/agent-doctor.ts';

/** What goes out: the bare question with these features laid over it. */
export interface Assembled {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** What is laid over a request. */
export type Laid = Pick<Feature, 'headers' | 'body'>;

export function assemble(request: Pick<AgentRequest, 'headers' | 'body'>, features: readonly Laid[]): Assembled {
  return features.reduce<Assembled>(
    (whole, { headers = {}, body = {} }) => ({
      headers: joined(whole.headers, headers),
      body: merged(whole.body, body),
    }),
    { headers: request.headers, body: request.body },
  );
}

/** The features that still make sense when some are left out. */
export function without(features: readonly Feature[], left: ReadonlySet<string>): readonly Feature[] {
  return features.filter((one) => !left.has(one.id) && (one.with === undefined || isThere(one.with, features, left)));
}

function isThere(id: string, features: readonly Feature[], left: ReadonlySet<string>): boolean {
  return !left.has(id) && features.some((one) => one.id === id);
}

function joined(
  headers: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const added = Object.entries(more).map(([name, value]) => [
    name,
    headers[name] === undefined ? value : `${headers[name]},${value}`,
  ]);
  return { ...headers, ...Object.fromEntries(added) };
}

function merged(body: JsonObject, more: JsonObject): JsonObject {
  const added = Object.entries(more).map(([name, value]) => [name, laidOver(body[name], value)] as const);
  return { ...body, ...Object.fromEntries(added) };
}

function laidOver(under: Json | undefined, over: Json): Json {
  if (isList(under) && isList(over)) return [...under, ...over];
  if (isObject(under) && isObject(over)) return merged(under, over);
  return over;
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}
