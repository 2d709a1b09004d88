import { cacheKey } from '../../cache-key.ts';
import { Failure } from '../../failure.ts';
import type { Connection } from '../../gateways/gateway.ts';
import { folders } from '../../host.ts';
import { listAt, parseJson, textAt } from '../../json-path.ts';
import { isCapability, type CapabilityId } from '../../protocols/capability.ts';
import type { System } from '../../system/system.ts';

/** What was found of one capability, on one route; no key and no text of the user's is in it. */
export interface KeptCapability {
  readonly model: string;
  /** The protocol that the agent speaks. */
  readonly protocol: string;
  /** The protocol that the gateway serves, where a relay translates. */
  readonly translatedTo?: string;
  /** The agent, for what it asks for in a way of its own. Absent: the result holds for all agents. */
  readonly agent?: string;
  readonly id: CapabilityId;
  readonly result: 'works' | 'refused' | 'ignored';
  readonly said?: string;
  /** When it was tried, as ISO 8601 in UTC. */
  readonly at: string;
}

type Place = Pick<Connection, 'gateway' | 'url'>;

/** How many results are kept of a gateway, the newest ones. */
const most = 5000;

/** What was found of a gateway's models; empty where nothing was, or the file holds something else. */
export function keptCapabilities(
  place: Place,
  { host, files }: Pick<System, 'host' | 'files'>,
): readonly KeptCapability[] {
  try {
    const kept = parseJson(files.read(pathOf(place, host)) ?? '');
    return listAt(kept, 'found').flatMap(readBack);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** Keeps results, each in the place of an older one of the same. Throws a `configuration` Failure where nothing can be written. */
export async function keepCapabilities(
  place: Place,
  found: readonly KeptCapability[],
  system: Pick<System, 'host' | 'files'>,
): Promise<void> {
  const path = pathOf(place, system.host);
  await system.files.alone(path, () => {
    const anew = new Set(found.map(nameOf));
    const others = keptCapabilities(place, system).filter((one) => !anew.has(nameOf(one)));
    const { gateway, url } = place;
    const all = { schemaVersion: 1, gateway: gateway.id, url, found: [...others, ...found].slice(-most) };
    system.files.write(path, `${JSON.stringify(all, null, 1)}\n`, 0o600);
  });
}

function nameOf({ model, protocol, translatedTo, agent, id }: KeptCapability): string {
  return JSON.stringify([model, protocol, translatedTo, agent, id]);
}

function pathOf({ gateway, url }: Place, host: System['host']): string {
  return `${folders(host).state}/capabilities/${cacheKey([gateway.id, url])}.json`;
}

/** Reads a row back; gives nothing for what is no such row, since the file may be another version's, or somebody's own. */
function readBack(value: unknown): readonly KeptCapability[] {
  const text = (name: string): string | undefined => textAt(value, name);
  const [model, protocol, id, result, at] = ['model', 'protocol', 'id', 'result', 'at'].map(text);
  const [translatedTo, agent, said] = ['translatedTo', 'agent', 'said'].map(text);
  if (model === undefined || protocol === undefined || id === undefined || !isCapability(id)) return [];
  if (at === undefined || (result !== 'works' && result !== 'refused' && result !== 'ignored')) return [];
  return [
    {
      model,
      protocol,
      ...(translatedTo === undefined ? {} : { translatedTo }),
      ...(agent === undefined ? {} : { agent }),
      id,
      result,
      ...(said === undefined ? {} : { said }),
      at,
    },
  ];
}
