import {
  describeKind,
  describeSource,
  findKey,
  otherSources,
  whereKeyIs,
  type FoundKey,
  type KeyPlaces,
} from './sources.ts';
import { words } from './key-command.ts';
import { Failure } from '../failure.ts';
import type { Answers, Connection, Gateway } from '../gateways/gateway.ts';
import type { Choice, Options } from '../options/options.ts';
import { admitFlags } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import type { KeyOrigin, Profile } from '../profiles/profile.ts';
import type { Keys } from './secret.ts';
import type { System } from '../system/system.ts';

/**
 * The gateway's own key, from wherever it comes. `refused`: not this one, where there can be another. Throws `credential`, and
 * `configuration` where a policy forbids the profile's key command, before it runs.
 */
export async function resolveKey(
  choice: Choice,
  options: Options,
  system: System,
  refused?: string,
): Promise<FoundKey | undefined> {
  const places = keyPlaces(choice, options, system);
  if (whereKeyIs(places, system)?.kind === 'command') {
    admitFlags(policiesOf(choice.profile?.saved, system), { keyCommand: places.command?.words[0] ?? '' });
  }
  return findKey(refused === undefined ? places : { ...places, signIn: { refused } }, system);
}

/** The places where the gateway's own key may be. */
export function keyPlaces(
  choice: Pick<Choice, 'connection' | 'gateway' | 'profile'>,
  options: Options,
  { host }: Pick<System, 'host'>,
): KeyPlaces {
  return placesFor(choice.gateway, choice.connection.account, savedSource(choice), options, host.platform);
}

/** The places where a gateway's own key may be, before there is a connection to it. */
export function placesFor(
  gateway: Gateway,
  account: string,
  { keyCommand, keyVariable }: Pick<Profile, 'keyCommand' | 'keyVariable'>,
  options: Options,
  platform: NodeJS.Platform,
): KeyPlaces {
  const command =
    options.keyCommand === undefined
      ? keyCommand && { words: keyCommand, saved: true }
      : { words: words(options.keyCommand, platform), saved: false };
  return {
    what: `key of ${gateway.name}`,
    account,
    stdin: options.keyStdin === true,
    ...(command === undefined ? {} : { command }),
    variables: variablesFor(gateway, keyVariable),
    ...(options.unrenewed === true ? { signIn: { unrenewed: true } } : {}),
  };
}

/** The variables that may hold a gateway's key, the one that wins first. */
function variablesFor({ keyVariables }: Gateway, own: string | undefined): readonly string[] {
  return ['JETWAY_API_KEY', ...(own === undefined ? [] : [own]), ...keyVariables];
}

/** What the profile says of its key, where that holds for this connection. */
function savedSource(choice: Pick<Choice, 'connection' | 'gateway' | 'profile'>): Partial<Profile> {
  return (goesWith(choice) ? choice.profile?.saved : undefined) ?? {};
}

/**
 * Whether what the profile says of its key holds for this connection. A key's source belongs to an origin as a stored key
 * does: with another address, from a flag or a variable, it would bring the key of one gateway to another.
 */
function goesWith({ connection, gateway, profile }: Pick<Choice, 'connection' | 'gateway' | 'profile'>): boolean {
  return profile !== undefined && accountOf(gateway, profile.saved.settings) === connection.account;
}

/** What is said behind a sentence that a key is wanted: the saved command is not run, since it is another address's. Empty where none is saved. */
export function commandElsewhere(choice: Pick<Choice, 'connection' | 'gateway' | 'profile'>): string {
  const { gateway, profile } = choice;
  if (profile?.saved.keyCommand === undefined || goesWith(choice)) return '';
  const whose = connectionOf(gateway, profile.saved.settings)?.url ?? 'another address';
  return ` The saved key command is of ${whose}; for this address give --key-command anew.`;
}

/**
 * The same error; a refusal for want of a key with `commandElsewhere` behind it, a refusal of a sign-in's token with the hint to
 * sign in again.
 */
