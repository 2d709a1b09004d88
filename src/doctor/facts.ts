import type { Agent, Target } from '../agents/agent.ts';
import type { Catalogue } from '../models/catalogue.ts';
import { cleaned, type Origin } from '../config-layers/origin.ts';
import { whereKeyIs, type FoundKey, type KeySource } from '../keys/sources.ts';
import type { TriedCapabilities } from './capabilities/try-capabilities.ts';
import type { LiveResult } from './live-requests/try-out.ts';
import { ask, probe, type Verdict } from '../net/gateway-client.ts';
import { Failure } from '../failure.ts';
import type { Copy, Installation } from '../host.ts';
import { askCatalogue, keptComplete } from '../models/catalogue-cache.ts';
import { wayToInstall } from '../launch/install.ts';
import { lookInto, unreadOrigins } from './look-into.ts';
import { createMachine, type Machine } from './machine.ts';
import { leaveFailure, memoize } from '../lazy.ts';
import { managedFindings, type ManagedFinding } from '../launch/managed.ts';
import { mayTranslate, relayMode } from '../launch/relay.ts';
import { keyPlaces } from '../keys/keys.ts';
import { questionKeys } from '../keys/request-keys.ts';
import type { Choice, ChosenModels, LaunchOptions, Options, RelayMode, RelayOptions } from '../options/options.ts';
import { launchKeys, targetFor, type GatewayAnswers } from '../launch/connect.ts';
import type { Keys } from '../keys/secret.ts';
import { findServer } from '../options/which-server.ts';
import type { Finding, Use } from '../gateways/status.ts';
import { policiesInUse } from './policies-in-use.ts';
import type { Policies } from '../policy/policy.ts';
import type { System } from '../system/system.ts';

/** What checks may look at. Each fact is observed at most once, when first asked for; a Failure is a fact too. */
export interface Facts extends Machine {
  readonly overridesManaged: boolean;
  /** The administrators' rules for this machine and for the profile in use. Throws `configuration` for those that can't be used. */
  policies(): Promise<Policies>;
  choice(): Promise<Choice>;
  key(): Promise<FoundKey | undefined>;
  /** Where the gateway's key is to come from, without looking there; undefined where there is none, or no gateway. */
  keySource(): Promise<KeySource['kind'] | undefined>;
  verdict(): Promise<Verdict>;
  /** The gateway's list, or the kept one where that is wanted. */
  catalogue(): Promise<Catalogue>;
  /** The list of the last time that the gateway was asked; undefined where there is none. */
  kept(): Promise<Catalogue | undefined>;
  /** How the key and the gateway stand, by the gateway's own free questions; undefined where it has none. */
  status(): Promise<readonly Finding[] | undefined>;
  /** Which gateway that Jetway knows answers at this address; for one that may be any server's. */
  server(): Promise<Choice['gateway'] | undefined>;
  /** What should be otherwise in a team's gateway, by its management API; the doctor alone asks it. */
  practice(): Promise<readonly Finding[]>;
  /** Writes, reads and removes a keyring item of Jetway's own; gives the place, and how long that took. Throws `credential`. */
  keyring(): Promise<{ readonly place: string; readonly milliseconds: number }>;
}

/** The same, about one agent. */
export interface AgentFacts extends Facts {
  readonly agent: Agent;
  readonly models: ChosenModels;
  installation(): Promise<Installation>;
  /** Every copy of its program on PATH, the one that runs first. */
  copies(): Promise<readonly Copy[]>;
  /** All keys of the launch, the provider's own among them. */
  keys(): Promise<Keys>;
  target(): Promise<Target>;
  /** Whether a launch would open a relay. */
  relayMode(): Promise<RelayMode>;
  /** Whether its model calls tools, by the gateway's own free question; undefined where nothing tells. */
  callsTools(): Promise<boolean | undefined>;
  managed(): Promise<readonly ManagedFinding[]>;
  /** What sets endpoint, credential and model on this machine, what wins first; undefined where the agent can't tell. */
  origins(): Promise<readonly Origin[] | undefined>;
  /** See `AgentDoctor`. */
  unseen(): Promise<string | undefined>;
  /** Variables of the user's that would win over the plan if they were passed on. */
  wouldWin(): readonly string[];
  /** Real requests to its models, which cost money. */
  liveResults(): Promise<readonly LiveResult[]>;
  /** The same for what an agent can do beside its usual request; undefined where it is not known what it sends. */
  capabilities(): Promise<TriedCapabilities | undefined>;
}

/** What is known before anything is observed: the rest is, when it is asked for. */
export interface Known {
  readonly overridesManaged: boolean;
  choice(): Promise<Choice>;
  key(): Promise<FoundKey | undefined>;
  /** What a launch has of the gateway already; absent in the doctor, which asks for it. */
  readonly answers?: GatewayAnswers;
  /** What a launch will use: of the status it asks only for what concerns that. Absent in the doctor, which asks for all. */
  readonly uses?: readonly Use[];
}

/** What a launch or a dry run has settled: none of it is observed again. */
export interface Settled {
  readonly agent: Agent;
  readonly choice: Choice;
  readonly key: FoundKey | undefined;
  readonly models: ChosenModels;
  /** Undefined where no program was found. */
  readonly installation: Installation | undefined;
  readonly answers: GatewayAnswers;
  readonly keys: Keys;
  readonly target: Target;
}

