import { findAgent } from '../../agents/index.ts';
import { Failure } from '../../failure.ts';
import { findGateway } from '../../gateways/index.ts';
import { readTtl } from '../../keys/expiring-key.ts';
import { fixedCommand, words as splitWords } from '../../keys/key-command.ts';
import { accountOf, withSettings } from '../../keys/keys.ts';
import { didYouMean } from '../../nearest.ts';
import { relayModes, type Choice, type Options } from '../../options/options.ts';
import { readAnswers } from '../../options/parse-settings.ts';
import { resolveGateway } from '../../options/resolve-gateway.ts';
import { admitFlags } from '../../policy/enforce.ts';
import { machinePolicies } from '../../policy/policies.ts';
import { isVariable } from '../../keys/hiding.ts';
import { checkName, type Profile } from '../../profiles/profile.ts';
import { refusePublished } from '../../profiles/refuse-published.ts';
import { readBudget } from '../../relay/budget.ts';
import type { System } from '../../system/system.ts';
import { quote } from '../../text.ts';
import { nameOf, profileOf } from '../profile.ts';
import { describeProfile } from './about.ts';
import { say } from '../../say.ts';

/** Makes a profile, from flags, variables and questions; no key is asked for. Throws `usage` for a name that is taken. */
export async function profileCreate(name: string, options: Options, system: System): Promise<number> {
  checkName(name);
  if (Object.hasOwn(system.profiles.read().profiles, name)) {
    throw new Failure('usage', `There is a profile ${name} already.`, `Change it: jetway profile edit ${name}`);
  }
  const choice = await resolveGateway({ ...options, profile: name, create: true }, system);
  const inUse = await put(name, { ...withSettings(choice), ...commandOf(options, system) }, system);
  tell(name, 'made', inUse, choice, system);
  return 0;
}

/**
 * Asks what is saved in a profile again, or takes what the flags say in its place. A key that was for another address is
 * not taken along. Throws `usage` where there are neither flags nor somebody to ask.
 */
export async function profileEdit(name: string | undefined, options: Options, system: System): Promise<number> {
  const config = system.profiles.read();
  const wanted = nameOf(config, name);
  const before = profileOf(system, wanted, config);
  const isCommand =
    options.gateway === undefined && Object.keys(options.settings).length === 0 && options.keyCommand !== undefined;
  if (!isCommand) refusePublished(wanted, before, 'gateway and settings');
  const isGiven =
    Object.keys(options.settings).length > 0 || options.gateway !== undefined || options.keyCommand !== undefined;
  if (!isGiven && !system.canAsk) {
    throw new Failure(
      'usage',
      'Nothing is given to change, and there is nobody to ask.',
      `Name it: jetway profile set <field> <value>, or jetway profile edit ${wanted} --base-url <url>`,
    );
  }
  const choice = await resolveGateway({ ...options, profile: wanted, create: true, ask: !isGiven }, system);
  await put(wanted, { ...withSettings(choice), ...commandOf(options, system) }, system);
  tell(wanted, 'changed', true, choice, system);
  tellOfLoss(before, choice, wanted, system);
  return 0;
}

/**
 * Sets one field, or with `unset` takes it away. Throws `usage` for a field that is none and a value that it can't have,
 * `configuration` for what a policy forbids.
 */
