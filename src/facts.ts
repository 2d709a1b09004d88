import type { Agent, Target } from './agents/agent.ts';
import { preferredFirst, type Catalogue } from './catalogue.ts';
import { otherSources, whereKeyIs, type FoundKey, type KeySource } from './credential.ts';
import { probe, type Verdict } from './enquire.ts';
import { Failure } from './failure.ts';
import type { Installation } from './host.ts';
import { askCatalogue, keptCatalogue } from './listing.ts';
import { completedModels } from './model-data.ts';
import { installCommand } from './install.ts';
import { managedFindings, type ManagedFinding } from './managed.ts';
import { gatewayKeys, keyPlaces, resolveKeys } from './keys.ts';
import type { Choice, Options } from './choice.ts';
import { aim, route, unlisted } from './route.ts';
import type { Keys } from './secret.ts';
import type { System } from './system/system.ts';

/** What checks may look at. Each fact is observed at most once, when first asked for; a Failure is a fact too. */
export interface Facts {
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
  /** Writes, reads and removes a keyring item of Jetway's own; gives the place. Throws `credential`. */
  keyring(): Promise<string>;
}

/** The same, about one agent. */
export interface AgentFacts extends Facts {
  readonly agent: Agent;
  readonly models: ChosenModels;
  installation(): Promise<Installation>;
  /** All keys of the launch, the provider's own among them. */
  keys(): Promise<Keys>;
  target(): Promise<Target>;
  managed(): Promise<readonly ManagedFinding[]>;
  /** Variables of the user's that would win over the plan if they were passed on. */
  wouldWin(): readonly string[];
}

export interface ChosenModels {
  readonly model?: string;
  readonly smallModel?: string;
}

/** What is known before anything is observed: settled by a launch, still to be resolved in the doctor. */
export interface Known {
  readonly overridesManaged: boolean;
  /** Whether the gateway is asked for its models, or the answer of the last time will do. */
  readonly lists: 'asked' | 'kept';
  choice(): Promise<Choice>;
  key(): Promise<FoundKey | undefined>;
}

/** The keyring item that the probe writes. */
const probeAccount = 'doctor-probe';

/** Facts about the machine and the gateway. */
export function createFacts(known: Known, options: Options, system: System): Facts {
  const choice = once(known.choice);
  const key = once(known.key);
  const keys = async (): Promise<Keys> => gatewayKeys(await choice(), await key());
  const kept = once(async () => keptCatalogue((await choice()).connection, await keys(), system));
  return {
    overridesManaged: known.overridesManaged,
    choice,
    key,
    keySource: async () => {
      const chosen = await choice().catch(leaveFailure);
      return chosen === undefined ? undefined : whereKeyIs(keyPlaces(chosen, options), system)?.kind;
    },
    verdict: once(async () => probe((await choice()).connection, await keys(), system.http)),
    kept,
    catalogue: once(async () => {
      const { connection } = await choice();
      if (known.lists === 'asked') return askCatalogue(connection, await keys(), system);
      const list = await kept();
      if (list !== undefined) return list;
      throw new Failure('gateway', `No list of ${connection.url} is kept.`, 'Ask for it: jetway list-models');
    }),
    keyring: once(async () => probeKeyring(system)),
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
  const keys = once(async () => {
    const choice = await facts.choice();
    const { provider } = route(agent, choice.connection, chosenModel(agent, models));
    return resolveKeys(choice, await facts.key(), provider, options, system);
  });
  const target = once(async () => {
    const { connection, profile } = await facts.choice();
    const listed = (await facts.catalogue().catch(leaveFailure)) ?? (await facts.kept());
    const wishes = {
      model: chosenModel(agent, models),
      ...(models.smallModel === undefined ? {} : { smallModel: models.smallModel }),
      headers: settled.headers ?? {},
      version: system.version,
      ...(settled.printKey === undefined ? {} : { printKey: settled.printKey }),
    };
    const preferred = profile?.saved.preferredModels ?? [];
    const known = preferredFirst(listed?.models ?? [], preferred, (id) => unlisted(connection, id));
    return aim(agent, connection, await keys(), wishes, known, (found) => completedModels(found, system));
  });
  return {
    ...facts,
    agent,
    models,
    installation: once(async () => settled.installation ?? installed(agent, system)),
    keys,
    target,
    managed: once(async () => managedFindings(agent, await target(), host, system.files)),
    wouldWin: () => agent.unset.flatMap((group) => group.names).filter((name) => (host.env[name] ?? '') !== ''),
  };
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
  const install = installCommand(agent).join(' ');
  throw new Failure(
    'agent',
    `${agent.name} is not installed: there is no ${agent.command} on PATH.`,
    `Install it: ${install}`,
  );
}

/** Only a write tells a locked keyring from an empty one. */
async function probeKeyring(system: System): Promise<string> {
  const store = system.credentials('keyring');
  const value = system.uuid();
  await store.set(probeAccount, value);
  const back = await store.get(probeAccount);
  await store.remove(probeAccount);
  if (back === value) return store.place;
  throw new Failure('credential', `${store.place} gives back another value than it was given.`, `Use ${otherSources}.`);
}

/** Turns a Failure into nothing: what could not be observed is not known. */
export function leaveFailure(error: unknown): undefined {
  if (error instanceof Failure) return undefined;
  throw error;
}

/** Observes when first asked, and gives the same ever after; a Failure too. */
export function once<T>(observe: () => Promise<T>): () => Promise<T> {
  let seen: Promise<T> | undefined;
  return () => (seen ??= observe());
}