/** Facts about the machine and the gateway. */
export function createFacts(known: Known, options: Options, system: System): Facts {
  const choice = memoize(known.choice);
  const { answers } = known;
  const keySource: Facts['keySource'] = async () => {
    const chosen = await choice().catch(leaveFailure);
    return chosen === undefined ? undefined : whereKeyIs(keyPlaces(chosen, options, system), system)?.kind;
  };
  const key = memoize(async () => {
    // Settled by a launch. In the doctor a keyring that hangs must not take the report with it.
    const kind = answers === undefined ? await keySource() : undefined;
    if (kind !== 'keyring' && kind !== 'sign-in') return known.key();
    return (await import('../keys/keyring-probe.ts')).answering(system, known.key);
  });
  const keys = memoize(async () => questionKeys(await choice(), await key(), options, system));
  const kept = memoize(async () =>
    answers === undefined ? keptComplete((await choice()).connection, await keys(), system) : answers.kept,
  );
  const verdict = memoize(
    async () => answers?.verdict ?? probe((await choice()).connection, await keys(), system.http),
  );
  return {
    ...createMachine(choice, verdict, system),
    overridesManaged: known.overridesManaged,
    policies: memoize(async () => policiesInUse(options, system)),
    choice,
    key,
    keySource,
    server: async () => findServer((await choice()).connection, await keys(), system),
    verdict,
    status: memoize(async () => {
      const [{ fetchLeft, fetchStatus }, { inWords }] = await Promise.all([
        import('./fetch-status.ts'),
        import('./status-words.ts'),
      ]);
      const fetched =
        known.uses === undefined
          ? await fetchStatus(await choice(), await key(), options, system)
          : (await (answers?.left ?? fetchLeft(await choice(), await key(), system)))?.(known.uses);
      return fetched === undefined ? undefined : inWords(fetched.told, fetched.hints, system.now());
    }),
    practice: memoize(async () => (await import('./fetch-practice.ts')).fetchPractice(await key(), options, system)),
    kept,
    catalogue: memoize(async () => {
      const { connection } = await choice();
      if (answers === undefined) return askCatalogue(connection, await keys(), system);
      const list = answers.catalogue ?? answers.kept;
      if (list !== undefined) return list;
      throw new Failure('gateway', `No list of ${connection.url} is kept.`, 'Ask for it: jetway list-models');
    }),
    keyring: memoize(async () => (await import('../keys/keyring-probe.ts')).probeKeyring(system)),
  };
}

/** The facts of a launch or a dry run. */
export function settledFacts(settled: Settled, options: LaunchOptions, system: System): AgentFacts {
  const { agent, answers, choice, key, models, target } = settled;
  const known = {
    overridesManaged: options.overrideManagedSettings,
    choice: async () => choice,
    key: async () => key,
    answers,
    uses: [target.main, target.small].map(({ model, protocol }) => ({ model, protocol })),
  };
  return aboutAgent(createFacts(known, options, system), agent, models, options, system, settled);
}

/** Facts about one agent, beside the shared ones. */
export function aboutAgent(
  facts: Facts,
  agent: Agent,
  models: ChosenModels,
  options: Options & Pick<RelayOptions, 'relay'>,
  system: System,
  settled?: Pick<Settled, 'installation' | 'keys' | 'target'>,
): AgentFacts {
  const { host } = system;
  const keys = memoize(
    async () => settled?.keys ?? launchKeys(agent, await facts.choice(), await facts.key(), models, options, system),
  );
  const target = memoize(async () => {
    if (settled !== undefined) return settled.target;
    const choice = await facts.choice();
    // In this order: what the gateway has just been asked for is what is kept.
    const asked = await facts.catalogue().catch(leaveFailure);
    const kept = await facts.kept();
    const lists = { kept, listed: kept ?? asked };
    return targetFor(
      agent,
      choice,
      await keys(),
      models,
      lists,
      { headers: {}, translates: mayTranslate(choice, options) },
      await facts.policies(),
      system,
    );
  });
  /** What real requests need to know. */
  const place = async () => {
    const [choice, key, policies] = [await facts.choice(), await facts.key(), await facts.policies()];
    return { agent, choice, key, policies, target: await target(), keys: await keys() };
  };
  return {
    ...facts,
    agent,
    models,
    installation: memoize(async () => settled?.installation ?? installed(agent, system)),
    copies: memoize(async () => system.programs.copies(agent.command, agent.package)),
    keys,
    relayMode: async () => relayMode(options, (await facts.choice()).profile?.saved),
    target,
    callsTools: memoize(async () => {
      const { connection } = await facts.choice();
      const question = connection.callsTools?.((await target()).main.model, await keys());
      if (question === undefined) return undefined;
      return (await ask(question, await keys(), system.http).catch(leaveFailure))?.answer;
    }),
    managed: memoize(async () => managedFindings(agent, await target(), host, system.files)),
    unseen: async () => (await agent.doctor?.())?.unseen?.(lookInto(system)),
    origins: memoize(async () => {
      const look = lookInto(system);
      const looked = (await agent.doctor?.())?.origins?.(look);
      const found = looked && [...looked, ...unreadOrigins(agent, look)].map(cleaned);
      return found && (await import('./own-origins.ts')).withOwn(agent.id, found, system);
    }),
    wouldWin: () => agent.unset.flatMap((group) => group.names).filter((name) => (host.env[name] ?? '') !== ''),
    liveResults: memoize(async () => {
      const { tryAsLaunched } = await import('./live-requests/by-relay.ts');
      return tryAsLaunched(await place(), options, system);
    }),
    capabilities: memoize(async () => {
      const { triedAsLaunched } = await import('./capabilities/as-launched.ts');
      return triedAsLaunched(await place(), options, system);
    }),
  };
}

async function installed(agent: Agent, system: System): Promise<Installation> {
  const found = await system.programs.find(agent.command, agent.package);
  if (found !== undefined) return found;
  throw new Failure(
    'agent',
    `${agent.name} is not installed: there is no ${agent.command} on PATH.`,
    `Install it: ${wayToInstall(agent)}`,
  );
}