export async function profileSet(
  field: string,
  values: readonly string[],
  options: { readonly profile?: string; readonly unset: boolean },
  system: System,
): Promise<number> {
  if (options.unset === values.length > 0) {
    const [what, hint] = options.unset
      ? ['A value and --unset contradict each other.', 'Leave one of them out.']
      : [`No value is given for ${quote(field)}.`, `Give one, or take it away: jetway profile set ${field} --unset`];
    throw new Failure('usage', what, hint);
  }
  const name = nameOf(system.profiles.read(), options.profile);
  const before = profileOf(system, name);
  // Told before anything is written; in the change it is done anew, on what is saved by then.
  const changed = changeOf(field, options.unset ? undefined : values, before, system);
  // By itself: what was saved before the policy came is refused where it is used.
  const empty = { gateway: before.gateway, settings: {}, models: {} };
  admitFlags(machinePolicies(system), {}, options.unset ? empty : changeOf(field, values, empty, system));
  const isOwn = /^(?:small-)?model\.|^(?:agent|key-ttl|key-command|key-variable|fallback)$/.test(field);
  if (!isOwn) refusePublished(name, before, field);
  await system.profiles.change((config) => {
    const now = changeOf(field, options.unset ? undefined : values, profileOf(system, name, config), system);
    return { ...config, profiles: { ...config.profiles, [name]: now } };
  });
  say(`Profile ${name}: ${field} is ${options.unset ? 'not set any more' : `${values.join(' ')} now`}.`, system);
  if (movesKey(before, changed)) say(`Its key was for another address: jetway login --profile ${name}`, system);
  return 0;
}

/** Makes or replaces it; the first of all is the one in use. Gives whether it is. */
async function put(name: string, profile: Profile, system: System): Promise<boolean> {
  let inUse = false;
  await system.profiles.change((config) => {
    const current = config.current ?? name;
    inUse = current === name;
    return { ...config, current, profiles: { ...config.profiles, [name]: profile } };
  });
  return inUse;
}

function tell(name: string, what: string, inUse: boolean, { gateway }: Choice, system: System): void {
  const { shown } = describeProfile(name, profileOf(system, name), system);
  say(`Profile ${name} is ${what}: ${shown.gateway.join(', ')}; ${shown.key}.`, system);
  if (!inUse) say(`Make it the one in use: jetway profile use ${name}`, system);
  if (shown.key === 'no key' && gateway.key !== 'unasked') say(`Store its key: jetway login --profile ${name}`, system);
}

function tellOfLoss(before: Profile, { gateway, answers }: Choice, name: string, system: System): void {
  if (before.gateway !== gateway.id) say('The models of the gateway before are forgotten.', system);
  if (!movesKey(before, { ...before, gateway: gateway.id, settings: answers })) return;
  say(`Its key was for another address: jetway login --profile ${name}`, system);
}

function movesKey(before: Profile, after: Profile): boolean {
  const account = ({ gateway, settings }: Profile): string | undefined => accountOf(findGateway(gateway), settings);
  return (
    (before.keyFrom ?? before.keyCommand ?? before.keyVariable) !== undefined && account(before) !== account(after)
  );
}

function commandOf({ keyCommand }: Options, { host }: System): Partial<Profile> {
  if (keyCommand === undefined) return {};
  return { keyCommand: fixedCommand(splitWords(keyCommand, host.platform), host), keyFrom: 'command' };
}

/** A field beside the gateway's own settings: what it makes of the words, once they are looked at. */
type Reader = (words: readonly string[], system: System) => unknown;

const one: Reader = ([word = '', ...more]) => {
  if (more.length === 0 && word !== '') return word;
  throw new Failure('usage', `${more.length + 1} values are too many.`, 'Give one; what has blanks in it in quotes.');
};

const checked =
  (check: (text: string) => unknown): Reader =>
  (words, system) => {
    const text = String(one(words, system));
    check(text);
    return text;
  };

/** Throws `usage` for what is no name of a variable: a key, say, which would be shown and kept as it stands. */
function checkVariable(text: string): void {
  if (isVariable(text)) return;
  throw new Failure(
    'usage',
    'The value of key-variable is no name of a variable.',
    'Name one: jetway profile set key-variable TEAM_KEY. A key has its own place: jetway login',
  );
}

const several: Reader = (words) => words.flatMap((word) => word.split(',')).filter(Boolean);

