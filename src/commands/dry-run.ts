import type { Agent, Pipe, VariableValue, Target } from '../agents/agent.ts';
import { checks } from '../doctor/checks/index.ts';
import { examine, type Result } from '../doctor/examine.ts';
import { settledFacts } from '../doctor/facts.ts';
import type { Installation } from '../host.ts';
import { sourceOf } from '../keys/keys.ts';
import { isSecretText, mask, Secret, type SecretJson, type SecretText } from '../keys/secret.ts';
import type { FoundKey } from '../keys/sources.ts';
import { chooseModels } from '../launch/ask-model.ts';
import { chooseKey } from '../launch/ask-key.ts';
import { chooseAgent } from '../launch/ask-agent.ts';
import { lookAtEarlier } from '../launch/earlier.ts';
import { attachMcp } from '../launch/mcp.ts';
import { planLaunch, removed, type CompletePlan } from '../launch/plan.ts';
import { reach } from '../launch/reach.ts';
import { previewParts } from '../launch/session-part.ts';
import { planNotes } from '../launch/relay.ts';
import { sessionParts } from '../launch/session-parts.ts';
import type { Worktree } from '../launch/worktree.ts';
import { inProject } from '../options/project.ts';
import type { Choice, LaunchOptions } from '../options/options.ts';
import { admitLaunch } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import type { Policies } from '../policy/policy.ts';
import { rulesIn, type ShownPolicy } from '../policy/show.ts';
import { chooseProfile, resolveGateway } from '../options/resolve-gateway.ts';
import type { Roles } from '../relay/roles.ts';
import type { System } from '../system/system.ts';
import { ownSeparators } from '../text.ts';
import { draw } from './dry-run/draw.ts';

/** What a launch would do, keys masked: the object of `--json`, and what the view is drawn from. */
export interface DryRun {
  readonly schemaVersion: 1;
  readonly agent: { readonly id: string; readonly name: string };
  readonly gateway: { readonly id: string; readonly name: string; readonly url: string };
  readonly profile?: string;
  readonly model: string;
  readonly smallModel: string;
  readonly protocol: string;
  readonly baseUrl: string;
  /** What the agent is given in the gateway's place; which port it will be, nobody knows before the start. */
  readonly relay?: { readonly baseUrl: string; readonly protocol: string };
  /** Which models the relay is to send some of the requests to, as the profile has it. */
  readonly roles?: Roles;
  /** Where the key comes from. */
  readonly key: string;
  /** The administrators' rules that this launch obeys, with the file or document of each. */
  readonly policies?: readonly ShownPolicy[];
  /** The server of MCP's that would be attached. */
  readonly mcp?: { readonly name: string; readonly url: string };
  /** Where the agent would start; `exists`: it is there already. */
  readonly worktree?: Pick<Worktree, 'path' | 'branch' | 'exists'>;
  readonly argv: readonly string[];
  readonly environment: {
    readonly set: Readonly<Record<string, string>>;
    /** Variables of the user's that do not reach the agent, each with its reason. */
    readonly removed: readonly { readonly name: string; readonly why: string }[];
  };
  /** What the agent reads from descriptors above 2. */
  readonly pipes: readonly { readonly descriptor: number; readonly content: string }[];
  /** What Jetway would write for the agent to read; `change`: a unified diff, empty where the file is there already. */
  readonly files: readonly { readonly path: string; readonly change: string }[];
  readonly notes: readonly string[];
  readonly checks: readonly Result[];
}

const renewedFirst = 'The sign-in has to be renewed, which a launch does first; the gateway was not asked with it.';

/**
 * No agent is started, nothing is asked of the gateway beyond the free checks, and nothing but the answers to those is
 * kept.
 */
