import { pipingLine } from '../host.ts';
import { askKey } from '../launch/ask-key.ts';
import { fixedCommand, words } from '../keys/key-command.ts';
import { checkedKey, findKey, storeKey, whereKeyIs, type FoundKey, type KeyPlaces } from '../keys/sources.ts';
import { failureOf, probe, Refusal } from '../net/gateway-client.ts';
import { Failure } from '../failure.ts';
import { leaveFailure } from '../lazy.ts';
import { providerKeyAccount } from '../gateways/gateway.ts';
import { freeName, type Profile, type StoreKind } from '../profiles/profile.ts';
import { refuseOverPublished } from '../profiles/refuse-published.ts';
import { keyPlaces, resolveKey, withSettings } from '../keys/keys.ts';
import { gatewayKeys } from '../keys/request-keys.ts';
import type { Choice, Options } from '../options/options.ts';
import { keepProfile, profileToChange, resolveGateway } from '../options/resolve-gateway.ts';
import type { System } from '../system/system.ts';
import { say, tell } from '../say.ts';

export interface LoginOptions extends Options {
  readonly store: StoreKind;
  /** Whose key `--provider-key-stdin` is: `openai`, `anthropic` … */
  readonly provider?: string;
  readonly check: boolean;
  /** The key is the one in `JETWAY_API_KEY` or in the gateway's own variable. */
  readonly fromEnv: boolean;
}

/**
 * Stores a key and saves the gateway's settings as a profile. The key comes from stdin or is typed, and is tried against
 * the gateway first: one that is refused is not stored. With `--key-command` the command is saved instead.
 */
export async function login(options: LoginOptions, system: System): Promise<number> {
  return keepLogin(options, system).catch((error: unknown) => {
    throw withWays(error, options, system);
  });
}

/**
 * Where the gateway wants a key or another one, and none was given with this command: the hint would be this very command,
 * so it says how a key is given here.
 */
function withWays(error: unknown, { keyStdin, keyCommand, fromEnv }: LoginOptions, { host }: System): unknown {
  const isGiven = keyStdin === true || keyCommand !== undefined || fromEnv;
  if (isGiven || !(error instanceof Refusal) || !error.hint.includes('jetway login')) return error;
  return error.code === 'credential' ? new Failure(error.code, error.message, ways(host.platform)) : error;
}

const ways = (platform: NodeJS.Platform): string =>
  `Pipe it in: ${pipingLine('KEY', 'jetway login --key-stdin …', platform)}; or take that of JETWAY_API_KEY: --from-env; or that of a program: --key-command`;

async function keepLogin(options: LoginOptions, system: System): Promise<number> {
  const choice = profileToChange(await resolveGateway({ ...options, create: true }, system), options);
  const saved = system.profiles.read();
  const name = options.profile ?? choice.profile?.name ?? freeName(choice.gateway.id, saved);
  refuseOverPublished(name, choice.profile?.name, saved);
  const kept = await keep(choice, options, system);
  // It would win over what is kept now.
  if (kept.source !== none) await endFormerSignIn(choice, system);
  const profile = { ...withSettings(choice), ...kept.source };
  await keepProfile(name, profile, options, system);
  say(`${kept.line}\nProfile ${name}: ${choice.gateway.name}, ${choice.connection.url}`, system);
  return 0;
}

/** What was kept where: the line that says so, and what the profile remembers of it. */
interface Kept {
  readonly line: string;
  readonly source: Pick<Profile, 'keyCommand' | 'keyVariable' | 'keyFrom'>;
}

async function keep(choice: Choice, options: LoginOptions, system: System): Promise<Kept> {
  const { connection } = choice;
  if (options.provider !== undefined || options.providerKeyStdin === true) {
    const { provider, value } = await providerKey(choice, options, system);
    system.hide(value);
    const place = await storeKey(providerKeyAccount(connection, provider), value, options.store, system);
    return { line: `The ${provider} key for ${connection.url} is kept in ${place}.`, source: none };
  }
  const key = await gatewayKey(choice, options, system);
  if (key === undefined) return { line: 'No key is kept: this gateway is used without one.', source: forget };
  if (options.keyCommand !== undefined) {
    const keyCommand = fixedCommand(words(options.keyCommand, system.host.platform), system.host);
    return { line: `The key will come from: ${keyCommand.join(' ')}`, source: { keyCommand, keyFrom: 'command' } };
  }
  const place = await storeKey(connection.account, key.value, options.store, system);
  const source = { ...forget, keyFrom: options.store };
  const wins =
    key.source.kind === 'environment'
      ? ` It came from ${key.source.variable}, which wins over it while it is set.`
      : '';
  return { line: `The key for ${connection.url} is kept in ${place}.${wins}`, source };
}

