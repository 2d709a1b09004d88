import type { Agent } from '../agents/agent.ts';
import { apply } from '../launch/apply.ts';
import { chooseAgent, chooseKey, chooseModels, save, type NamedModels } from '../launch/ask.ts';
import type { FoundKey } from '../keys/sources.ts';
import { aboutAgent, createFacts, type AgentFacts } from '../doctor/facts.ts';
import { leaveFailure } from '../lazy.ts';
import { restoreLeftovers, track } from '../launch/restore.ts';
import { folders, type Host, type Installation } from '../host.ts';
import { ensureInstalled } from '../launch/install.ts';
import { refuseManaged } from '../launch/managed.ts';
import { planLaunch, removed, type CompletePlan } from '../launch/plan.ts';
import { markOf, passedLately, preflight } from '../launch/preflight.ts';
import { readNativeModels } from '../models/native-models.ts';
import { gatewayKeys, sourceOf } from '../keys/keys.ts';
import type { Choice, LaunchOptions } from '../options/options.ts';
import { chooseProfile, resolveGateway } from '../options/resolve-gateway.ts';
import { describeSession } from '../launch/session.ts';
import { spawn } from '../launch/spawn.ts';
import type { System } from '../system/system.ts';

/** All that is known before anything is changed or started. */
export interface Preparation {
  readonly agent: Agent;
  readonly choice: Choice;
  readonly key: FoundKey | undefined;
  readonly models: NamedModels;
  readonly installation: Installation;
  readonly facts: AgentFacts;
  readonly plan: CompletePlan;
  /** The file that a passed check is remembered by; undefined where it is not to be checked now. */
  readonly mark: string | undefined;
  /** Where files of Jetway's own are put that the agent reads; undefined where nothing can be written. */
  readonly folder: string | undefined;
}

/** All stages in order, up to the agent's end. Gives its exit code; throws the Failure of the stage that refuses. */
export async function launch(
  agentId: string | undefined,
  args: readonly string[],
  options: LaunchOptions,
  system: System,
): Promise<number> {
  const others = await restoreLeftovers(system);
  const find = async (agent: Agent): Promise<Installation> => ensureInstalled(agent, options, system);
  const prepared = await prepare(agentId, args, find, options, system);
  const { agent, choice, key, models, installation, facts, plan, mark, folder } = prepared;
  refuseManaged(agent, await facts.managed(), options.overrideManagedSettings);
  if (mark !== undefined) await preflight(facts, mark, system);
  const asked = choice.asked || models.asked || key?.source.kind === 'prompt';
  if (asked) {
    for (const line of await save({ choice, key, agent, models }, options, system)) system.stderr.write(`${line}\n`);
  }
  for (const line of announcements(prepared, options, system)) system.stderr.write(`jetway: ${line}\n`);
  if (folder !== undefined) apply(plan, folder, system);
  const keys = await facts.keys();
  const profile = profileInUse(choice, asked ? chooseProfile(options, system) : choice.profile);
  const putBack = track(agent, { args, models: plan.target.models, profile, others }, system);
  try {
    return await spawn(plan, installation, keys, options.keyStdin === true ? 'ignore' : 'inherit', system);
  } finally {
    await putBack();
  }
}

/** The name of the profile, unless a flag or a variable takes this launch to another place. */
function profileInUse({ answers }: Choice, profile: Choice['profile']): string | undefined {
  const settings = Object.entries(profile?.saved.settings ?? {});
  return settings.every(([id, value]) => answers[id] === value) ? profile?.name : undefined;
}

/**
 * From the words on the command line to a plan, asking for what is missing. `find` gives the agent's program; without
 * one the plan is made as if the newest that Jetway knows were there.
 */
export async function prepare(
  agentId: string | undefined,
  args: readonly string[],
  find: (agent: Agent) => Promise<Installation | undefined>,
  options: LaunchOptions,
  system: System,
): Promise<Preparation> {
  const agent = await chooseAgent(agentId, chooseProfile(options, system)?.saved.agent, options, system);
  const choice = await resolveGateway(options, system);
  const key = await chooseKey(choice, options, system);
  const models = await chooseModels(agent, choice, key, options, system);
  const found = await find(agent);
  const session = describeSession(agent.id, choice.connection, options, system);
  const mark = markOf(agent, choice, models, gatewayKeys(choice, key), system);
  const due = options.check === 'always' || (options.check === 'auto' && !passedLately(mark, system));
  const shared = createFacts(
    {
      overridesManaged: options.overrideManagedSettings,
      lists: due ? 'asked' : 'kept',
      choice: async () => choice,
      key: async () => key,
    },
    options,
    system,
  );
  // The plan waits for the list of models; the other question travels beside it.
  if (due) void shared.verdict().catch(leaveFailure);
  const settled = {
    ...(found === undefined ? {} : { installation: found }),
    headers: session.headers,
    ...printKey(choice, key, system),
  };
  const facts = aboutAgent(shared, agent, models, settled, options, system);
  const { host } = system;
  const installation = found ?? assumed(agent, host);
  const own = `${folders(host).cache}/agents`;
  const folder = system.files.canWrite(own) ? own : undefined;
  const printed =
    found === undefined || folder === undefined ? undefined : await readNativeModels(agent, found, folder, system);
  const plan = planLaunch(agent, await facts.target(), {
    host,
    installation,
    args,
    session: session.id,
    ...(folder === undefined ? {} : { folder }),
    ...(agent.reads === undefined ? {} : { texts: textsOf(agent.reads(host), system) }),
    ...(printed === undefined ? {} : { nativeModels: printed }),
  });
  return { agent, choice, key, models, installation, facts, plan, mark: due ? mark : undefined, folder };
}

/** Throws a `configuration` Failure for a file that is there and can't be read. */
function textsOf(patterns: readonly string[], { files }: System): Readonly<Record<string, string>> {
  return Object.fromEntries(
    patterns.flatMap(files.expand).flatMap((path) => {
      const text = files.read(path);
      return text === undefined ? [] : [[path, text]];
    }),
  );
}

function assumed(agent: Agent, host: Host): Installation {
  const pipes = host.platform !== 'win32';
  return { command: agent.command, prefix: [], version: agent.versions.tested, pipes };
}

/** A key that lies in a store can be read again by an agent that takes a command for it. */
function printKey(
  choice: Choice,
  key: FoundKey | undefined,
  system: System,
): { readonly printKey?: readonly string[] } {
  const stored = key?.source.kind === 'keyring' || key?.source.kind === 'file';
  return stored ? { printKey: [...system.self, 'token', choice.connection.account] } : {};
}

function announcements(prepared: Preparation, options: LaunchOptions, system: System): readonly string[] {
  const { agent, choice, key, plan, models } = prepared;
  const left = removed(plan, system.host).map(({ name }) => name);
  const { main } = plan.target;
  const untagged = options.tags.length > 0 && choice.connection.attribution === undefined;
  return [
    ...(choice.asked || models.asked || options.verbose === true
      ? [`${agent.name} → ${choice.gateway.name} (${main.baseUrl}), ${main.model}, key: ${sourceOf(key)}`]
      : []),
    ...(left.length === 0
      ? []
      : [`left out for this session: ${left.join(', ')} (jetway launch ${agent.id} --dry-run says why)`]),
    ...(untagged ? [`${choice.gateway.name} has no header for tags; they are not sent`] : []),
    ...(plan.notes ?? []),
    ...(options.verbose === true ? (plan.details ?? []) : []),
  ];
}
