import type { ModelEndpoint, Target } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import { detourTo, type RelayedSession } from '../launch/relay.ts';
import type { BegunPart, Detour } from '../launch/session-part.ts';
import { projectName } from '../launch/session.ts';
import { spokenFor } from '../launch/target.ts';
import { admitSession } from '../policy/enforce.ts';
import { withPublished } from '../policy/policies.ts';
import type { Policies } from '../policy/policy.ts';
import { valueOf, values } from '../options/precedence.ts';
import type { System } from '../system/system.ts';
import { priced } from '../usage/prices.ts';
import { readBudget } from './budget.ts';
import { resolveFallbacks } from './fallbacks.ts';
import { keyRing } from './key-ring.ts';
import { openLedger, type Ledger } from './ledger.ts';
import { askedOver, checkRoles, placesOf } from './places.ts';
import { openRelay, type RelaySetup } from './relay.ts';
import type { Roles } from './roles.ts';
import { limitsOf, type Rules } from './rules.ts';
import { placeIn, type KeyRing, type Upstream } from './upstream.ts';
import { tell } from '../say.ts';

/**
 * Opens the relay of a launch. `say`: how the user is told of what happens in it. Throws `usage` for a budget that is none,
 * `model` for one that can't be kept.
 */
export async function beginRelay(
  session: RelayedSession,
  system: System,
  say: (line: string) => void = (line) => tell(line, system),
): Promise<BegunPart & { readonly detour: Detour }> {
  // The terminal is the agent's until it ends; what happens with each request is told once.
  const late = new Set<string>();
  const note = (line: string): void => void late.add(line);
  const keys = keyRing(session, note, system);
  const setup = await setupOf(session, keys, note, system);
  const relay = await openRelay(setup, system);
  const detour = detourTo(session, relay.origin, relay.token);
  for (const line of [...announced(session), ...passedOver(session, setup)]) say(line);
  return {
    detour,
    end: async ({ files }) => {
      await relay.close();
      forget(detour.target, files, system);
      for (const line of [...relay.summary(), ...late]) say(line);
    },
  };
}

async function setupOf(
  session: RelayedSession,
  keys: KeyRing,
  say: (line: string) => void,
  system: System,
): Promise<RelaySetup> {
  const { agent, choice, options, target } = session;
  const saved = choice.profile?.saved;
  const policies = withFallbacks(session, system);
  admitSession(policies, options, saved);
  const upstream = (found: ModelEndpoint): Upstream => ({
    ...placeIn(choice.connection),
    endpoint: found,
    about: priced(found.about, saved, policies),
    keys,
    headers: target.headers,
  });
  const main = upstream(target.main);
  const rules = rulesOf(session, policies);
  checkPriced(rules, main);
  const project = projectName(system, session.options.place);
  const places = placesOf(session, upstream, system);
  const signs = saved?.roles === undefined ? {} : await planSigns(session, saved.roles);
  if (saved?.roles !== undefined) checkRoles(saved.roles, signs.planSigns, session, places);
  return {
    session: session.id,
    agent: agent.id,
    ...(session.profile === undefined ? {} : { profile: session.profile }),
    ...(project === undefined || project === '' ? {} : { project }),
    protocols: [...new Set([spokenFor(agent, target.main.protocol) ?? target.main.protocol, ...agent.speaks])],
    ...places,
    main,
    fallbacks: await resolveFallbacks(saved?.fallback ?? [], { ...session, policies }, keys, say, system),
    rules,
    ...(saved?.roles === undefined ? {} : { roles: saved.roles, ...signs }),
    refusal: agent.refusalStatus ?? 403,
    mayRepeat: agent.isProgram === true,
    ledger: observed(openLedger(system, say), session),
    inspect: options.inspect === true,
  };
}

/** How plan mode is known; nothing for a client that shows no sign of it. */
async function planSigns(
  { agent: { planMode }, target }: RelayedSession,
  { plan }: Roles,
): Promise<Pick<RelaySetup, 'planSigns'>> {
  if (plan === undefined || planMode === undefined) return {};
  const main = target.main.about.id;
  return { planSigns: planMode === 'own' ? { main } : { main, isPlanning: await planMode() } };
}

