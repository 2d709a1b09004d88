import { Failure } from '../failure.ts';
import type { LaunchOptions, SessionOptions } from '../options/options.ts';
import { clean } from '../text.ts';
import { forbiddable } from './forbidden-flags.ts';
import type { Policy } from './policy.ts';

/** Throws a `configuration` Failure where the policy does not admit the gateway at this address: before it is asked anything. */
export function admitGateway(policy: Policy | undefined, url: string): void {
  const { gateways } = policy ?? {};
  if (policy === undefined || gateways === undefined || gateways.includes(new URL(url).origin)) return;
  throw refused(policy, `the gateway ${new URL(url).origin}`, gateways);
}

/** Throws a `configuration` Failure for an agent, and for whatever `admitSession` refuses. */
export function admitLaunch(policy: Policy | undefined, agent: string, options: LaunchOptions): void {
  if (policy?.agents?.includes(agent) === false) throw refused(policy, agent, policy.agents);
  admitSession(policy, options);
}

/** Throws a `configuration` Failure for a flag or missing attribution that the policy does not admit. */
export function admitSession(policy: Policy | undefined, options: Partial<LaunchOptions> & SessionOptions): void {
  if (policy === undefined) return;
  const flag = policy.forbiddenFlags?.find((one) => forbiddable[one](options));
  if (flag !== undefined) throw refused(policy, flag, []);
  if (policy.attribution === undefined) return;
  if (!options.attribution) throw refused(policy, '--no-attribution', []);
  const given = new Set(options.tags.filter((tag) => /=./.test(tag)).map((tag) => tag.split('=', 1)[0]));
  const missing = policy.attribution.tags.find((tag) => !given.has(tag));
  if (missing === undefined) return;
  throw new Failure(
    'configuration',
    `The policy in ${policy.path} wants each session tagged with ${missing}.`,
    `Give it: --tag ${missing}=…, or JETWAY_TAG=${missing}=…`,
  );
}

/** Throws a `model` Failure for the first of these that the policy does not admit. */
export function admitModels(policy: Policy | undefined, models: readonly string[]): void {
  const wrong = models.find((model) => !isAdmitted(policy, model));
  if (policy === undefined || wrong === undefined) return;
  const { message } = refused(policy, `the model ${clean(wrong)}`, policy.models ?? []);
  throw new Failure('model', message, 'Choose another with --model, or ask the administrator.');
}

/** Whether the policy admits the model. */
export function isAdmitted(policy: Policy | undefined, model: string): boolean {
  return policy?.models?.some((pattern) => fits(pattern, model)) ?? true;
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
