import { didYouMean } from '../nearest.ts';
import type { Choice, Options } from './options.ts';
import { Failure } from '../failure.ts';
import type { Answers, Gateway } from '../gateways/gateway.ts';
import { findGateway, gateways } from '../gateways/index.ts';
import { admitFlags, admitGateway } from '../policy/enforce.ts';
import { machinePolicies, withPublished } from '../policy/policies.ts';
import type { Policies } from '../policy/policy.ts';
import { checkName, type Config, type Profile } from '../profiles/profile.ts';
import { ask } from '../net/gateway-client.ts';
import { leaveFailure } from '../lazy.ts';
import { refuseUnverified } from '../net/verified.ts';
import { readAnswers } from './parse-settings.ts';
import { valueOf, values } from './precedence.ts';
import { resolveSettings } from './resolve-settings.ts';
import type { System } from '../system/system.ts';
import { clean, quote } from '../text.ts';

/**
 * The gateway and its settings, as `resolveAnyGateway` has them, where this machine's policy and the profile's admit it.
 * Throws as that does, and `configuration` for another one, and where no certificate would be looked at.
 */
export async function resolveGateway(options: Options, system: System): Promise<Choice> {
  return resolveAdmitted(machinePolicies(system), options, system);
}

/** The same by this machine's policy, which was read already. */
export async function resolveAdmitted(machine: Policies, options: Options, system: System): Promise<Choice> {
  const choice = await resolveAnyGateway(options, system);
  const policies = withPublished(machine, choice.profile?.saved, system);
  admitFlags(policies, options);
  admitGateway(policies, choice.connection.url);
  refuseUnverified(choice.connection.url, system.host);
  return choice;
}

/**
 * The gateway and its settings, from flags, profile, the gateway's variables, and where there is a terminal from
 * questions. Throws `usage` where something is missing and nobody can be asked, `configuration` for what can't be right.
 */
export async function resolveAnyGateway(options: Options, system: System): Promise<Choice> {
  const profile = chooseProfile(options, system);
  const saved = profile?.saved;
  let again = options.ask === true && system.canAsk;
  const said = valueOf(values.gateway({ options, saved: again ? undefined : saved }));
  let found = false;
  let gateway = said === undefined ? undefined : findGateway(said);
  if (gateway === undefined) {
    const picked = await askGateway(system, saved?.gateway);
    ({ gateway } = picked);
    again = true;
    found = picked.found;
  }
  const known = saved?.gateway === gateway.id ? saved.settings : {};
  const settled = await resolveSettings(gateway, known, { again, found }, options, system);
  const { typed } = settled;
  let { asked, answers } = settled;
  answers = withServer(gateway, answers, known);
  // Where what was found is going to be saved.
  if (settled.detectedBy !== undefined && (system.canAsk || options.create === true)) {
    const { tellServer } = await import('./which-server.ts');
    const picked = said === undefined && system.canAsk;
    const told = await tellServer(gateway, answers, { keys: settled.detectedBy, picked }, system);
    ({ answers } = told);
    if (told.instead !== undefined) {
      ({ gateway } = told.instead);
      const of = { ...options, settings: told.instead.settings };
      ({ answers, asked } = await resolveSettings(gateway, {}, { again: false, found: true }, of, system));
    }
  }
  return {
    ...(profile === undefined || saved?.gateway !== gateway.id ? {} : { profile }),
    gateway,
    answers,
    connection: gateway.connect(answers),
    asked: asked || again,
    ...(typed === undefined ? {} : { typed }),
  };
}

/** What the server was found to be counts at its own address, and at no other. */
function withServer(gateway: Gateway, answers: Answers, saved: Answers): Answers {
  const held = gateway.settings.find(({ recognised }) => recognised === true)?.id;
  const before = held === undefined ? undefined : saved[held];
  if (held === undefined || before === undefined || (answers[held] ?? before) !== before) return answers;
  const isSame = gateway.settings.every(({ id, address }) => address !== true || answers[id] === saved[id]);
  const { [held]: _other, ...rest } = answers;
  return isSame ? { ...rest, [held]: before } : rest;
}

/**
 * The profile in use: the named one, else one that leads where the project's file does, else the current one, unless
 * another kind of gateway is asked for. Throws `configuration` for a name that is not saved, save where the name is to be
 * made (`options.create`).
 */
export function chooseProfile(
  options: Options,
  system: System,
): { readonly name: string; readonly saved: Profile } | undefined {
  const config = system.profiles.read();
  const name = options.profile ?? matching(options, config) ?? config.current;
  if (name === undefined) return undefined;
  checkName(name);
  const saved = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
  if (saved === undefined) {
    if (options.gateway === undefined && options.create !== true) refuseFaulty(name, system);
    if (options.profile === undefined || options.gateway !== undefined || options.create === true) return undefined;
    throw unknownProfile(name, config);
  }
  const wanted = valueOf(values.gateway({ options, saved: undefined }));
  if (wanted !== undefined && findGateway(wanted).id !== saved.gateway) return undefined;
  return { name, saved };
}

