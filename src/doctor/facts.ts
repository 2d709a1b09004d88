import type { Agent, Target } from '../agents/agent.ts';
import { preferredFirst, type Catalogue } from '../models/catalogue.ts';
import { cleaned, type Origin, type Look } from '../config-layers/origin.ts';
import { whereKeyIs, type FoundKey, type KeySource } from '../keys/sources.ts';
import type { LiveResult } from './live-requests/try-out.ts';
import { probe, type Verdict } from '../net/gateway-client.ts';
import { Failure } from '../failure.ts';
import type { Copy, Installation } from '../host.ts';
import { askCatalogue, keptComplete } from '../models/catalogue-cache.ts';
import { completedModels } from '../models/complete.ts';
import { wayToInstall } from '../launch/install.ts';
import { createMachine, type Machine } from './machine.ts';
import { leaveFailure, memoize } from '../lazy.ts';
import { managedFindings, type ManagedFinding } from '../launch/managed.ts';
import { keyPlaces, questionKeys, resolveKeys } from '../keys/keys.ts';
import type { Choice, Options, ChosenModels } from '../options/options.ts';
import { resolveTarget, route, unlisted } from '../launch/target.ts';
import type { Keys } from '../keys/secret.ts';
import type { Finding } from '../gateways/status.ts';
import type { System } from '../system/system.ts';

/** What checks may look at. Each fact is observed at most once, when first asked for; a Failure is a fact too. */
export interface Facts extends Machine {
  readonly overridesManaged: boolean;
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
  managed(): Promise<readonly ManagedFinding[]>;
  /** What sets endpoint, credential and model on this machine, what wins first; undefined where the agent can't tell. */
  origins(): Promise<readonly Origin[] | undefined>;
  /** Variables of the user's that would win over the plan if they were passed on. */
  wouldWin(): readonly string[];
  /** Real requests to its models, which cost money. */
  liveResults(): Promise<readonly LiveResult[]>;
}

/** What is known before anything is observed: settled by a launch, still to be resolved in the doctor. */
export interface Known {
  readonly overridesManaged: boolean;
  /** Whether the gateway is asked for its models, or the answer of the last time will do. */
  readonly lists: 'asked' | 'kept';
  choice(): Promise<Choice>;
  key(): Promise<FoundKey | undefined>;
}

/** Facts about the machine and the gateway. */
export function createFacts(known: Known, options: Options, system: System): Facts {
  const choice = memoize(known.choice);
  const keySource: Facts['keySource'] = async () => {
    const chosen = await choice().catch(leaveFailure);
    return chosen === undefined ? undefined : whereKeyIs(keyPlaces(chosen, options), system)?.kind;
  };
  const key = memoize(async () => {
    // Settled by a launch. In the doctor a keyring that hangs must not take the report with it.
    if (known.lists === 'kept' || (await keySource()) !== 'keyring') return known.key();
    return (await import('../keys/keyring-probe.ts')).answering(system, known.key);
  });
  const keys = memoize(async () => questionKeys(await choice(), await key(), options, system));
  const kept = memoize(async () => keptComplete((await choice()).connection, await keys(), system));
  const verdict = memoize(async () => probe((await choice()).connection, await keys(), system.http));
  return {
    ...createMachine(choice, verdict, system),
    overridesManaged: known.overridesManaged,
    choice,
    key,
    keySource,
    verdict,
    status: memoize(async () => {
      const { fetchStatus } = await import('./fetch-status.ts');
      return fetchStatus(await choice(), await key(), options, system);
    }),
    kept,
    catalogue: memoize(async () => {
      const { connection } = await choice();
      if (known.lists === 'asked') return askCatalogue(connection, await keys(), system);
      const list = await kept();
      if (list !== undefined) return list;
      throw new Failure('gateway', `No list of ${connection.url} is kept.`, 'Ask for it: jetway list-models');
    }),
    keyring: memoize(async () => (await import('../keys/keyring-probe.ts')).probeKeyring(system)),
  };
}

/** Facts about one agent, beside the shared ones. `headers`: attribution, where there is a session to attribute. */
export function aboutAgent(
  facts: Facts,
  agent: Agent,
  models: ChosenModels,
  settled: {
    readonly installation?: Installation;
    readonly headers?: Readonly<Record<string, string>>;
    readonly printKey?: readonly string[];
  },
  options: Options,
  system: System,
): AgentFacts {
  const { host } = system;
  const keys = memoize(async () => {
    const choice = await facts.choice();
    const { provider } = route(agent, choice.connection, chosenModel(agent, models));
    return resolveKeys(choice, await facts.key(), provider, options, system);
  });
  const target = memoize(async () => {
    const { connection, profile } = await facts.choice();
    // In this order: what the gateway has just been asked for is what is kept.
    const asked = await facts.catalogue().catch(leaveFailure);
    const listed = (await facts.kept()) ?? asked;
    const wishes = {
      model: chosenModel(agent, models),
      ...(models.smallModel === undefined ? {} : { smallModel: models.smallModel }),
      headers: settled.headers ?? {},
      version: system.version,
      ...(settled.printKey === undefined ? {} : { printKey: settled.printKey }),
    };
    const preferred = profile?.saved.preferredModels ?? [];
    const known = preferredFirst(listed?.models ?? [], preferred, (id) => unlisted(connection, id));
    const complete = new Set((await facts.kept())?.models);
    return resolveTarget(agent, connection, await keys(), wishes, known, (found) =>
      found.every((model) => complete.has(model)) ? found : completedModels(found, system),
    );
  });
  return {
    ...facts,
    agent,
    models,
    installation: memoize(async () => settled.installation ?? installed(agent, system)),
    copies: memoize(async () => system.programs.copies(agent.command, agent.package)),
    keys,
    target,
    managed: memoize(async () => managedFindings(agent, await target(), host, system.files)),
    origins: memoize(async () => (await agent.origins?.(lookInto(system)))?.map(cleaned)),
    wouldWin: () => agent.unset.flatMap((group) => group.names).filter((name) => (host.env[name] ?? '') !== ''),
    liveResults: memoize(async () => {
      const { connection } = await facts.choice();
      return (await import('./live-requests/try-out.ts')).tryOut(
        agent,
        await target(),
        await keys(),
        connection,
        system,
      );
    }),
  };
}

/** Whatever can't be read is as if it were not there. */
function lookInto({ host, files }: System): Look {
  return {
    host,
    read: (path) => quietly(() => files.read(path), undefined),
    expand: (pattern) => quietly(() => files.expand(pattern), []),
  };
}

function quietly<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    leaveFailure(error);
    return otherwise;
  }
}

function chosenModel(agent: Agent, models: ChosenModels): string {
  if (models.model !== undefined) return models.model;
  throw new Failure(
    'usage',
    `No model is chosen for ${agent.name}.`,
    `Give --model; see jetway list-models --agent ${agent.id}`,
  );
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
