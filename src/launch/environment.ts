import type { VariableValue } from '../agents/agent.ts';
import { agents, findAgent } from '../agents/index.ts';
import { Failure } from '../failure.ts';
import type { Route } from '../gateways/gateway.ts';
import { keyPlaces, printKey, resolveKey } from '../keys/keys.ts';
import { resolveKeys } from '../keys/request-keys.ts';
import { keyHeader } from '../keys/key-headers.ts';
import { bearerOf, type Keys, type SecretText } from '../keys/secret.ts';
import { whereKeyIs, type FoundKey, type KeySource } from '../keys/sources.ts';
import type { Choice, LaunchOptions } from '../options/options.ts';
import { resolveGateway } from '../options/resolve-gateway.ts';
import { admitLaunch, admitSession, admitUnrelayed } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import { protocolIds, protocols } from '../protocols/protocols.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import { apply } from './apply.ts';
import { chooseModels } from './ask-model.ts';
import { chooseKey } from './ask-key.ts';
import { launchKeys, queryGateway, targetFor } from './connect.ts';
import { managedFindings, refuseManaged } from './managed.ts';
import { planLaunch } from './plan.ts';
import { describeSession } from './session.ts';
import { surroundings } from './surroundings.ts';
import { endpoint } from './target.ts';

/** What a process of the user's own needs, so that it goes through the gateway without Jetway as its parent. */
export interface ProcessEnvironment {
  /** The agent's program, and what stands before the user's own arguments; absent for a protocol. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly set: Readonly<Record<string, VariableValue>>;
  /** Variables that would win over those. */
  readonly unset: readonly string[];
  /** Where the key of an account comes from. */
  readonly source: (account: string) => KeySource | undefined;
  readonly keys: Keys;
  /** For people, a line each. */
  readonly notes: readonly string[];
}

/** The words that name no agent, but programs that read the usual variables. */
const generic = ['generic', ...protocolIds] as const;

/**
 * For an agent by its id, for one protocol by its id, or for `generic`: all that the gateway serves. Writes Jetway's own
 * files for the agent into its cache; asks the gateway nothing. Throws what the stages of a launch throw.
 */
export async function processEnvironment(
  subject: string,
  options: LaunchOptions,
  system: System,
): Promise<ProcessEnvironment> {
  const isAgent = agents.some(({ id }) => id === subject);
  if (isAgent) return ofAgent(subject, options, system);
  if ((generic as readonly string[]).includes(subject)) return ofProtocols(subject, options, system);
  throw new Failure(
    'usage',
    `There is no agent and no protocol ${quote(subject)}.`,
    `Name one of these: ${[...agents.map(({ id }) => id), ...generic].join(', ')}`,
  );
}

async function ofAgent(id: string, options: LaunchOptions, system: System): Promise<ProcessEnvironment> {
  const agent = findAgent(id);
  const choice = await resolveGateway(options, system);
  const saved = choice.profile?.saved;
  const policies = policiesOf(saved, system);
  admitLaunch(policies, agent.id, options, saved, choice.connection);
  admitUnrelayed(policies, `${agent.name} with these variables`, []);
  const key = await chooseKey(choice, options, system);
  const models = await chooseModels(agent, choice, key, options, system);
  const found = await system.programs.find(agent.command, agent.package);
  const { headers } = describeSession(agent.id, choice, options, system);
  const [answers, around] = await Promise.all([
    queryGateway(choice, key, false, options, system),
    surroundings(agent, found, [], undefined, system),
  ]);
  const keys = await launchKeys(agent, choice, key, models, options, system);
  const own = { headers, ...printKey(choice, key, system) };
  const target = targetFor(agent, choice, keys, models, answers, own, policies, system);
  // Nobody stands by to write a key into a descriptor.
  const installation = { ...around.installation, pipes: false };
  const plan = planLaunch(agent, target, { ...around, installation });
  const findings = await managedFindings(agent, plan.target, system.host, system.files);
  refuseManaged(agent, findings, options.overrideManagedSettings);
  if (around.folder !== undefined) apply(plan, system);
  const source = sourceOfKeys(choice, key, options, system);
  const read = new Set([...keys.keys()].flatMap((account) => variableOf(source(account))));
  return {
    command: agent.command,
    args: plan.args,
    set: plan.set,
    unset: plan.unset.flatMap(({ names }) => names).filter((name) => !Object.hasOwn(plan.set, name) && !read.has(name)),
    source,
    keys,
    notes: [
      ...(plan.notes ?? []),
      ...(agent.storesModel === undefined
        ? []
        : [`A model that is taken in ${agent.name}'s own picker stays: only a launch by Jetway puts the former back.`]),
    ],
  };
}

