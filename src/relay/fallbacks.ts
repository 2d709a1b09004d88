import { Failure } from '../failure.ts';
import type { Connection } from '../gateways/gateway.ts';
import { resolveKey } from '../keys/keys.ts';
import { resolveKeys } from '../keys/request-keys.ts';
import type { Keys } from '../keys/secret.ts';
import { describeSession } from '../launch/session.ts';
import { anyWay, endpoint, route, unlisted } from '../launch/target.ts';
import type { RelayedSession } from '../launch/relay.ts';
import { completedModels } from '../models/complete.ts';
import { resolveGateway } from '../options/resolve-gateway.ts';
import { admitAttributing } from '../policy/enforce.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import { priced } from '../usage/prices.ts';
import { keyRing } from './key-ring.ts';
import { placeIn, type Fallback, type KeyRing, type Upstream } from './upstream.ts';

/**
 * What a profile's `fallback` names: another model of the same gateway, another profile with its model for this agent, or
 * that with a model. Throws the Failure of one that can't be reached: better before the launch than in the middle.
 */
export async function resolveFallbacks(
  names: readonly string[],
  session: RelayedSession,
  keys: KeyRing,
  say: (line: string) => void,
  system: System,
): Promise<readonly Fallback[]> {
  return Promise.all(
    names.map(async (name) => {
      const [, profile, model] = /^profile:([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
      if (profile !== undefined) return inProfile(profile, model, session, say, system);
      const { choice, target } = session;
      const own = { ring: keys, keys: await keys.current(), headers: target.headers };
      return placed(session, choice.connection, name, own, system);
    }),
  );
}

/** A profile's own key alone counts: one in JETWAY_API_KEY or on standard input belongs to the gateway of the launch. */
async function inProfile(
  name: string,
  model: string | undefined,
  session: RelayedSession,
  say: (line: string) => void,
  system: System,
): Promise<Fallback> {
  const { JETWAY_API_KEY: _key, JETWAY_PROVIDER_KEY: _providerKey, ...env } = system.host.env;
  const alone: System = { ...system, canAsk: false, host: { ...system.host, env } };
  const options = { profile: name, settings: {} };
  const choice = await resolveGateway(options, alone);
  const { agent, policies } = session;
  if (session.options.attribution) admitAttributing(policies, choice.connection);
  const wanted = model ?? choice.profile?.saved.models[agent.id] ?? session.target.main.about.id;
  const key = await resolveKey(choice, options, alone);
  const { provider } = route(agent, choice.connection, wanted, { translates: true });
  const keys = await resolveKeys(choice, key, provider, options, alone);
  if (choice.profile?.name !== name) {
    throw new Failure(
      'configuration',
      `The fallback names no profile: ${quote(name)}.`,
      'See which there are: jetway profile list',
    );
  }
  const { headers } = describeSession(agent.id, choice, session.options, system);
  const ring = keyRing({ choice, options, key, keys }, say, alone);
  return placed(session, choice.connection, wanted, { ring, keys, headers }, system);
}

/**
 * The model over each protocol that the agent speaks, where the gateway serves it there: an agent that speaks several asks
 * over the one that its own model is served by. Throws a `model` Failure where the agent can't reach it at all.
 */
function placed(
  { agent, policies }: Pick<RelayedSession, 'agent' | 'policies'>,
  connection: Connection,
  model: string,
  { ring, keys, headers }: Pick<Upstream, 'headers'> & { readonly ring: KeyRing; readonly keys: Keys },
  system: System,
): Fallback {
  route(agent, connection, model, { translates: true });
  const [about = unlisted(connection, model)] = completedModels([unlisted(connection, model)], system);
  const common = {
    ...placeIn(connection),
    about: priced(about, undefined, policies),
    keys: ring,
    headers,
  };
  const ways = agent.speaks.map((protocol) => {
    const found = anyWay({ ...agent, speaks: [protocol] }, connection, model);
    return [protocol, found && { ...common, endpoint: endpoint(found, connection, keys) }] as const;
  });
  const upstreams = new Map<ProtocolId, Upstream | undefined>(ways);
  return (protocol) => upstreams.get(protocol);
}
