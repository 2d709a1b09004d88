import { Failure } from '../failure.ts';
import type { Route } from '../gateways/gateway.ts';
import type { ModelEndpoint } from '../agents/agent.ts';
import type { RelayedSession } from '../launch/relay.ts';
import { anyWay, endpoint, spokenFor, unlisted } from '../launch/target.ts';
import { completedModels } from '../models/complete.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { System } from '../system/system.ts';
import type { PlanSigns, Roles } from './roles.ts';
import { refused, type Refused } from './rules.ts';
import type { Upstream } from './upstream.ts';

/** Knows where models are served to a client. */
export interface Places {
  /** Finds where a client that speaks the protocol reaches the model, by the client's own name for it. Undefined: nowhere. */
  find(protocol: ProtocolId, model: string): Upstream | undefined;
  /** Says in a sentence why it is served nowhere. */
  whyNot(protocol: ProtocolId, model: string): string;
}

/**
 * Knows the target's models by what the agent calls them, and others by the gateway's ways to them. A client that speaks several
 * protocols may ask for one model over each, and gets the gateway's own way over that one where there is one, else whichever
 * can be translated: the best for the agent need not be among them.
 */
export function placesOf(
  { choice: { connection }, target, keys }: Pick<RelayedSession, 'choice' | 'target' | 'keys'>,
  upstream: (found: ModelEndpoint) => Upstream,
  system: System,
): Places {
  const own = new Map([
    ...target.models.map((one) => [one.about.id, upstream(one)] as const),
    ...target.models.map((one) => [one.model, upstream(one)] as const),
  ]);
  const known = new Map<string, Upstream>();
  const make = (found: Route, model: string, there: Upstream | undefined): Upstream => {
    const [about = unlisted(connection, model)] = completedModels([unlisted(connection, model)], system);
    return upstream({ ...endpoint(found, connection, keys), about: there?.about ?? about });
  };
  return {
    find: (protocol, model) => {
      const there = own.get(model);
      if (there?.endpoint.protocol === protocol) return there;
      const key = `${protocol} ${model}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const ways = connection.routes(there?.about.id ?? model);
      const reaches = (way: ProtocolId): boolean => spokenFor({ speaks: [protocol] }, way) !== undefined;
      const plain = ways.find((way) => way.protocol === protocol);
      if (plain === undefined && there !== undefined && reaches(there.endpoint.protocol)) return there;
      const found = plain ?? ways.find((way) => reaches(way.protocol));
      if (found === undefined) return undefined;
      const made = make(found, model, there);
      known.set(key, made);
      return made;
    },
    whyNot: (protocol, model) => {
      const { name } = connection.gateway;
      const ways = connection.routes(own.get(model)?.about.id ?? model).map((way) => way.protocol);
      const served = [...new Set(ways)].join(', ');
      if (served === '') return `${name} does not serve ${model}.`;
      return `${name} serves ${model} over ${served} alone, to which no request over ${protocol} can be translated.`;
    },
  };
}

/** Says what a client is told that asks for such a model. Its status is not 404, for which agents have words of their own. */
export function unreachable({ whyNot }: Places, protocol: ProtocolId, model: string): Refused {
  return refused(`${whyNot(protocol, model)} Choose another model: jetway list-models`, 'not served');
}

/** Names the protocols over which a client may ask for its main model: an agent has one, and of a program nobody knows which. */
export function askedOver({ agent, target }: Pick<RelayedSession, 'agent' | 'target'>): readonly ProtocolId[] {
  return agent.isProgram === true ? agent.speaks : [spokenFor(agent, target.main.protocol) ?? target.main.protocol];
}

/**
 * Throws a `model` Failure for a role whose model none of the main model's requests could be sent to: better before the launch
 * than in the middle.
 */
export function checkRoles(
  { plan, subagent, long, cheap }: Roles,
  signs: PlanSigns | undefined,
  session: Pick<RelayedSession, 'agent' | 'choice' | 'target'>,
  { whyNot }: Places,
): void {
  const speaks = askedOver(session);
  const [main] = speaks as [ProtocolId];
  // A model for plan mode that the agent asks for by itself is one of the target's.
  const asked = { plan: signs?.isPlanning && plan, subagent, long: long?.model, cheap: cheap?.model };
  for (const [role, model] of Object.entries(asked)) {
    if (model === undefined || anyWay({ speaks }, session.choice.connection, model) !== undefined) continue;
    throw new Failure(
      'model',
      `The profile's model for requests of the role ${role} can't be used: ${whyNot(main, model)}`,
      `Give the role another one, or none: jetway profile set roles.${role} --unset`,
    );
  }
}