/** Nothing is changed of where the gateway's own key comes from. */
const none: Kept['source'] = {};

async function endFormerSignIn({ connection }: Choice, system: System): Promise<void> {
  if (!Object.hasOwn(system.profiles.read().signIns ?? {}, connection.account)) return;
  const { endSignIn } = await import('../keys/sign-in/end.ts');
  for (const line of await endSignIn(connection.account, system)) say(line, system);
}

/** A command or a variable that was saved before would win over what is stored now. JSON has no undefined, so it goes. */
const forget = { keyCommand: undefined, keyVariable: undefined, keyFrom: undefined } as unknown as Kept['source'];

async function gatewayKey(choice: Choice, options: LoginOptions, system: System): Promise<FoundKey | undefined> {
  if (options.fromEnv) return keyFromEnvironment(choice, options, system);
  if (options.keyStdin !== true && options.keyCommand === undefined) {
    if (choice.gateway.key === 'unasked') return withoutKey(choice, options, system);
    if (system.canAsk) return askKey(choice, system);
    throw new Failure('usage', 'No key was given.', ways(system.host.platform));
  }
  const key = await resolveKey(choice, options, system);
  if (key !== undefined && options.check) await tryKey(choice, key, system);
  return key;
}

/** The places of the key that are variables. */
function variablesOf(choice: Choice, system: System): KeyPlaces {
  const { command: _command, ...places } = keyPlaces(choice, { settings: {} }, system);
  return places;
}

async function keyFromEnvironment(choice: Choice, options: LoginOptions, system: System): Promise<FoundKey> {
  if (options.keyStdin === true || options.keyCommand !== undefined) {
    throw new Failure('usage', '--from-env and another source of the key contradict each other.', 'Give one of them.');
  }
  const places = variablesOf(choice, system);
  if (whereKeyIs(places, system)?.kind !== 'environment') {
    const names = places.variables.join(', ');
    throw new Failure('usage', `None of ${names} has a key.`, 'Set it, or pipe the key in: --key-stdin');
  }
  const key = await findKey(places, system);
  if (key === undefined) throw new Failure('usage', 'No key was given.', 'Pipe it in: --key-stdin');
  if (options.check) await tryKey(choice, key, system);
  return key;
}

/** No key, unless the gateway says that it needs one: a profile without would serve no launch. Throws `credential`. */
async function withoutKey({ connection }: Choice, { check }: LoginOptions, system: System): Promise<undefined> {
  const verdict = check ? await probe(connection, new Map(), system.http).catch(leaveFailure) : undefined;
  if (typeof verdict?.answer === 'object' && verdict.answer.code === 'credential') throw failureOf(verdict.answer);
  return undefined;
}

/** Throws what the gateway says against the key or its address. No answer, or a passing trouble, says nothing. */
export async function tryKey(choice: Choice, key: FoundKey, system: System): Promise<void> {
  const verdict = await probe(choice.connection, gatewayKeys(choice, key), system.http).catch(untried(system));
  if (verdict === undefined || typeof verdict.answer === 'string') return;
  if (verdict.answer.transient !== true) throw failureOf(verdict.answer);
  untried(system)(failureOf(verdict.answer));
}

function untried(system: System): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Failure) || error.code !== 'gateway') throw error;
    tell(`the key could not be tried: ${error.message}`, system);
    return undefined;
  };
}

async function providerKey(
  choice: Choice,
  options: LoginOptions,
  system: System,
): Promise<{ readonly provider: string; readonly value: string }> {
  const { provider } = options;
  if (!choice.gateway.takesProviderKey) {
    throw new Failure(
      'usage',
      `${choice.gateway.name} takes no provider key beside its own.`,
      'Leave out --provider and --provider-key-stdin.',
    );
  }
  if (provider === undefined) {
    throw new Failure('usage', 'Whose key is it?', 'Name the provider: --provider openai, --provider anthropic …');
  }
  if (options.providerKeyStdin === true)
    return { provider, value: checkedKey(await system.stdin.readLine(), 'standard input') };
  if (system.canAsk)
    return { provider, value: checkedKey(await system.prompts.password(`Key of ${provider}`), 'what was typed') };
  throw new Failure(
    'usage',
    'No provider key was given.',
    `Pipe it in: ${pipingLine('KEY', `jetway login --provider ${provider} --provider-key-stdin`, system.host.platform)}`,
  );
}
