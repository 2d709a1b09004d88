import { relayModes, type LaunchOptions, type RelayOptions } from './options.ts';
import { Failure } from '../failure.ts';
import type { Environment } from '../host.ts';
import type { StoreKind } from '../profiles/profile.ts';
import type { Options } from './options.ts';
import { settingFlags } from './ask-setting.ts';
import { quote } from '../text.ts';
import { takesValue, type Flag } from './flags.ts';

/** What was given, by camel-case name. */
export type Flags = Readonly<Record<string, unknown>>;

/** What `JETWAY_*` says, as if it had been given. Settings of the gateway are read where the gateway is known. */
export function fromEnvironment(flags: readonly Flag[], env: Environment): Flags {
  const own = flags.filter((flag) => flag.once !== true && !settingFlags.includes(longName(flag)));
  return Object.fromEntries(
    own.flatMap((flag): (readonly [string, unknown])[] => {
      const name = longName(flag);
      const value = env[`JETWAY_${name.toUpperCase().replaceAll('-', '_')}`];
      if (value === undefined || value === '') return [];
      const key = keyOf(flag);
      if (takesValue(flag)) return [[key, flag.repeated === true ? value.split(/[\s,]+/) : value]];
      return ['1', 'true', 'yes'].includes(value.toLowerCase()) ? [[key, !name.startsWith('no-')]] : [];
    }),
  );
}

/** Throws a `usage` Failure for a `--set` that is no pair, and for a model without a name. */
export function resolveOptions(flags: Flags): Options {
  const nameless = ['model', 'smallModel'].find((name) => flags[name] === '');
  if (nameless !== undefined) {
    const flag = nameless === 'model' ? '--model' : '--small-model';
    throw new Failure('usage', `${flag} names no model.`, 'Name one, or leave it out; see jetway list-models');
  }
  const pairs = lists(flags['set']).map(pairOf);
  const direct = settingFlags.flatMap((id) => {
    const value = flags[camelCase(id)];
    return typeof value === 'string' ? [[id, value] as const] : [];
  });
  return {
    ...texts(flags, 'profile', 'gateway', 'model', 'smallModel', 'keyCommand', 'keyTtl'),
    ...switches(flags, 'keyStdin', 'providerKeyStdin', 'yes', 'ask', 'verbose', 'offline'),
    ...(flags['project'] === false ? { noProject: true } : {}),
    settings: Object.fromEntries([...pairs, ...direct]),
  };
}

export function launchOptions(flags: Flags): LaunchOptions {
  const options = resolveOptions(flags);
  if (options.keyStdin === true && options.providerKeyStdin === true) {
    throw new Failure(
      'usage',
      'Standard input can give one key only.',
      'Give the other one by JETWAY_API_KEY or JETWAY_PROVIDER_KEY.',
    );
  }
  return {
    ...options,
    check: flags['check'] === undefined ? 'auto' : flags['check'] === true ? 'always' : 'never',
    attribution: flags['attribution'] !== false,
    tags: lists(flags['tag']),
    ...relayOptions(flags),
    ...summaryOption(flags),
    ...switches(flags, 'mcp', 'statusline'),
    ...exportOption(flags),
    overrideManagedSettings: flags['overrideManagedSettings'] === true,
  };
}

function summaryOption(flags: Flags): Pick<LaunchOptions, 'summary'> {
  const { summary } = texts(flags, 'summary');
  if (summary === undefined) return {};
  if (summary === 'always' || summary === 'never') return { summary };
  throw new Failure('usage', `--summary has no ${quote(summary)}.`, 'Use --summary always | never');
}

function exportOption(flags: Flags): Pick<LaunchOptions, 'export'> {
  const { export: kind } = texts(flags, 'export');
  if (kind === undefined) return {};
  if (kind === 'otlp' || kind === 'none') return { export: kind === 'otlp' };
  throw new Failure('usage', `--export has no ${quote(kind)}.`, 'Use --export otlp | none');
}

/** Throws a `usage` Failure for a word that is none of `--relay`'s. */
export function relayModeOf(flags: Flags): Pick<RelayOptions, 'relay'> {
  const { relay } = texts(flags, 'relay');
  const mode = relayModes.find((one) => one === relay);
  if (relay !== undefined && mode === undefined) {
    throw new Failure('usage', `--relay has no ${quote(relay)}.`, `Use --relay ${relayModes.join(' | ')}`);
  }
  return mode === undefined ? {} : { relay: mode };
}

/** Throws a `usage` Failure as `relayModeOf` does. */
function relayOptions(flags: Flags): RelayOptions {
  const allowModels = separated(flags['allowModels']);
  return {
    ...texts(flags, 'budget'),
    ...relayModeOf(flags),
    ...(allowModels.length === 0 ? {} : { allowModels }),
    ...switches(flags, 'inspect'),
  };
}

/** Throws a `usage` Failure. */
export function storeKind(flags: Flags): StoreKind {
  const { store = 'keyring' } = texts(flags, 'store');
  if (store === 'keyring' || store === 'file') return store;
  throw new Failure('usage', `There is no store ${quote(store)}.`, 'Use --store keyring, or --store file');
}

/** The named flags that were given a text. */
export function texts<Name extends string>(
  flags: Flags,
  ...names: readonly Name[]
): { readonly [Key in Name]?: string } {
  const found = names.filter((name) => typeof flags[name] === 'string').map((name) => [name, flags[name]]);
  return Object.fromEntries(found) as { readonly [Key in Name]?: string };
}

export function switches<Name extends string>(
  flags: Flags,
  ...names: readonly Name[]
): { readonly [Key in Name]?: boolean } {
  const found = names.filter((name) => typeof flags[name] === 'boolean').map((name) => [name, flags[name]]);
  return Object.fromEntries(found) as { readonly [Key in Name]?: boolean };
}

/** The texts of a flag that may be given several times. */
export function lists(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The same, each of them one or several with commas. */
export function separated(value: unknown): readonly string[] {
  return lists(value)
    .flatMap((text) => text.split(','))
    .filter(Boolean);
}

function pairOf(text: string): readonly [string, string] {
  const [, name, value] = /^([a-z][a-z-]*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new Failure('usage', `${text} is no setting.`, 'Write --set name=value');
}

/** By what name `Flags` have it: `keyStdin` of `--key-stdin`, `check` of `--no-check`. */
export function keyOf(flag: Flag): string {
  return camelCase(longName(flag).replace(/^no-/, ''));
}

function longName(flag: Flag): string {
  return /--([a-z-]+)/.exec(flag.syntax)?.[1] ?? '';
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
