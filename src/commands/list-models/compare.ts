import type { Model, Prices } from '../../models/catalogue.ts';
import type { Choice } from '../../options/options.ts';
import type { FoundKey } from '../../keys/sources.ts';
import { Failure } from '../../failure.ts';
import { requireKey, resolveKey } from '../../keys/keys.ts';
import { questionKeys } from '../../keys/request-keys.ts';
import { mayTranslate } from '../../launch/relay.ts';
import { modelData } from '../../models/data/data.ts';
import { resolveGateway } from '../../options/resolve-gateway.ts';
import type { Keys } from '../../keys/secret.ts';
import type { System } from '../../system/system.ts';
import { filterModels, queryModels, type QueriedModels } from './query.ts';
import { type ListOptions } from '../../options/options.ts';
import { match } from './match.ts';
import { sourceOf, type Source } from './report.ts';
import { drawComparison } from './side-by-side.ts';
import { tell } from '../../say.ts';

/** What `--compare --json` prints, and the tables are drawn from. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly priceUnit: 'USD per million tokens';
  readonly profiles: readonly [Side, Side];
  /** What both have, with other figures. */
  readonly different: readonly Difference[];
  /** How many both have with the same figures, as far as these are known. */
  readonly same: number;
}

export interface Side extends Source {
  readonly profile: string;
  /** The models that the other one has not. */
  readonly only: readonly Model[];
}

/** One model under its two ids, and each figure that differs; in the order of the profiles. */
export interface Difference {
  readonly ids: readonly [string, string];
  readonly contextWindow?: Two;
  readonly prices?: { readonly [Price in keyof Prices]?: Two };
}

type Two = readonly [number, number];

interface Asked extends QueriedModels {
  readonly profile: string;
  /** Complete, before any is left out. */
  readonly all: readonly Model[];
  readonly models: readonly Model[];
}

/**
 * Two profiles side by side; their gateways are asked at the same time. Throws `usage` for what could be of one gateway
 * only, `model` where neither has anything that matches, and with the profile in front what stops its list.
 */
export async function compareModels(names: readonly string[], options: ListOptions, system: System): Promise<number> {
  const profiles = profilesOf(names, options, system);
  const settled = await resolveBoth(profiles, system);
  const ask = async (index: 0 | 1): Promise<Asked> => {
    const { choice, keys } = settled[index];
    const asked = { ...options, translates: mayTranslate(choice, options) };
    const queried = await queryModels(choice.connection, keys, options, system).catch(within(profiles[index]));
    return { ...queried, ...(await filterModels(queried, true, asked, system)), profile: profiles[index] };
  };
  const comparison = compared(await Promise.all([ask(0), ask(1)]), system);
  if (options.json) system.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
  else system.stdout.write(drawComparison(comparison, system.stdout));
  return 0;
}

/** The two named, or the one in use and the one named. */
function profilesOf(
  names: readonly string[],
  { profile, keyStdin, keyCommand }: ListOptions,
  system: System,
): readonly [string, string] {
  if (keyStdin === true || keyCommand !== undefined) {
    throw new Failure(
      'usage',
      `${keyStdin === true ? '--key-stdin' : '--key-command'} gives one key, and two profiles are compared.`,
      'Store a key for each: jetway login --profile <name>',
    );
  }
  const current = profile ?? system.profiles.read().current;
  const [one, two, more] = names.length === 1 && current !== undefined ? [current, ...names] : names;
  if (one !== undefined && two !== undefined && more === undefined) return [one, two];
  throw new Failure(
    'usage',
    'Two profiles are compared.',
    'Name both: jetway list-models --compare <profile> <profile>',
  );
}

type Settled = Readonly<Record<0 | 1, { readonly choice: Choice; readonly keys: Keys }>>;

/** Each profile by its own sources: what `JETWAY_*` says is of one gateway, and its key goes to no other. */
async function resolveBoth(profiles: readonly [string, string], system: System): Promise<Settled> {
  const { env } = system.host;
  const given = Object.entries(env).filter(([name]) => !/^JETWAY_/i.test(name));
  const alone: System = { ...system, host: { ...system.host, env: Object.fromEntries(given) } };
  const choose = async (profile: string): Promise<Choice> => resolveGateway({ profile, settings: {} }, alone);
  const choices = [await choose(profiles[0]), await choose(profiles[1])] as const;
  const shared = choices[0].connection.account === choices[1].connection.account;
  if (!shared && (env['JETWAY_API_KEY'] ?? '') !== '') {
    tell('JETWAY_API_KEY is left out: it is the key of one gateway, and these are two', system);
  }
  // One after the other: a keyring or a command may ask its user something.
  const open = async (index: 0 | 1): Promise<Settled[0]> => {
    const choice = choices[index];
    const mine = shared ? system : alone;
    const key = await keyOf(choice, mine).catch(within(profiles[index]));
    return { choice, keys: await questionKeys(choice, key, { settings: {} }, mine) };
  };
  return [await open(0), await open(1)];
}

async function keyOf(choice: Choice, system: System): Promise<FoundKey | undefined> {
  const key = await resolveKey(choice, { settings: {} }, system);
  requireKey(choice, key);
  return key;
}

function within(profile: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Failure) throw new Failure(error.code, `${profile}: ${error.message}`, error.hint);
    throw error;
  };
}

function compared([left, right]: readonly [Asked, Asked], system: System): Comparison {
  if (left.models.length + right.models.length === 0) {
    throw new Failure(
      'model',
      'Neither has a model that matches.',
      'Compare all of them: jetway list-models --compare',
    );
  }
  const { find } = modelData(system);
  const { pairs, onlyLeft, onlyRight } = match(left.models, right.models, (id) => find(id)?.entry?.id);
  const different = pairs.flatMap((pair) => differenceOf(pair));
  return {
    schemaVersion: 1,
    priceUnit: 'USD per million tokens',
    profiles: [sideOf(left, onlyLeft, system), sideOf(right, onlyRight, system)],
    different,
    same: pairs.length - different.length,
  };
}

function sideOf(asked: Asked, only: readonly Model[], system: System): Side {
  return { profile: asked.profile, ...sourceOf(asked, asked.all.length, system), only };
}

const priceFields = ['input', 'output', 'cacheRead', 'cacheWrite'] as const;

/** None where nothing differs, or is not known on one side. */
function differenceOf([left, right]: readonly [Model, Model]): readonly Difference[] {
  const contextWindow = differing(left.contextWindow, right.contextWindow);
  const prices = priceFields.flatMap((field) => {
    const two = differing(left.prices?.[field], right.prices?.[field]);
    return two === undefined ? [] : [[field, two] as const];
  });
  if (contextWindow === undefined && prices.length === 0) return [];
  return [
    {
      ids: [left.id, right.id],
      ...(contextWindow === undefined ? {} : { contextWindow }),
      ...(prices.length === 0 ? {} : { prices: Object.fromEntries(prices) }),
    },
  ];
}

/** Prices are computed from other units: what differs in the ninth digit does not differ. */
function differing(left: number | undefined, right: number | undefined): Two | undefined {
  if (left === undefined || right === undefined) return undefined;
  return Math.abs(left - right) > 1e-9 * Math.max(left, right) ? [left, right] : undefined;
}
