import { launcherIds } from '../../import/index.ts';
import { agents } from '../../agents/index.ts';
import { checks } from '../../doctor/checks/index.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import { findGateway, gateways } from '../../gateways/index.ts';
import { leaveFailure } from '../../lazy.ts';
import { orders } from '../../models/catalogue.ts';
import { keptIds } from '../../models/catalogue-cache.ts';
import { flagNamed, launchFlags, takesValue, type Completes, type Flag } from '../../options/flags.ts';
import type { Profile } from '../../profiles/profile.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { shells } from '../completion.ts';
import type { Row } from '../row.ts';

/** A word to offer, and what it is. */
interface Offer {
  readonly word: string;
  readonly about?: string;
}

/**
 * Prints what a shell may offer for the last of the words behind `jetway`: one a line, a tab, and what it is. Asks nobody:
 * profiles and model lists are those on this disk. Prints nothing where the words are an agent's own, or can't be read.
 */
export async function complete(words: readonly string[], rows: readonly Row[], system: System): Promise<number> {
  const typed = words.at(-1) ?? '';
  const offers = await offersFor(words.slice(0, -1), typed, rows, system);
  const lines = offers
    .filter(({ word }) => word.startsWith(typed) && clean(word, word.length) === word)
    .map(({ word, about }) => `${word}${about === undefined || about === '' ? '' : `\t${clean(about)}`}\n`);
  system.stdout.write(lines.join(''));
  return 0;
}

/** Where the line stands: the flags that fit there, the words before that are no flags, and who reads on. */
interface Place {
  readonly flags: readonly Flag[];
  readonly row?: Row;
  /** Behind the command's own words. */
  readonly args: readonly string[];
  readonly isAgents: boolean;
}

async function offersFor(
  before: readonly string[],
  typed: string,
  rows: readonly Row[],
  system: System,
): Promise<readonly Offer[]> {
  const place = placeOf(before, rows);
  if (place.isAgents) return [];
  const inline = /^(--[a-z-]+)=/.exec(typed)?.[1];
  if (inline !== undefined) {
    const flag = flagNamed(place.flags, inline);
    return (await offersOf(flag?.completes, before, system)).map((offer) => ({
      ...offer,
      word: `${inline}=${offer.word}`,
    }));
  }
  const last = flagNamed(place.flags, before.at(-1) ?? '');
  if (takesValue(last)) return offersOf(last?.completes, before, system);
  if (typed.startsWith('-')) return [...place.flags, helpFlag].flatMap(spellings);
  if (place.row !== undefined) {
    const takesMore = place.args.length === 0 || /\.\.\.\]$/.test(place.row.syntax);
    return takesMore ? offersOf(place.row.completes, before, system) : [];
  }
  return place.args.length > 0 ? subcommandsOf(place.args, rows) : commandsOf(rows);
}

const helpFlag: Flag = { syntax: '-h, --help', about: 'display help' };

function placeOf(before: readonly string[], rows: readonly Row[]): Place {
  const words: string[] = [];
  let flags: readonly Flag[] = launchFlags;
  let row: Row | undefined;
  let group = 0;
  for (let index = 0; index < before.length; index += 1) {
    const word = before[index] ?? '';
    if (word === '--') return { flags, args: words, isAgents: true, ...(row === undefined ? {} : { row }) };
    if (word.startsWith('-')) {
      if (takesValue(flagNamed(flags, word))) index += 1;
      continue;
    }
    words.push(word);
    if (row === undefined && words.length === 1 && agents.some(({ id }) => id === word)) {
      return { flags, args: words, isAgents: true };
    }
    row ??= rows.find(
      ({ syntax: spelled, alias }) => namesOf(spelled) === words.join(' ') || alias === words.join(' '),
    );
    if (row !== undefined && group === 0) {
      flags = row.flags;
      group = words.length;
    }
    if (row?.passesOn === true && words.length > group) return { flags, row, args: words, isAgents: true };
  }
  return { flags, args: words.slice(group), isAgents: false, ...(row === undefined ? {} : { row }) };
}