/** The profile that has all that the project's file says of the gateway; the current one where several have. */
function matching({ project }: Options, { current, profiles }: Config): string | undefined {
  if (project?.gateway === undefined) return undefined;
  const wanted = Object.entries(readAnswers(findGateway(project.gateway), project.settings));
  const fits = ({ gateway, settings }: Profile): boolean =>
    gateway === project.gateway && wanted.every(([id, value]) => settings[id] === value);
  const fitting = Object.keys(profiles).filter((name) => fits(profiles[name] as Profile));
  return fitting.find((name) => name === current) ?? fitting[0];
}

/** The profile that what is learned now may be kept in: not one that leads elsewhere than the project's file, or was published to lead elsewhere. */
export function profileToChange(choice: Choice, { project }: Options): Choice {
  const isFixed = project?.gateway !== undefined || choice.profile?.saved.source !== undefined;
  if (!isFixed || profileInUse(choice, choice.profile) !== undefined) return choice;
  const { profile: _other, ...rest } = choice;
  return rest;
}

/** Throws `configuration` where the profile is there and can't be used. */
export function refuseFaulty(name: string, { profiles }: System): void {
  const fault = profiles.faults().find(({ profile }) => profile === name);
  if (fault === undefined) return;
  throw new Failure(
    'configuration',
    `${profiles.path}: ${fault.where} ${fault.why}.`,
    `Correct it there, or remove it: jetway profile remove ${clean(name)}`,
  );
}

export function unknownProfile(name: string, { profiles }: Config): Failure {
  return new Failure(
    'configuration',
    `There is no profile ${quote(name)}.`,
    `${didYouMean(name, Object.keys(profiles))}See which there are: jetway profile list`,
  );
}

/** Saves a profile and makes it the current one; what a project's file chose is not chosen for other folders. */
export async function keepProfile(name: string, profile: Profile, { project }: Options, system: System): Promise<void> {
  await system.profiles.change((config) => ({
    ...config,
    current: project?.gateway === undefined ? name : (config.current ?? name),
    profiles: { ...config.profiles, [name]: profile },
  }));
}

/** `found`: it is the one that answers on this machine, so that its address is known. */
async function askGateway(
  system: System,
  preselected: string | undefined,
): Promise<{ readonly gateway: Gateway; readonly found: boolean }> {
  if (!system.canAsk) {
    throw new Failure(
      'usage',
      'No gateway is chosen.',
      `Give --gateway ${gateways.map((gateway) => gateway.id).join(' | ')}, or save one: jetway login --gateway …`,
    );
  }
  const { env } = system.host;
  const hinted = gateways.filter((gateway) => gateway.keyVariables.some((name) => (env[name] ?? '') !== ''));
  const here = await foundHere(system.http);
  const rank = (gateway: Gateway): number => (here.has(gateway) ? 0 : hinted.includes(gateway) ? 1 : 2);
  const isNear = here.size > 0 || hinted.length > 0;
  const sorted = gateways.toSorted((a, b) => rank(a) - rank(b));
  const id = await system.prompts.select(
    'Which gateway?',
    [
      ...sorted.map((gateway) => ({
        value: gateway.id,
        name: here.has(gateway) ? `${gateway.name}, on this machine` : gateway.name,
        ...(isNear && rank(gateway) < 2 ? { group: 'found here' } : isNear ? { group: 'others' } : {}),
      })),
      ...sorted
        .filter((gateway) => here.has(gateway))
        .map(({ id: own, name }) => ({
          value: `${own}${elsewhere}`,
          name: `${name}, at another address`,
          group: 'others',
        })),
    ],
    preselected ?? hinted[0]?.id,
  );
  const gateway = findGateway(id.replace(elsewhere, ''));
  return { gateway, found: here.has(gateway) && !id.endsWith(elsewhere) };
}

/** Behind the id of one that answers on this machine, for another of its kind. */
const elsewhere = ' elsewhere';

/** The gateways that answer on this machine. Asked side by side, and of loopback alone. */
async function foundHere(http: System['http']): Promise<ReadonlySet<Gateway>> {
  const answers = await Promise.all(
    gateways.map(async (gateway) => {
      const { localProbe } = gateway;
      const asked =
        localProbe === undefined ? undefined : await ask(localProbe, new Map(), http, patience).catch(leaveFailure);
      return asked?.answer === true ? [gateway] : [];
    }),
  );
  return new Set(answers.flat());
}

/** What runs on this machine answers at once, and nobody waits for what does not. Milliseconds. */
const patience = 150;

/** The name of a profile, unless a flag or a variable takes this launch to another place than it names. */
export function profileInUse({ answers }: Choice, profile: Choice['profile']): string | undefined {
  const settings = Object.entries(profile?.saved.settings ?? {});
  return settings.every(([id, value]) => answers[id] === value) ? profile?.name : undefined;
}