export async function dryRun(
  agentId: string | undefined,
  args: readonly string[],
  given: LaunchOptions & { readonly json: boolean; readonly worktree?: Worktree | undefined },
  system: System,
): Promise<number> {
  const options = { ...(await inProject(given, system)), unrenewed: true };
  const agent = await chooseAgent(agentId, chooseProfile(options, system)?.saved.agent, options, system);
  const choice = await resolveGateway(options, system);
  const saved = choice.profile?.saved;
  const policies = policiesOf(saved, system);
  admitLaunch(policies, agent.id, options, saved, choice.connection);
  const key = await chooseKey(choice, options, system);
  // What can't be tried is not: with a token that a launch would renew first, the gateway would refuse all of it.
  const isOver = key?.source.kind === 'sign-in' && key.expiresAt !== undefined && key.expiresAt <= system.now();
  const models = await chooseModels(agent, choice, key, options, system);
  const installation = await system.programs.find(agent.command, agent.package);

  const earlier = agent.resumes?.(args) === true ? await lookAtEarlier(agent, args, system) : [];
  const chosen = { agent, args, installation, policies, choice, key, models };
  const { known, answers, around } = await reach(chosen, isOver ? { ...options, check: 'never' } : options, system);
  const { target } = known;
  const session = previewParts(sessionParts([], system), known);
  const drawn = planLaunch(agent, session.target, around);
  const plan = options.mcp === true ? await attachMcp(drawn, session, around, 'unasked', system) : drawn;
  const asked = checks
    .filter((check) => check.costs === undefined)
    .filter((check) => check.about === 'agent' || check.needsGateway)
    .filter((check) => (options.check !== 'never' && !isOver) || !check.preflight);
  const facts = settledFacts({ ...known, key, models, answers }, options, system);
  const results = await examine(asked, facts, [facts], system);
  const report = describe(
    {
      agent,
      choice,
      key,
      target,
      installation: around.installation,
      plan: {
        ...plan,
        notes: [...planNotes(agent, choice), ...(plan.notes ?? []), ...earlier, ...(isOver ? [renewedFirst] : [])],
      },
      policies,
      worktree: options.worktree,
    },
    results,
    system,
  );
  system.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : draw(report, system));
  return 0;
}

function rolesFor({ planMode }: Agent, { plan, ...others }: Roles): Roles {
  return { ...(plan === undefined || planMode === undefined ? {} : { plan }), ...others };
}

function describe(
  prepared: {
    readonly agent: Agent;
    readonly choice: Choice;
    readonly key: FoundKey | undefined;
    readonly target: Target;
    readonly installation: Installation;
    readonly plan: CompletePlan;
    readonly policies: Policies;
    readonly worktree: Worktree | undefined;
  },
  results: readonly Result[],
  system: System,
): DryRun {
  const { agent, choice, key, target, installation, plan, policies, worktree } = prepared;
  const { main, small } = target;
  return {
    schemaVersion: 1,
    agent: { id: agent.id, name: agent.name },
    gateway: { ...choice.connection.gateway, url: choice.connection.url },
    ...(choice.profile === undefined ? {} : { profile: choice.profile.name }),
    model: main.model,
    smallModel: small.model,
    protocol: main.protocol,
    baseUrl: main.baseUrl,
    ...(plan.target.main.baseUrl === main.baseUrl
      ? {}
      : { relay: { baseUrl: plan.target.main.baseUrl, protocol: plan.target.main.protocol } }),
    ...(plan.target.main.baseUrl === main.baseUrl || choice.profile?.saved.roles === undefined
      ? {}
      : { roles: rolesFor(agent, choice.profile.saved.roles) }),
    key: sourceOf(key),
    ...(policies.length === 0 ? {} : { policies: policies.map(rulesIn) }),
    ...(plan.mcp === undefined ? {} : { mcp: plan.mcp }),
    ...(worktree === undefined
      ? {}
      : { worktree: { path: worktree.path, branch: worktree.branch, exists: worktree.exists } }),
    argv: [installation.command, ...installation.prefix, ...plan.args],
    environment: {
      set: Object.fromEntries(Object.entries(plan.set).map(([name, setting]) => [name, shown(setting)])),
      removed: removed(plan, system.host),
    },
    pipes: (plan.pipes ?? []).map(({ descriptor, content }) => ({ descriptor, content: shownContent(content) })),
    files: (plan.files ?? []).map(({ path, content }) => ({
      path,
      change: system.files.mtime(path) === undefined ? diffOf(path, content()) : '',
    })),
    notes: [...(plan.notes ?? []), ...(plan.details ?? [])],
    checks: results,
  };
}

function shown(setting: VariableValue): string {
  return isSecretText(setting) ? mask(setting) : JSON.stringify(masked(setting.over));
}

function shownContent(content: Pipe['content']): string {
  return isSecretText(content) ? mask(content) : JSON.stringify(masked(content.json));
}

function masked(json: SecretJson): unknown {
  if (json instanceof Secret) return mask(json);
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map((item: SecretJson) => masked(item));
  if ('joined' in json && json.joined === true) return mask(json.text as SecretText);
  return Object.fromEntries(
    Object.entries(json as Record<string, SecretJson>).map(([name, value]) => [name, masked(value)]),
  );
}

/** All of it is new: such a file is never changed, only made under another name. */
function diffOf(path: string, text: string): string {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return [
    `--- /dev/null`,
    `+++ ${ownSeparators(path)}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ].join('\n');
}
