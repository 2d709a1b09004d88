import { isId } from '../models/catalogue.ts';
import { Failure } from '../failure.ts';
import { moveUse } from '../profiles/last-used.ts';
import { checkName, type Config, type Profile } from '../profiles/profile.ts';
import { refuseFaulty, unknownProfile } from '../options/resolve-gateway.ts';
import type { System } from '../system/system.ts';
import { clean, quote } from '../text.ts';
import { align, drawSection, paint } from '../view.ts';
import { wrap } from '../wrap.ts';
import { describeProfile, modelWords, roleRows } from './profile/about.ts';
import { say, tell } from '../say.ts';

export function profileList(options: { readonly json: boolean }, system: System): number {
  const config = system.profiles.read();
  const rows = Object.entries(config.profiles).map(([name, profile]) => ({
    name,
    profile,
    current: name === config.current,
    ...describeProfile(name, profile, system),
  }));
  for (const { where, why } of system.profiles.faults()) {
    tell(`${system.profiles.path}: ${clean(where)} ${why}, so it is left out.`, system);
  }
  if (options.json) {
    const profiles = rows.map(({ name, current, profile, about }) => ({ name, current, ...profile, ...about }));
    system.stdout.write(`${JSON.stringify({ schemaVersion: 1, profiles }, null, 2)}\n`);
    return 0;
  }
  if (rows.length === 0) {
    say('No profile is saved yet. Make one: jetway, or jetway login', system);
    return 0;
  }
  const { stdout } = system;
  const lines = align(
    rows.map(({ current, name, shown }) => [current ? '*' : ' ', name, ...shown.gateway.map((text) => clean(text))]),
  );
  for (const [index, { profile, shown }] of rows.entries()) {
    const from = profile.source === undefined ? [] : [`published at ${new URL(profile.source.url).host}`];
    const more = [modelWords(profile) ?? 'no model yet', shown.key, shown.used, ...from].join(' · ');
    const below = wrap(more, stdout.columns - 3).map((line) => `   ${paint(stdout).dim(line)}\n`);
    stdout.write(`${lines[index]}\n${below.join('')}`);
  }
  return 0;
}

export function profileShow(name: string | undefined, options: { readonly json: boolean }, system: System): number {
  const config = system.profiles.read();
  const wanted = nameOf(config, name);
  const profile = profileOf(system, wanted, config);
  const { about, shown: told } = describeProfile(wanted, profile, system);
  if (options.json) {
    system.stdout.write(`${JSON.stringify({ schemaVersion: 1, name: wanted, ...profile, ...about }, null, 2)}\n`);
    return 0;
  }
  const rows: readonly (readonly [string, string])[] = [
    ['gateway', told.gateway[0]],
    ['address', told.gateway[1]],
    ...Object.entries(profile.settings),
    ...Object.entries(profile.models).map(([agent, model]) => [`${agent} model`, model] as const),
    ...Object.entries(profile.smallModels ?? {}).map(([agent, model]) => [`${agent} small model`, model] as const),
    ...(profile.preferredModels === undefined
      ? []
      : [['preferred models', profile.preferredModels.join(', ')] as const]),
    ...roleRows(profile.roles ?? {}).map(([role, model]) => [`model for ${role}`, model] as const),
    ...(profile.keyCommand === undefined ? [] : [['key command', profile.keyCommand.join(' ')] as const]),
    ...(profile.keyVariable === undefined ? [] : [['key variable', profile.keyVariable] as const]),
    ...Object.entries(profile.tags ?? {}).map((tag) => ['tag', tag.join('=')] as const),
    ...sourceRows(profile),
    ['key', told.key.replace('key: ', '')],
    ['last used', told.used.replace('used ', '')],
  ];
  const shown = rows.map(([label, text]) => [clean(label), clean(text, 1000)] as const);
  system.stdout.write(drawSection(paint(system.stdout).bold(wanted), shown, system.stdout));
  return 0;
}

function sourceRows({ source }: Profile): readonly (readonly [string, string])[] {
  if (source === undefined) return [];
  return [
    ['published at', source.url],
    ['agreed to', source.at.slice(0, 10)],
    // Whole it would not fit beside the names of the rows; --json has it.
    ['its sha256', `${source.sha256.slice(0, 32)}…`],
  ];
}