async function ofProtocols(subject: string, options: LaunchOptions, system: System): Promise<ProcessEnvironment> {
  const choice = await resolveGateway(options, system);
  const saved = choice.profile?.saved;
  const policies = policiesOf(saved, system);
  admitSession(policies, options, saved, choice.connection);
  admitUnrelayed(policies, 'A program with these variables', ['attribution', 'models']);
  const { connection, gateway } = choice;
  const wanted = protocolIds.filter((id) => subject === 'generic' || id === subject);
  const routes = wanted.flatMap((protocol) => {
    const route = connection.routes(options.model).find((one) => one.protocol === protocol);
    return route === undefined ? [] : [route];
  });
  if (routes.length === 0) {
    const what = subject === 'generic' ? 'any protocol' : subject;
    const whose = options.model === undefined ? '' : ` for ${quote(options.model)}`;
    throw new Failure('model', `${gateway.name} does not serve ${what}${whose}.`, 'See the docs: the matrix.');
  }
  const key = await resolveKey(choice, options, system);
  const keys = await resolveKeys(choice, key, routes[0]?.provider, options, system);
  const made = routes.map((route) => usualVariables(route, choice, keys));
  return {
    args: [],
    set: Object.assign({}, ...made.map(({ set }) => set)) as Readonly<Record<string, SecretText>>,
    unset: [],
    source: sourceOfKeys(choice, key, options, system),
    keys,
    notes: made.flatMap(({ notes }) => notes),
  };
}

/** Address and key in the variables that the vendor's own libraries read. */
function usualVariables(
  route: Route,
  { connection }: Pick<Choice, 'connection'>,
  keys: Keys,
): { readonly set: Readonly<Record<string, SecretText>>; readonly notes: readonly string[] } {
  const { variables } = protocols[route.protocol];
  const { credentials } = endpoint(route, connection, keys);
  const carried = Object.entries(credentials).flatMap(([header, text]): (readonly [string, SecretText])[] => {
    const bearer = header === keyHeader.bearer ? bearerOf(text) : undefined;
    const name = variables.key[header];
    return name === undefined ? [] : [[name, bearer ?? text]];
  });
  const lost = Object.keys(credentials).filter((header) => variables.key[header] === undefined);
  return {
    set: Object.fromEntries([...variables.baseUrl.map((name) => [name, route.baseUrl] as const), ...carried]),
    notes: lost.map((header) => `No usual variable of ${route.protocol} carries the header ${header}.`),
  };
}

/** Of the gateway's own account and of a provider's. */
function sourceOfKeys(
  choice: Choice,
  key: FoundKey | undefined,
  options: LaunchOptions,
  system: System,
): ProcessEnvironment['source'] {
  return (account) => {
    if (account === choice.connection.account)
      return key?.source ?? whereKeyIs(keyPlaces(choice, options, system), system);
    const what = 'a provider key';
    return whereKeyIs({ what, account, stdin: false, variables: ['JETWAY_PROVIDER_KEY'] }, system);
  };
}

function variableOf(source: KeySource | undefined): readonly string[] {
  return source?.kind === 'environment' ? [source.variable] : [];
}
