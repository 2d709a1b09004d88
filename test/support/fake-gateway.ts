import { startGateway, type Gateway, type Received } from './gateway.ts';

/** A gateway of others', as far as its own paths, headers and lists go; what it says is the demo gateway's. */
export interface Imitation {
  /** Where it lives on its host. */
  readonly mount?: string;
  /** What Jetway is told beside the address. */
  readonly flags?: readonly string[];
  /** Behind the mount, what is free to ask, with the answer for these models. */
  readonly free: Readonly<Record<string, (models: readonly string[]) => object>>;
  /** Behind the mount, where models are asked. Others than these are nowhere. */
  readonly paths: readonly RegExp[];
  /** The header that carries the key to a path, and how. Absent: it wants none. */
  readonly key?: (path: string) => readonly [name: string, before: string];
  /** The header that carries the provider's own key. Absent: it goes without. */
  readonly providerKey?: string;
  /** The header that tells it of the session, with Jetway's own value. */
  readonly attribution?: readonly [name: string, value: RegExp];
}

/** Whether the real one has something there. `path`: with the mount, and perhaps a query. */
export function isThere(imitation: Imitation, path: string): boolean {
  const place = placeOf(imitation, path);
  return (
    place !== undefined && (Object.hasOwn(imitation.free, place) || imitation.paths.some((one) => one.test(place)))
  );
}

/** The header that carries its key to a path, with its value; undefined where it wants none. */
export function keyHeader(imitation: Imitation, path: string, key: string): readonly [string, string] | undefined {
  const [name, before] = imitation.key?.(placeOf(imitation, path) ?? '') ?? [];
  return name === undefined ? undefined : [name, `${before}${key}`];
}

/** With these models; it refuses every other path, and every request for a model without its keys. */
export function startImitation(
  imitation: Imitation,
  models: readonly string[],
  { key, providerKey }: { readonly key: string; readonly providerKey: string },
): Promise<Gateway> {
  const { mount = '', free } = imitation;
  const refuses = ({ method, path, headers }: Received): { message: string; status: number } | undefined => {
    if (method === 'HEAD') return undefined;
    if (!isThere(imitation, path)) return { message: `There is nothing at ${path}.`, status: 404 };
    const [name, value] = keyHeader(imitation, path, key) ?? [];
    if (name !== undefined && headers[name] !== value) return { message: 'Another key.', status: 401 };
    const own = imitation.providerKey;
    const isOwn = own === undefined || headers[own] === providerKey;
    return isOwn ? undefined : { message: "Another key of the provider's.", status: 401 };
  };
  const answers = Object.entries(free).map(([path, body]) => {
    const headers = { 'content-type': 'application/json' };
    return [`${mount}${path}`, { status: 200, headers, body: JSON.stringify(body(models)) }] as const;
  });
  return startGateway({ models, refuses, misbehave: Object.fromEntries(answers) });
}

/** Behind the mount; undefined where it is not. */
function placeOf({ mount = '' }: Imitation, path: string): string | undefined {
  return path.startsWith(`${mount}/`) ? path.slice(mount.length).split('?', 1)[0] : undefined;
}