export async function profileUse(name: string, system: System): Promise<number> {
  profileOf(system, name);
  await system.profiles.change((config) => ({ ...config, current: name }));
  say(`The profile in use is now ${name}.`, system);
  return 0;
}

/** Replaces what was preferred. Throws `usage` for a name that could be no model's, and where none is given. */
export async function profilePrefer(
  models: readonly string[],
  options: { readonly profile?: string; readonly none: boolean },
  system: System,
): Promise<number> {
  if (options.none === models.length > 0) {
    throw new Failure(
      'usage',
      options.none ? 'Models and --none contradict each other.' : 'No model is named.',
      'Name them in the order to be listed: jetway profile prefer <model…>, or --none to prefer none',
    );
  }
  // As in the lists of gateways: printed as it stands, one a line.
  const wrong = models.find((id) => !isId(id));
  if (wrong !== undefined) {
    throw new Failure('usage', `${quote(wrong)} is no model's id.`, 'See which there are: jetway list-models');
  }
  const name = nameOf(system.profiles.read(), options.profile);
  profileOf(system, name);
  await system.profiles.change((config) => {
    const { preferredModels: _before, ...profile } = profileOf(system, name, config);
    const preferred = options.none ? {} : { preferredModels: [...new Set(models)] };
    return { ...config, profiles: { ...config.profiles, [name]: { ...profile, ...preferred } } };
  });
  const ids = [...new Set(models)].join(', ');
  say(`Profile ${name} prefers ${options.none ? 'no models' : ids} now.`, system);
  return 0;
}

export async function profileRename(name: string, to: string, system: System): Promise<number> {
  const { profiles } = system.profiles.read();
  profileOf(system, name);
  if (Object.hasOwn(profiles, to)) {
    throw new Failure('usage', `There is a profile ${to} already.`, `Remove it first: jetway profile remove ${to}`);
  }
  checkName(to);
  await system.profiles.change((config) => ({
    ...config,
    ...(config.current === name ? { current: to } : {}),
    profiles: Object.fromEntries(
      Object.entries(config.profiles).map(([key, profile]) => [key === name ? to : key, profile]),
    ),
  }));
  moveUse(name, to, system);
  say(`Profile ${name} is called ${to} now.`, system);
  return 0;
}

/**
 * The keys stay: another profile may use them. `jetway logout` forgets those. The next one takes the place of the current.
 * One that can't be used can be removed all the same.
 */
export async function profileRemove(given: string | undefined, system: System): Promise<number> {
  if (given === undefined)
    throw new Failure('usage', 'No profile is named.', 'Name it, or where it came from: --source <url>');
  const name = given;
  if (!system.profiles.faults().some(({ profile }) => profile === name)) profileOf(system, name);
  let next: string | undefined;
  await system.profiles.change(({ current, ...config }) => {
    const profiles = Object.fromEntries(Object.entries(config.profiles).filter(([key]) => key !== name));
    next = current === undefined || current === name ? Object.keys(profiles)[0] : undefined;
    const now = next ?? (current === name ? undefined : current);
    return withoutLeft({ ...config, profiles, ...(now === undefined ? {} : { current: now }) });
  }, name);
  say(`Profile ${clean(name)} is removed; its keys stay: jetway logout forgets those.`, system);
  if (next !== undefined) say(`The profile in use is now ${next}.`, system);
  return 0;
}

/** Without what was agreed to of sources that no profile is left of. */
function withoutLeft(config: Config): Config {
  const { published = {}, ...rest } = config;
  const sources = new Set(Object.values(config.profiles).map(({ source }) => source?.url));
  const kept = Object.entries(published).filter(([url]) => sources.has(url));
  return kept.length === 0 ? rest : { ...rest, published: Object.fromEntries(kept) };
}

/** The profile in use where none is named. */
export function nameOf(config: Config, name: string | undefined): string {
  const wanted = name ?? config.current;
  if (wanted !== undefined) return wanted;
  const names = Object.keys(config.profiles);
  if (names.length > 0) {
    throw new Failure('configuration', 'No profile is in use.', `Choose one: jetway profile use ${names.join(' | ')}`);
  }
  throw new Failure('configuration', 'No profile is saved yet.', 'Make one: jetway, or jetway login');
}

export function profileOf(system: System, name: string, config: Config = system.profiles.read()): Profile {
  const profile = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
  if (profile !== undefined) return profile;
  refuseFaulty(name, system);
  throw unknownProfile(name, config);
}
