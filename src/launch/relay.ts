import type { Agent, ModelEndpoint, Target } from '../agents/agent.ts';
import { cacheKey } from '../cache-key.ts';
import { Failure } from '../failure.ts';
import { Secret } from '../keys/secret.ts';
import type { Choice, Options, RelayMode, RelayOptions } from '../options/options.ts';
import { valueOf, values } from '../options/precedence.ts';
import { needOf } from '../policy/needs.ts';
import type { Policies } from '../policy/policy.ts';
import type { Profile } from '../profiles/profile.ts';
import { protocols, type ProtocolId } from '../protocols/protocols.ts';
import type { System } from '../system/system.ts';
import type { Detour, Session, SessionPart } from './session-part.ts';
import { spokenFor, type Client } from './target.ts';

/** What a relay must know of a session, which may be one of any program's. */
export type RelayedSession = Omit<Session, 'agent' | 'args' | 'installation'> & { readonly agent: Client };

/**
 * The relay: a server inside Jetway's own process that the agent takes for its gateway. It is opened where something is
 * wanted that only it can do, and loaded then alone.
 */
export function relayPart(system: System): SessionPart {
  return {
    before: 'plan',
    begin: async (session) => {
      if (!isWanted(session)) return undefined;
      const { beginRelay } = await import('../relay/session.ts');
      return beginRelay(session, system);
    },
    preview: (session) => (isWanted(session) ? detourTo(session, unopened, '') : undefined),
  };
}

/** In a dry run: which port it will be, nobody knows before the start. */
export const unopened = 'http://127.0.0.1:0';

export function relayMode(options: Pick<RelayOptions, 'relay'>, saved: Profile | undefined): RelayMode {
  return valueOf(values.relay({ options, saved })) ?? 'auto';
}

/** Whether a launch may reach a model by translation. */
export function mayTranslate({ profile }: Pick<Choice, 'profile'>, options: Pick<RelayOptions, 'relay'>): boolean {
  return relayMode(options, profile?.saved) !== 'never';
}

/** The model that the profile has for plan mode, where the agent has one that a relay can serve. */
export function planWish(
  { planMode }: Pick<Agent, 'planMode'>,
  { profile }: Pick<Choice, 'profile'>,
): { readonly planModel?: string } {
  const planModel = profile?.saved.roles?.plan;
  return planModel === undefined || planMode === undefined ? {} : { planModel };
}

/** What is to be said where it has none, a line each. */
export function planNotes(
  { name, planMode }: Pick<Agent, 'name' | 'planMode'>,
  { profile }: Pick<Choice, 'profile'>,
): readonly string[] {
  const model = profile?.saved.roles?.plan;
  if (model === undefined || planMode !== undefined) return [];
  return [`${name} does not tell when it plans: ${model}, the profile's model for that (roles.plan), is not used`];
}

/** Throws a `usage` Failure where it is forbidden and something is asked for that needs it, `configuration` where a policy does. */
function isWanted(session: Session): boolean {
  const mode = relayMode(session.options, session.choice.profile?.saved);
  if (mode === 'always') return true;
  const ruling = session.policies.find((one) => needOf(one) !== undefined);
  if (mode === 'never' && ruling !== undefined) {
    throw new Failure(
      'configuration',
      `Without a relay ${needOf(ruling)} of the policy in ${ruling.path} can't be kept.`,
      'Leave --relay never out; a profile may say it, too: jetway profile set relay auto',
    );
  }
  const [first] = relayReasons(session);
  if (first === undefined || mode === 'auto') return first !== undefined;
  throw new Failure(
    'usage',
    `Without a relay there is no ${first.replace(/^an? /, '')}.`,
    'Leave --relay never out, or set: --relay auto',
  );
}

/** What a launch wants that only a relay can do; empty: nothing. */
export function relayReasons({
  options,
  choice,
  agent,
  target,
  key,
  policies,
}: Pick<Session, 'choice' | 'agent' | 'target' | 'key' | 'policies'> & {
  readonly options: RelayOptions & Pick<Options, 'keyTtl'>;
}): readonly string[] {
  const saved = choice.profile?.saved;
  const sources = { options, saved };
  return [
    ...(target.models.slice(0, 2).some(({ protocol }) => !agent.speaks.includes(protocol)) ? ['translation'] : []),
    ...((valueOf(values.budget(sources)) ?? saved?.budgetDay) === undefined ? [] : ['a budget']),
    ...(valueOf(values.allowModels(sources)) === undefined ? [] : ['a list of allowed models']),
    ...(saved?.fallback === undefined ? [] : ['a fallback']),
    ...(saved?.roles === undefined ? [] : ['models by role']),
    ...(key?.source.kind === 'sign-in' ||
    (key?.source.kind === 'command' && (valueOf(values.keyTtl(sources)) ?? key.expiresAt) !== undefined)
      ? ['a key that is asked for again']
      : []),
    ...(options.inspect === true ? ['--inspect'] : []),
    ...policyNeeds(policies),
  ];
}

function policyNeeds(policies: Policies): readonly string[] {
  return policies.map(needOf).filter((need) => need !== undefined);
}

/** The agent's target with the relay in the gateway's place, and the only key that it gets: the relay's token. */
export function detourTo(
  { agent, target, choice, key }: Pick<RelayedSession, 'agent' | 'target' | 'choice' | 'key'>,
  origin: string,
  token: string,
): Detour {
  const secret = new Secret(origin);
  const through = (endpoint: ModelEndpoint): ModelEndpoint => {
    const protocol = spokenOf(agent, endpoint);
    return {
      protocol,
      baseUrl: `${origin}${protocols[protocol].basePath}`,
      model: endpoint.model,
      about: endpoint.about,
      credentials: protocols[protocol].keyHeader(secret),
    };
  };
  const models = new Map(target.models.map((endpoint) => [endpoint, through(endpoint)]));
  const { printKey: _printKey, ...rest } = target;
  const { planModel } = target;
  const relayed: Target = {
    ...rest,
    main: models.get(target.main) ?? through(target.main),
    small: models.get(target.small) ?? through(target.small),
    ...(planModel === undefined ? {} : { planModel: models.get(planModel) ?? through(planModel) }),
    models: [...models.values()],
    cacheKey: cacheKey([target.cacheKey, origin]),
    headers: {},
    hides: [...choice.gateway.keyVariables, ...(key?.source.kind === 'environment' ? [key.source.variable] : [])],
  };
  return { target: relayed, keys: new Map([[origin, token]]) };
}

/** What the agent speaks to reach an endpoint: its protocol, or one that is translated to it. */
function spokenOf(agent: Client, { protocol }: ModelEndpoint): ProtocolId {
  return spokenFor(agent, protocol) ?? protocol;
}