const fields: Readonly<Record<string, readonly [keyof Profile, Reader]>> = {
  agent: ['agent', checked(findAgent)],
  relay: [
    'relay',
    checked((text) => {
      if (relayModes.some((mode) => mode === text)) return;
      throw new Failure('usage', `relay can't be ${quote(text)}.`, `Use one of: ${relayModes.join(', ')}`);
    }),
  ],
  budget: ['budget', checked((text) => readBudget(text, 'budget'))],
  'budget-day': ['budgetDay', checked((text) => readBudget(text, 'budget-day'))],
  'allow-models': ['allowModels', several],
  fallback: ['fallback', several],
  'key-ttl': ['keyTtl', checked(readTtl)],
  'key-variable': ['keyVariable', checked(checkVariable)],
  'key-command': [
    'keyCommand',
    (words, { host }) => fixedCommand(words.length === 1 ? splitWords(words[0] ?? '', host.platform) : words, host),
  ],
};

/** A number before the model that a role is for. */
const numbered =
  (number: string, most: number): Reader =>
  ([word = '', model, ...more]) => {
    const limit = /^[\d_]+$/.test(word) ? Number(word.replaceAll('_', '')) : Number.NaN;
    if (limit >= 1 && limit <= most && model !== undefined && model !== '' && more.length === 0) {
      return { [number]: limit, model };
    }
    const [what, example] = number === 'over' ? ['per cent', 80] : ['tokens', 200_000];
    throw new Failure('usage', `A number of ${what} and a model are wanted.`, `For example: ${example} <model>`);
  };

type Roles = NonNullable<Profile['roles']>;

const roles: Readonly<Record<keyof Roles, Reader>> = {
  plan: one,
  subagent: one,
  long: numbered('from', Number.MAX_SAFE_INTEGER),
  cheap: numbered('over', 100),
};

function withRole(role: keyof Roles, words: readonly string[] | undefined, saved: Profile, system: System): Profile {
  const { roles: before = {}, ...profile } = saved;
  const { [role]: _former, ...others } = before;
  const now = words === undefined ? others : { ...others, [role]: roles[role](words, system) };
  return { ...profile, ...(Object.keys(now).length === 0 ? {} : { roles: now }) };
}

function changeOf(field: string, values: readonly string[] | undefined, saved: Profile, system: System): Profile {
  const [, kind, agent = ''] = /^(model|small-model)\.(.+)$/.exec(field) ?? [];
  if (kind !== undefined) {
    const key = kind === 'model' ? 'models' : 'smallModels';
    const { [findAgent(agent).id]: _before, ...others } = saved[key] ?? {};
    return { ...saved, [key]: values === undefined ? others : { ...others, [agent]: String(one(values, system)) } };
  }
  const role = /^roles\.(.+)$/.exec(field)?.[1];
  if (role !== undefined && Object.hasOwn(roles, role)) return withRole(role as keyof Roles, values, saved, system);
  const [name, read] = (Object.hasOwn(fields, field) ? fields[field] : undefined) ?? [];
  if (name !== undefined && read !== undefined) {
    const { [name]: _before, ...others } = saved;
    const origin = name === 'keyCommand' ? { keyFrom: values === undefined ? undefined : ('command' as const) } : {};
    return { ...others, ...(values === undefined ? {} : { [name]: read(values, system) }), ...origin } as Profile;
  }
  return withSetting(field, values, saved, system);
}

function withSetting(field: string, values: readonly string[] | undefined, saved: Profile, system: System): Profile {
  const gateway = findGateway(saved.gateway);
  const ids = gateway.settings.map(({ id }) => id);
  if (!ids.includes(field)) {
    const ofRoles = Object.keys(roles).map((role) => `roles.${role}`);
    const known = [...ids, ...Object.keys(fields), ...ofRoles, 'model.<agent>', 'small-model.<agent>'];
    throw new Failure(
      'usage',
      `A profile of ${gateway.name} has no field ${quote(field)}.`,
      `${didYouMean(field, known)}Its fields: ${known.join(', ')}`,
    );
  }
  const { [field]: _before, ...others } = saved.settings;
  const given = values === undefined ? {} : readAnswers(gateway, { [field]: String(one(values, system)) });
  const answers = { ...others, ...given };
  const connection = gateway.connect(answers);
  const name = 'any';
  return withSettings({ gateway, answers, connection, asked: true, profile: { name, saved } });
}
