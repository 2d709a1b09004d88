import { Failure } from '../failure.ts';
import type { Connection } from '../gateways/gateway.ts';
import { resolveKey } from '../keys/keys.ts';
import { resolveKeys } from '../keys/request-keys.ts';
import { describeSession } from '../launch/session.ts';
import { endpoint, route, unlisted, type Client } from '../launch/target.ts';
import type { RelayedSession } from '../launch/relay.ts';
import { completedModels } from '../models/complete.ts';
import { resolveGateway } from '../options/resolve-gateway.ts';
import { admitAttributing } from '../policy/enforce.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import { keyRing } from './key-ring.ts';
import type { KeyRing, Upstream } from './upstream.ts';

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
): Promise<readonly Upstream[]> {
  return Promise.all(
    names.map(async (name) => {
      const [, profile, model] = /^profile:([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
      if (profile !== undefined) return inProfile(profile, model, session, say, system);
      const { agent, choice, target } = session;
      return {
        ...placed(agent, choice.connection, name, await keys.current(), system),
        keys,
        headers: target.headers,
      };
    }),
  );
}

/** Its own key alone: one in JETWAY_API_KEY or on standard input belongs to the gateway of the launch. */
async function inProfile(
  name: string,
  model: string | undefined,
  session: RelayedSession,
  say: (line: string) => void,
  system: System,
): Promise<Upstream> {
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
  return { ...placed(agent, choice.connection, wanted, keys, system), keys: ring, headers };
}

/** Throws a `model` Failure where the agent can't reach it there. */
function placed(
  agent: Client,
  connection: Connection,
  model: string,
  keys: ReadonlyMap<string, string>,
  system: System,
): Pick<Upstream, 'gateway' | 'endpoint' | 'about' | 'answerIds'> {
  const found = route(agent, connection, model, { translates: true });
  const [about = unlisted(connection, model)] = completedModels([unlisted(connection, model)], system);
  const { gateway, answerIds } = connection;
  const ids = answerIds === undefined ? {} : { answerIds };
  return { gateway, endpoint: endpoint(found, connection, keys), about, ...ids };
}
