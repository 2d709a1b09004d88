import { Failure } from '../failure.ts';
import type { Answers, Gateway } from '../gateways/gateway.ts';
import { findGateway, gateways } from '../gateways/index.ts';
import type { Management } from '../gateways/management.ts';
import { words } from '../keys/key-command.ts';
import type { Keys } from '../keys/secret.ts';
import { findKey, otherSources, type FoundKey, type KeyPlaces } from '../keys/sources.ts';
import { refuseUnverified } from '../net/verified.ts';
import { admitGateway } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import type { System } from '../system/system.ts';
import type { Options } from './options.ts';
import { valueOf, values } from './precedence.ts';
import { chooseProfile } from './resolve-gateway.ts';
import { resolveSettings } from './resolve-settings.ts';

/** A gateway that can be managed, and the key for that. */
export interface Managed {
  readonly gateway: Gateway;
  readonly answers: Answers;
  readonly management: Management;
  /** As headers carry it. */
  readonly keys: Keys;
  /** As it was given. */
  readonly value?: string;
}

/**
 * What is managed of the gateway in use, over which API, and with which key. Throws `usage` where no gateway is chosen or a
 * setting is missing and nobody can be asked, `configuration` for a gateway that has no such API or that this machine's
 * policy does not admit, `credential` where a place that is to have the key has none.
 */
export async function resolveManagement(options: Options, system: System): Promise<Managed> {
  const found = await findManagement(options, system);
  const { gateway, management } = found;
  admitGateway(policiesOf(chooseProfile(options, system)?.saved, system), management.url);
  refuseUnverified(management.url, system.host);
  const key = await managementKey(gateway, management, options, system);
  if (key === undefined) return { ...found, keys: new Map() };
  const carried = management.carried?.(key.value) ?? key.value;
  system.hide(carried);
  return { ...found, value: key.value, keys: new Map([[management.account, carried]]) };
}

/** The same without a key: nothing is asked of anybody. */
export async function findManagement(options: Options, system: System): Promise<Omit<Managed, 'keys' | 'value'>> {
  const saved = chooseProfile(options, system)?.saved;
  const id = valueOf(values.gateway({ options, saved }));
  if (id === undefined) {
    const able = gateways.filter(({ managed }) => managed !== undefined).map((one) => one.id);
    throw new Failure('usage', 'No gateway is chosen.', `Give --gateway ${able.join(' | ')}, or a --profile`);
  }
  const gateway = findGateway(id);
  const { managed } = gateway;
  if (managed === undefined) throw unmanageable(gateway);
  const { needs } = managed;
  const wanted: Gateway = {
    ...gateway,
    settings: [...gateway.settings, ...(managed.settings ?? [])],
    missing: (answers) => {
      const all = gateway.missing(answers);
      return needs === undefined ? all : all.filter((setting) => needs.includes(setting.id));
    },
  };
  const known = saved?.gateway === gateway.id ? saved.settings : {};
  const { answers } = await resolveSettings(wanted, known, { again: false, found: false }, options, system);
  return { gateway, answers, management: await managed.connect(answers) };
}

export function unmanageable({ name }: Gateway): Failure {
  return new Failure('configuration', `${name} has no API for this that Jetway knows.`, 'Use its own pages.');
}

/** A `credential` Failure for a missing management key. */
export function noManagementKey({ gateway, management }: Pick<Managed, 'gateway' | 'management'>): Failure {
  return new Failure(
    'credential',
    `There is no management key for ${management.url}.`,
    `Store one: jetway login --management --gateway ${gateway.id}, or use JETWAY_MANAGEMENT_KEY, --key-command or --key-stdin. ${management.where}`,
  );
}

/** The key to manage with, from wherever it comes; a session's own only where the gateway has no other kind. */
async function managementKey(
  gateway: Gateway,
  { account, variables, session }: Management,
  options: Options,
  system: System,
): Promise<FoundKey | undefined> {
  const places: KeyPlaces = {
    what: `management key of ${gateway.name}`,
    account,
    stdin: options.keyStdin === true,
    ...(options.keyCommand === undefined
      ? {}
      : { command: { words: words(options.keyCommand, system.host.platform), saved: false } }),
    variables: ['JETWAY_MANAGEMENT_KEY', ...(session === undefined ? [] : ['JETWAY_API_KEY']), ...variables],
    hint: `Store it again: jetway login --management, or use ${otherSources.replace('API', 'MANAGEMENT')}`,
  };
  const found = await findKey(places, system);
  if (found !== undefined || session?.account === undefined) return found;
  return findKey({ what: `key of ${gateway.name}`, account: session.account, stdin: false, variables: [] }, system);
}
