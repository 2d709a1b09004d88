import type { Agent, Endpoint, Target } from './agents/agent.ts';
import { nearest, select, type Model } from './catalogue.ts';
import { Failure } from './failure.ts';
import { providerKeyAccount, type Connection, type Route } from './gateways/gateway.ts';
import type { Keys } from './secret.ts';

/**
 * The gateway's best way to the model that the agent speaks: the whole join of agents and gateways. Throws a `model` Failure that names what would work, as far as `known` models tell.
 */
export function route(agent: Agent, connection: Connection, model: string, known: readonly Model[] = []): Route {
  const offered = connection.reach(model);
  const found = offered.find((candidate) => agent.speaks.includes(candidate.protocol));
  if (found !== undefined) return found;
  const served = offered.length === 0 ? 'nothing' : offered.map((candidate) => candidate.protocol).join(', ');
  const usable = select(known, { speaks: agent.speaks });
  const similar = nearest(model, usable);
  const suggestions = similar.length > 0 ? similar : usable.slice(0, 3).map((entry) => entry.id);
  throw new Failure(
    'model',
    `${agent.name} can't use ${model} through ${connection.gateway.name}: it speaks ${agent.speaks.join(', ')}, the model is served over ${served}.`,
    suggestions.length > 0
      ? `Choose another with --model, for example ${suggestions.join(', ')}`
      : `See what it can use: jetway list-models --agent ${agent.id}`,
  );
}

export interface Wishes {
  readonly model: string;
  readonly smallModel?: string;
  /** Attribution. */
  readonly headers: Readonly<Record<string, string>>;
  readonly printKey?: readonly string[];
}

/** Where the agent is to connect, for its main and its small model. Throws as `route` does. */
export function aim(
  agent: Agent,
  connection: Connection,
  keys: Keys,
  wishes: Wishes,
  known: readonly Model[] = [],
): Target {
  const main = route(agent, connection, wishes.model, known);
  const small = wishes.smallModel === undefined ? main : route(agent, connection, wishes.smallModel, known);
  return {
    gateway: connection.gateway,
    main: endpoint(main, connection, keys),
    small: endpoint(small, connection, keys),
    headers: wishes.headers,
    ...(wishes.printKey === undefined ? {} : { printKey: wishes.printKey }),
  };
}

export function endpoint(found: Route, connection: Connection, keys: Keys): Endpoint {
  return {
    ...found,
    credentials: connection.credentials(found, {
      key: keys.has(connection.account),
      providerKey: found.provider !== undefined && keys.has(providerKeyAccount(connection, found.provider)),
    }),
  };
}
