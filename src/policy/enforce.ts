import { agents } from '../agents/index.ts';
import { Failure } from '../failure.ts';
import { facetsOf, sessionOf } from '../gateways/attribution.ts';
import type { Connection } from '../gateways/gateway.ts';
import type { LaunchOptions, SessionOptions } from '../options/options.ts';
import { tagsOf } from '../options/tags.ts';
import type { Profile } from '../profiles/profile.ts';
import { clean } from '../text.ts';
import { forbiddable } from './forbidden-flags.ts';
import type { Policies, Policy } from './policy.ts';

/** Throws a `configuration` Failure where a policy does not admit the gateway at this address: before it is asked anything. */
export function admitGateway(policies: Policies, url: string): void {
  for (const policy of policies) {
    const { gateways } = policy;
    if (gateways === undefined || gateways.includes(new URL(url).origin)) continue;
    throw refused(policy, `the gateway ${new URL(url).origin}`, gateways);
  }
}

/** Throws a `configuration` Failure for an agent that a policy does not admit, and for whatever `admitSession` refuses. */
export function admitLaunch(
  policies: Policies,
  agent: string,
  options: LaunchOptions,
  saved: Profile | undefined,
  connection?: Attributing,
): void {
  admitAgent(policies, agent);
  admitSession(policies, options, saved, connection);
}

/** Throws a `configuration` Failure for an agent that a policy does not admit. */
function admitAgent(policies: Policies, agent: string): void {
  const policy = ruling(policies, agent);
  if (policy !== undefined) throw refused(policy, agent, policy.agents ?? []);
}

/** Where a policy does not admit an agent, the sentence that says so, without its full stop. */
export function objectionTo(policies: Policies, agent: string): string | undefined {
  const policy = ruling(policies, agent);
  return policy && `the policy in ${policy.path} does not admit ${agent}`;
}

function ruling(policies: Policies, agent: string): Policy | undefined {
  return policies.find(({ agents: admitted }) => admitted?.includes(agent) === false);
}

/** Throws a `configuration` Failure for a command of the user's whose name is that of an agent which a policy does not admit. */
export function admitProgram(policies: Policies, command: string): void {
  const name = (command.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:exe|cmd|ps1)$/i, '');
  const agent = agents.find((one) => one.command === name);
  if (agent !== undefined) admitAgent(policies, agent.id);
}

/** Throws a `configuration` Failure for a flag that a policy does not admit; with `saved`, also for what that profile has of it. */
export function admitFlags(policies: Policies, options: Partial<LaunchOptions>, saved?: Profile): void {
  for (const policy of policies) {
    const flag = policy.forbiddenFlags?.find((one) => forbiddable[one](options, saved));
    if (flag === undefined) continue;
    const { message, hint } = refused(policy, flag, []);
    throw new Failure('configuration', message, `Leave it out; a variable or the profile may say it, too. ${hint}`);
  }
}

/**
 * Throws a `configuration` Failure for a flag or missing attribution that a policy does not admit. `saved`: the profile in
 * use. `connection`: absent while it is not chosen.
 */
export function admitSession(
  policies: Policies,
  options: Partial<LaunchOptions> & SessionOptions,
  saved: Profile | undefined,
  connection?: Attributing,
): void {
  admitFlags(policies, options, saved);
  if (connection !== undefined) admitAttributing(policies, connection);
  for (const policy of policies) {
    if (policy.attribution === undefined) continue;
    if (!options.attribution) throw refused(policy, '--no-attribution', []);
    // The tags are taken as the gateway is told them: an empty value, or a later tag without one, takes a tag away.
    const told = sessionOf({ session: '?', agent: '?', user: '?', project: '?', tags: tagsOf(options, saved) });
    const given = new Set(facetsOf(told).map(([name]) => name));
    const missing = policy.attribution.tags.find((tag) => !given.has(tag));
    if (missing === undefined) continue;
    throw new Failure(
      'configuration',
      `The policy in ${policy.path} wants each session tagged with ${missing}.`,
      `Give it: --tag ${missing}=…, or JETWAY_TAG=${missing}=…`,
    );
  }
}

/** What tells whether a gateway can be told of sessions. */
type Attributing = Pick<Connection, 'gateway' | 'attribution'>;

/** Throws a `configuration` Failure for a gateway that has no header for what a policy wants it to be told of each session. */
export function admitAttributing(policies: Policies, { gateway, attribution }: Attributing): void {
  const told = (session: string, tags: Readonly<Record<string, string>>): string =>
    JSON.stringify(attribution?.({ session, agent: 'a', tags }) ?? {});
  const bare = told('1', {});
  for (const { path, attribution: wanted } of policies) {
    if (wanted === undefined) continue;
    const what = told('2', {}) === bare ? 'sessions' : wanted.tags.find((tag) => told('1', { [tag]: '1' }) === bare);
    if (what === undefined) continue;
    throw new Failure(
      'configuration',
      `The policy in ${path} wants each session told to the gateway, and ${gateway.name} has no header for ${what === 'sessions' ? what : `tags, as ${what} is`}.`,
      'Use another gateway, or ask the administrator whether this one may go without',
    );
  }
}

/** Throws a `model` Failure for the first of these that a policy does not admit. */
export function admitModels(policies: Policies, models: readonly string[]): void {
  for (const policy of policies) {
    const wrong = models.find((model) => !isAdmitted([policy], model));
    if (wrong === undefined) continue;
    const { message } = refused(policy, `the model ${clean(wrong)}`, policy.models ?? []);
    throw new Failure('model', message, 'Choose another with --model, or ask the administrator.');
  }
}

/** Whether each policy admits the model. */
export function isAdmitted(policies: Policies, model: string): boolean {
  return policies.every(({ models }) => models?.some((pattern) => fits(pattern, model)) ?? true);
}

/**
 * Throws a `configuration` Failure where a rule could not be kept of what is to get the gateway's address and key, and go
 * there without a relay of Jetway's. `what`: begins the sentence. `lost`: which rules beside budgets nobody could keep there.
 */
export function admitUnrelayed(policies: Policies, what: string, lost: readonly ('attribution' | 'models')[]): void {
  for (const policy of policies) {
    const rule =
      policy.budget !== undefined
        ? 'sets a budget'
        : policy.attribution !== undefined && lost.includes('attribution')
          ? 'wants each session told to the gateway'
          : policy.models !== undefined && lost.includes('models')
            ? 'admits some models alone'
            : undefined;
    if (rule === undefined) continue;
    throw new Failure(
      'configuration',
      `${what} goes to the gateway by itself, and the policy in ${policy.path} ${rule}.`,
      'Have Jetway start it: jetway <agent>, or jetway relay -- <command>',
    );
  }
}

/** `*` stands for any characters; nothing else is special. Upper and lower case are one: gateways differ in them. */
export function fits(pattern: string, model: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = model.toLowerCase();
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  const last = rest.at(-1) ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest.slice(0, -1)) {
    const place = text.indexOf(part, from);
    if (place === -1 || place + part.length > text.length - last.length) return false;
    from = place + part.length;
  }
  return true;
}

function refused({ path }: Policy, what: string, admitted: readonly string[]): Failure {
  const list = admitted.length === 0 ? '' : ` It admits ${admitted.slice(0, 8).join(', ')}.`;
  return new Failure(
    'configuration',
    `The policy in ${path} does not admit ${what}.${list}`,
    'It is set by the administrator of this machine; see: jetway doctor --only policy',
  );
}
