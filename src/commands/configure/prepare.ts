import { agents, findAgent } from '../../agents/index.ts';
import type { Agent, Target } from '../../agents/agent.ts';
import type { Configuration, Configures, Scope } from '../../agents/agent-configure.ts';
import { Failure } from '../../failure.ts';
import { folders, type Installation, settingLine } from '../../host.ts';
import { secretsIn } from '../../keys/secret.ts';
import { describeSource, type FoundKey } from '../../keys/sources.ts';
import { chooseKey } from '../../launch/ask-key.ts';
import { chooseModels } from '../../launch/ask-model.ts';
import { launchKeys, queryGateway, targetFor } from '../../launch/connect.ts';
import { managedFindings, refuseManaged } from '../../launch/managed.ts';
import { surroundings } from '../../launch/surroundings.ts';
import { proxyVariable, proxyVariables } from '../../net/proxy.ts';
import { isLoopback } from '../../net/url.ts';
import { withCommandElsewhere } from '../../keys/keys.ts';
import { gatewayKeys } from '../../keys/request-keys.ts';
import { failureOf, Refusal, type Verdict } from '../../net/gateway-client.ts';
import type { Choice, LaunchOptions } from '../../options/options.ts';
import { resolveGateway } from '../../options/resolve-gateway.ts';
import { admitLaunch, admitUnrelayed } from '../../policy/enforce.ts';
import { policiesOf } from '../../policy/policies.ts';
import type { System } from '../../system/system.ts';
import { quote } from '../../text.ts';
import { isFor } from '../token.ts';
import { refusePassing } from './passing.ts';

export interface ConfigureOptions extends LaunchOptions {
  readonly scope?: string;
  readonly dryRun: boolean;
  readonly replace: boolean;
  readonly json: boolean;
}

export interface Prepared {
  readonly agent: Agent;
  readonly scope: Scope;
  readonly choice: Choice;
  readonly target: Target;
  readonly account?: string;
  readonly installation: Installation | undefined;
  readonly configuration: Configuration;
}

/**
 * All that `configure` is to write, from the same stages as a launch. Throws what those throw, `configuration` for an agent
 * that can't be configured, and `credential` for a key that nothing could give again.
 */
export async function prepare(id: string, given: ConfigureOptions, system: System): Promise<Prepared> {
  // Nothing of Jetway's stands between the agent and the gateway then.
  const options: ConfigureOptions = { ...given, relay: 'never' };
  const agent = findAgent(id);
  const recipe = await recipeOf(agent);
  const scope = scopeOf(agent, recipe, options.scope);
  refusePassing('a configured agent', system);
  const choice = await resolveGateway(options, system);
  const saved = choice.profile?.saved;
  const policies = policiesOf(saved, system);
  admitLaunch(policies, agent.id, given, saved);
  admitUnrelayed(policies, `A configured ${agent.name}`, ['attribution']);
  const key = await chooseKey(choice, options, system);
  const models = await chooseModels(agent, choice, key, options, system);
  const found = await system.programs.find(agent.command, agent.package);
  const [answers, launch] = await Promise.all([
    queryGateway(choice, key, options.check !== 'never', options, system),
    surroundings(agent, found, [], undefined, system),
  ]);
  const unchecked = await tried(answers.verdict).catch((error: unknown) => {
    throw withCommandElsewhere(error, choice, gatewayKeys(choice, key));
  });
  const keys = await launchKeys(agent, choice, key, models, options, system);
  const plain = targetFor(agent, choice, keys, models, answers, { headers: {} }, policies, system);
  const account = accountIn(plain, key, system);
  const printKey = account === undefined ? {} : { printKey: [...system.self, 'token', account] };
  const target = { ...plain, ...printKey };
  refuseManaged(agent, await managedFindings(agent, target, system.host, system.files), false);
  const { host, files } = system;
  const look = { host, read: files.read, glob: files.glob };
  const folder = `${folders(host).config}/agents`;
  const made = recipe.configuration(target, { scope, launch, folder, look });
  const configuration = { ...made, remarks: [...made.remarks, ...proxyRemarks(target, system), ...unchecked] };
  return {
    agent,
    scope,
    choice,
    target,
    ...(account === undefined ? {} : { account }),
    installation: found,
    configuration,
  };
}

/**
 * What the gateway says against key and address is refused. That nothing answers just now is a remark: the agent is to be
 * started another time, and perhaps elsewhere.
 */
async function tried(verdict: Promise<Verdict> | undefined): Promise<readonly string[]> {
  try {
    const answer = (await verdict)?.answer ?? 'open';
    if (typeof answer !== 'string' && answer.transient !== true) throw failureOf(answer);
    return [];
  } catch (error) {
    if (!(error instanceof Failure) || error instanceof Refusal || error.code !== 'gateway') throw error;
    return [`The gateway could not be asked: ${error.message}`];
  }
}

async function recipeOf(agent: Agent): Promise<Configures> {
  const recipe = await agent.configure?.();
  if (recipe !== undefined && 'configuration' in recipe) return recipe;
  const others = await Promise.all(agents.map(async (one) => ({ id: one.id, recipe: await one.configure?.() })));
  const able = others.filter((one) => one.recipe !== undefined && 'configuration' in one.recipe).map((one) => one.id);
  throw new Failure(
    'configuration',
    `${agent.name} can't be configured: ${recipe?.why ?? 'it is not known how'}.`,
    `${recipe?.hint ?? `jetway ${agent.id}`}. Can be: ${able.join(', ')}`,
  );
}

function scopeOf(agent: Agent, { scopes }: Configures, wanted: string | undefined): Scope {
  const [usual = 'user'] = scopes;
  if (wanted === undefined) return usual;
  const found = scopes.find((scope) => scope === wanted);
  if (found !== undefined) return found;
  throw new Failure(
    'usage',
    wanted === 'project'
      ? `${agent.name} takes no provider of the user's from a project's file.`
      : `There is no scope ${quote(wanted)}.`,
    `Use --scope ${scopes.join(' | ')}`,
  );
}

/** A launch keeps proxies away from a gateway on this machine; nobody does for an agent that is started plainly. */
function proxyRemarks({ main }: Target, { host }: System): readonly string[] {
  const { hostname } = new URL(main.baseUrl);
  const isProxied = proxyVariables.some((name) => proxyVariable(name, host) !== undefined);
  const isExcepted = proxyVariable('NO_PROXY', host)?.includes(hostname) === true;
  if (!isProxied || isExcepted || !isLoopback(hostname)) return [];
  return [
    `A proxy is set in your shell, and would be asked for ${hostname}: ${settingLine('NO_PROXY', hostname, host.platform)} beside it.`,
  ];
}

/** Whose key the agent asks for. Throws `credential` where only the user could give it again. */
function accountIn(target: Target, key: FoundKey | undefined, system: System): string | undefined {
  const accounts = new Set(
    Object.values(target.main.credentials)
      .flatMap(secretsIn)
      .map((secret) => secret.account),
  );
  const { credentials, profiles, signIns = {} } = system.profiles.read();
  for (const account of accounts) {
    if (Object.hasOwn({ ...credentials, ...signIns }, account)) continue;
    if (Object.values(profiles).some((profile) => isFor(account, profile))) continue;
    const from = key === undefined ? 'nowhere' : describeSource(key.source);
    throw new Failure(
      'credential',
      `The key for ${account} came from ${from}: an agent that is started plainly could not ask for it.`,
      'Store it: jetway login, or save a command: jetway login --key-command …',
    );
  }
  return [...accounts][0];
}