/** The same ledger, which also tells whoever observes the session. */
function observed(ledger: Ledger, { observe }: RelayedSession): Ledger {
  if (observe === undefined) return ledger;
  return {
    ...ledger,
    add: (entry) => {
      ledger.add(entry);
      observe(entry);
    },
  };
}

/** The session's policies and those of the profiles that are fallen back on, under which alone their gateways are used. */
function withFallbacks({ policies, choice }: RelayedSession, system: System): Policies {
  const { profiles } = system.profiles.read();
  const others = (choice.profile?.saved.fallback ?? []).flatMap((name) => {
    const [, profile = ''] = /^profile:([^/]+)/.exec(name) ?? [];
    return Object.hasOwn(profiles, profile) ? withPublished([], profiles[profile], system) : [];
  });
  return [...policies, ...others.filter(({ path }) => policies.every((one) => one.path !== path))];
}

function rulesOf({ choice, options, profile }: RelayedSession, policies: Policies): Rules {
  const saved = choice.profile?.saved;
  const sources = { options, saved };
  const [budget, models] = [valueOf(values.budget(sources)), valueOf(values.allowModels(sources))];
  return {
    policies,
    ...(models === undefined ? {} : { models }),
    limits: [
      ...(budget === undefined ? [] : [{ per: 'session' as const, budget: readBudget(budget, '--budget') }]),
      ...(saved?.budgetDay === undefined
        ? []
        : [{ per: 'day' as const, budget: readBudget(saved.budgetDay, 'budgetDay'), profiles: [profile] }]),
      ...limitsOf(policies),
    ],
  };
}

/** Throws `model` where a budget in money can't be kept, since the price of the model is not known. */
function checkPriced({ limits = [] }: Rules, { about }: Pick<ModelEndpoint, 'about'>): void {
  const money = limits.find(({ budget }) => budget.unit === 'usd');
  if (money === undefined) return;
  // A program of the user's may name its models by itself: each is looked at when it comes.
  if (about.id === '') return;
  if (about.prices?.input !== undefined && about.prices.output !== undefined) return;
  throw new Failure(
    'model',
    `What ${about.id} costs is not known, so ${money.path === undefined ? 'no budget in money can' : `the budget of the policy in ${money.path} can't`} be kept.`,
    money.path === undefined
      ? 'Give one in tokens: --budget 2mtok'
      : 'Choose another with --model, or ask the administrator for a budget in tokens.',
  );
}

/** Where the agent's requests are translated, the line that tells the user so. */
function announced({ agent, target }: RelayedSession): readonly string[] {
  const { main, small } = target;
  const other = [main, small].find(({ protocol }) => !agent.speaks.includes(protocol));
  if (other === undefined) return [];
  const spoken = spokenFor(agent, other.protocol) ?? '';
  // A program of the user's may name its models by itself.
  const model = other.about.id === '' ? 'A model' : other.about.id;
  return [
    `${model} is reached by translation: ${agent.name} speaks ${spoken}, ${target.gateway.name} serves it over ${other.protocol}`,
  ];
}

/** The fallbacks that no request of the main model's can be sent to, by the words of the profile, which are as many. */
function passedOver(session: RelayedSession, { fallbacks }: Pick<RelaySetup, 'fallbacks'>): readonly string[] {
  const asked = askedOver(session);
  return (session.choice.profile?.saved.fallback ?? [])
    .filter((_name, index) => asked.every((protocol) => fallbacks[index]?.(protocol) === undefined))
    .map(
      (name) =>
        `The fallback ${name} will be passed over: ${session.agent.name} asks over ${asked.join(', ')}, and that can't be translated to what it is served over`,
    );
}

/** Removes files of Jetway's that were made for this port: nobody reads them any more. */
function forget({ cacheKey, main }: Target, paths: readonly string[], { files }: System): void {
  const { origin } = new URL(main.baseUrl);
  for (const path of paths) {
    if (path.includes(cacheKey) || files.read(path)?.includes(origin) === true) files.remove(path);
  }
}