export function withCommandElsewhere(error: unknown, choice: Choice, keys: Pick<Keys, 'has'>): unknown {
  if (!(error instanceof Failure) || error.code !== 'credential') return error;
  const { code, message, hint } = error;
  if (!keys.has(choice.connection.account)) return new Failure(code, `${message}${commandElsewhere(choice)}`, hint);
  return rememberedKey(choice) === 'sign-in' ? new Failure(code, message, signInAgain) : error;
}

/** The account that saved settings lead to; undefined where they are not all there. */
export function accountOf(gateway: Gateway, settings: Answers): string | undefined {
  return connectionOf(gateway, settings)?.account;
}

function connectionOf(gateway: Gateway, settings: Answers): Connection | undefined {
  try {
    return gateway.connect(settings);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** The profile with these settings; what was saved of the key goes where they lead elsewhere. */
export function withSettings(choice: Choice): Profile {
  const {
    keyCommand: _command,
    keyVariable: _variable,
    keyFrom: _from,
    ...others
  } = choice.profile?.saved ?? { models: {} };
  return { ...others, ...savedSource(choice), gateway: choice.gateway.id, settings: choice.answers };
}

/** Where the profile's key came from the last time; undefined where it has none, or has it for another address. */
export function rememberedKey(choice: Choice): KeyOrigin | undefined {
  const { keyCommand, keyFrom } = savedSource(choice);
  return keyCommand === undefined ? keyFrom : 'command';
}

/** Throws `credential` where no key was found, though the gateway needs one or the profile had one the last time. */
export function requireKey(choice: Choice, key: FoundKey | undefined): void {
  if (key !== undefined) return;
  const { connection, gateway, profile } = choice;
  const remembered = rememberedKey(choice);
  const { keyVariable } = savedSource(choice);
  if (gateway.key !== 'required' && remembered === undefined && keyVariable === undefined) return;
  if (keyVariable !== undefined && remembered !== 'sign-in') {
    throw new Failure(
      'credential',
      `The profile ${profile?.name ?? ''} takes its key from ${keyVariable}, which is not set.`,
      `Set it, or store the key: jetway login --profile ${profile?.name ?? ''}`,
    );
  }
  throw new Failure(
    'credential',
    remembered === undefined
      ? `There is no key for ${connection.url}.${commandElsewhere(choice)}`
      : `The profile ${profile?.name ?? ''} goes with a key, the last time ${describeKind(remembered)}; now there is none.`,
    remembered === 'sign-in' ? signInAgain : missingKeyHint(gateway),
  );
}

const signInAgain = `Sign in again: jetway login --sso, or use ${otherSources}`;

/** The variable that has a key for this gateway, and so would win over what is stored; undefined where none has. */
export function keyVariableSet(
  choice: Pick<Choice, 'connection' | 'gateway' | 'profile'>,
  { host }: Pick<System, 'host'>,
): string | undefined {
  return variablesFor(choice.gateway, savedSource(choice).keyVariable).find(
    (name) => (host.env[name] ?? '').trim() !== '',
  );
}

/** Whether a key is one that may have to be asked for anew in the middle of a session. */
export function isRenewed({ source }: Pick<FoundKey, 'source'>): boolean {
  return source.kind === 'command' || source.kind === 'sign-in';
}

/** The command that prints the key, for an agent that takes one: only a key that is stored, or signed in for, can be had again. */
export function printKey(
  choice: Choice,
  key: FoundKey | undefined,
  { self }: Pick<System, 'self'>,
): { readonly printKey?: readonly string[] } {
  const kind = key?.source.kind;
  return kind === 'keyring' || kind === 'file' || kind === 'sign-in'
    ? { printKey: [...self, 'token', choice.connection.account] }
    : {};
}

export function sourceOf(key: FoundKey | undefined): string {
  return key === undefined ? 'none' : describeSource(key.source);
}

function missingKeyHint(gateway: Gateway): string {
  const made = gateway.keysUrl === undefined ? '' : ` A key is made at ${gateway.keysUrl}`;
  return `Store one: jetway login, or use ${otherSources}.${made}`;
}