/** `profile use` of `profile use <name>`. */
function namesOf(words: string): string {
  return words.replace(/ [<[].*$/, '');
}

function spellings({ syntax, about }: Flag): readonly Offer[] {
  return (syntax.match(/(?<![\w-])--?[a-z][a-z-]*/gi) ?? []).map((word) => ({ word, about }));
}

function commandsOf(rows: readonly Row[]): readonly Offer[] {
  const named = rows
    .filter(({ hidden }) => hidden !== true)
    .map(({ syntax, about }) => {
      const [first = '', ...more] = namesOf(syntax).split(' ');
      return { word: first, about: more.length === 0 ? about : '' };
    });
  return [
    ...agents.map(({ id, name }) => ({ word: id, about: `launch ${name}` })),
    ...named.filter(({ word }, index) => named.findIndex((one) => one.word === word) === index),
  ];
}

/** What may stand behind the words of a group, which may have groups of its own. */
function subcommandsOf(groups: readonly string[], rows: readonly Row[]): readonly Offer[] {
  const offers = rows.flatMap(({ syntax, about }) => {
    const spelled = namesOf(syntax).split(' ');
    const word = spelled[groups.length];
    if (word === undefined || groups.some((group, index) => spelled[index] !== group)) return [];
    return [{ word, ...(spelled.length > groups.length + 1 ? {} : { about }) }];
  });
  return offers.filter(({ word }, index) => offers.findIndex((one) => one.word === word) === index);
}

/** The values of a kind, those that have to be loaded too. */
async function offersOf(
  kind: Completes | undefined,
  before: readonly string[],
  system: System,
): Promise<readonly Offer[]> {
  if (kind !== 'managed-settings') return valuesOf(kind, before, system);
  const fields = (await gatewayOf(before, system)?.managed?.fields?.()) ?? [];
  return fields.map(({ id, takes }) => ({ word: `${id}=`, about: takes }));
}

function valuesOf(
  kind: Exclude<Completes, 'managed-settings'> | undefined,
  before: readonly string[],
  system: System,
): readonly Offer[] {
  const words = (list: readonly string[]): readonly Offer[] => list.map((word) => ({ word }));
  switch (kind) {
    case undefined:
      return [];
    case 'agents':
      return agents.map(({ id, name }) => ({ word: id, about: name }));
    case 'checks':
      return checks.map(({ id, title }) => ({ word: id, about: title }));
    case 'launchers':
      return words(launcherIds);
    case 'gateways':
      return gateways.map(({ id, name }) => ({ word: id, about: name }));
    case 'models':
      return words(modelsOf(chosen(before, system), system));
    case 'orders':
      return words(orders);
    case 'profiles':
      return Object.entries(saved(system)).map(([name, { gateway }]) => ({ word: name, about: gateway }));
    case 'settings': {
      const gateway = gatewayOf(before, system);
      return gateway?.settings.map(({ id, question }) => ({ word: `${id}=`, about: question })) ?? [];
    }
    case 'shells':
      return words(shells);
    case 'subjects':
      return [...valuesOf('agents', before, system), { word: 'gateway', about: 'the gateway alone' }];
    case 'stores':
      return words(['keyring', 'file']);
  }
}

/** The gateway that the line names, else the profile's. */
function gatewayOf(before: readonly string[], system: System): Gateway | undefined {
  const named = valueBehind('--gateway', before) ?? chosen(before, system)?.gateway;
  return gateways.find(({ id, aliases }) => id === named || aliases.includes(named ?? ''));
}

function saved(system: System): Readonly<Record<string, Profile>> {
  return quietly(() => system.profiles.read().profiles) ?? {};
}

/** The profile that the line names, else the one in use. */
function chosen(before: readonly string[], system: System): Profile | undefined {
  const name =
    valueBehind('--profile', before) ??
    system.host.env['JETWAY_PROFILE'] ??
    quietly(() => system.profiles.read().current);
  const profiles = saved(system);
  return name !== undefined && Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}

/** What the profile prefers and had of late, then what its gateway listed when it was last asked. */
function modelsOf(profile: Profile | undefined, system: System): readonly string[] {
  if (profile === undefined) return [];
  const { preferredModels = [], recentModels = [], models } = profile;
  const kept = quietly(() => keptIds(findGateway(profile.gateway).connect(profile.settings), system)) ?? [];
  return [...new Set([...preferredModels, ...recentModels, ...Object.values(models), ...kept])];
}

function valueBehind(flag: string, words: readonly string[]): string | undefined {
  const place = words.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[place];
  return word === flag ? words[place + 1] : word?.slice(flag.length + 1);
}

/** A shell that asks in the middle of a line is told nothing of what went wrong. */
function quietly<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    return leaveFailure(error);
  }
}
