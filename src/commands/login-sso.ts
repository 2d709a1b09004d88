import { Failure } from '../failure.ts';
import type { Connection } from '../gateways/gateway.ts';
import type { SignInPlace } from '../gateways/sign-in.ts';
import { keyVariableSet, withSettings } from '../keys/keys.ts';
import { probeKeyring } from '../keys/keyring-probe.ts';
import { revoked } from '../keys/sign-in/oauth.ts';
import { readRecord, type SignInRecord } from '../keys/sign-in/record.ts';
import { keep, lockOf } from '../keys/sign-in/renew.ts';
import { signIn, type SignInRequest, type Telling } from '../keys/sign-in/sign-in.ts';
import { otherSources, type FoundKey } from '../keys/sources.ts';
import { readBaseUrl } from '../net/url.ts';
import type { Choice } from '../options/options.ts';
import { keepProfile, profileToChange, resolveGateway } from '../options/resolve-gateway.ts';
import { freeName, type Config, type SignedIn } from '../profiles/profile.ts';
import { refuseOverPublished } from '../profiles/refuse-published.ts';
import { signedInWords } from '../profiles/signed-in.ts';
import { spanOf } from '../text.ts';
import type { System } from '../system/system.ts';
import { align } from '../view.ts';
import { say } from '../say.ts';
import { tryKey, type LoginOptions } from './login.ts';
import { forget } from './logout.ts';
import { opened } from './open.ts';

export interface SignInOptions extends LoginOptions {
  /** By a code that is entered in any browser. */
  readonly device: boolean;
  /** In the place of what the gateway offers by itself. */
  readonly ssoIssuer?: string;
  readonly clientId?: string;
  /** Several with blanks between them. */
  readonly scope?: string;
}

/**
 * Signs in at the gateway in the place of storing a key, and saves its settings as a profile. Nothing is kept before all is
 * well: the token is tried first, unless told otherwise. Throws `usage` for flags that contradict it, `credential` where there
 * is no keyring or the sign-in is refused, `configuration` where none is offered.
 */
export async function loginSso(options: SignInOptions, system: System): Promise<number> {
  refuseOthers(options);
  // Before anybody signs in for nothing.
  await probeKeyring(system).catch(withoutKeyring);
  let last: Promise<Made> | undefined;
  const at = async (choice: Pick<Choice, 'connection'>): Promise<Made> => (last ??= made(choice, options, system));
  const obtainKey = async (choice: Pick<Choice, 'gateway' | 'connection'>): Promise<FoundKey> => (await at(choice)).key;
  const choice = profileToChange(await resolveGateway({ ...options, create: true, obtainKey }, system), options);
  refuseOverPublished(options.profile, choice.profile?.name, system.profiles.read());
  const { record, signedIn, key } = await at(choice);
  const { connection } = choice;
  const { account } = connection;
  if (options.check) {
    await tryKey(choice, key, system).catch(async (error: unknown) => {
      // Most issuers end all that somebody has granted to a client with any token of it: an earlier sign-in there is to go on.
      const others = Object.values(system.profiles.read().signIns ?? {});
      const isAlone = !others.some(({ issuer }) => issuer === record.issuer);
      if (isAlone) await revoked(record, 'refresh', system).catch(() => undefined);
      throw error;
    });
  }
  const before = system.profiles.read();
  const name =
    options.profile ?? choice.profile?.name ?? savedMeanwhile(choice, before) ?? freeName(choice.gateway.id, before);
  const { keyCommand: _command, keyVariable: _variable, ...profile } = withSettings(choice);
  // Ctrl-C finds all of it saved, or nothing.
  const earlier = await system.files.unbroken(async () => {
    const replaced = await replace(account, record, signedIn, system);
    await forget(
      Object.entries(before.credentials).filter(([one]) => one === account),
      system,
    );
    await keepProfile(name, { ...profile, keyFrom: 'sign-in' }, options, system);
    return replaced;
  });
  if (earlier !== undefined) await revoked(earlier, 'refresh', system).catch(() => undefined);
  const wins = keyVariableSet(choice, system);
  for (const line of [
    `Signed in: ${signedInWords(signedIn, system.now())}.`,
    ...(wins === undefined ? [] : [`${wins} is set, and wins over it: unset it.`]),
    `Profile ${name}: ${choice.gateway.name}, ${connection.url}`,
  ]) {
    say(line, system);
  }
  return 0;
}

/** The profile that another sign-in to the same has saved since this one began. */
function savedMeanwhile({ gateway, answers }: Choice, { profiles }: Pick<Config, 'profiles'>): string | undefined {
  const told = (settings: Choice['answers']): string =>
    Object.entries(settings)
      .map((entry) => JSON.stringify(entry))
      .toSorted((one, other) => (one < other ? -1 : 1))
      .join();
  return Object.keys(profiles).find((name) => {
    const saved = profiles[name];
    return saved?.keyFrom === 'sign-in' && saved.gateway === gateway.id && told(saved.settings) === told(answers);
  });
}

/**
 * In the place of an earlier one, which sessions may be using: they find either. Gives the earlier one where its tokens are to be
 * revoked: of another issuer or client; else the new ones might end with them (so does oidc-provider 9.13).
 */
async function replace(
  account: string,
  record: SignInRecord,
  signedIn: SignedIn,
  system: System,
): Promise<SignInRecord | undefined> {
  const earlier = await system.files.held(
    lockOf(account, system),
    async () => {
      const found = await readRecord(account, system);
      await keep(account, record, system, signedIn);
      return found;
    },
    45_000,
  );
  if (earlier === undefined || earlier === 'torn') return undefined;
  return earlier.issuer === record.issuer && earlier.clientId === record.clientId ? undefined : earlier;
}

interface Made {
  readonly record: SignInRecord;
  readonly signedIn: SignedIn;
  readonly key: FoundKey;
}

async function made({ connection }: Pick<Choice, 'connection'>, options: SignInOptions, system: System): Promise<Made> {
  const given = givenBy(options, await readRecord(connection.account, system));
  const request: SignInRequest = {
    place: placeOf(connection, given),
    by: options.device ? 'device' : hasBrowser(system) ? 'browser' : 'either',
    tell: telling(options, system),
    pause: async (forMs) => new Promise((resolve) => void setTimeout(resolve, forMs)),
  };
  const { record: obtained, who } = await signIn(request, connection, system);
  const record = Object.keys(given).length === 0 ? obtained : { ...obtained, given };
  const { access: value, issuer, expiresAt, refresh } = record;
  const signedIn = {
    issuer,
    ...(who === undefined ? {} : { who }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    renews: refresh !== undefined,
  };
  return { record, signedIn, key: { value, source: { kind: 'sign-in', signedIn } } };
}

type Given = NonNullable<SignInRecord['given']>;

/** What the flags say; where they say nothing of where, what they said the last time: who is told to sign in again need not remember. */
function givenBy({ ssoIssuer, clientId, scope }: SignInOptions, before: SignInRecord | 'torn' | undefined): Given {
  const said = {
    ...(ssoIssuer === undefined ? {} : { ssoIssuer }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(scope === undefined ? {} : { scope }),
  };
  const last = before === undefined || before === 'torn' ? {} : before.given;
  return ssoIssuer === undefined ? { ...last, ...said } : said;
}

/** What the flags say of it comes before what the gateway offers; another issuer knows nothing of the gateway's client. */
function placeOf({ signIn: offered = {} }: Connection, { ssoIssuer, clientId, scope }: Given): SignInPlace {
  const hint = 'Give the address of the issuer: --sso-issuer https://login.example.com';
  const base = ssoIssuer === undefined ? offered : { issuer: readBaseUrl(ssoIssuer, hint) };
  return {
    ...base,
    ...(clientId === undefined ? {} : { clientId }),
    ...(scope === undefined ? {} : { scopes: scope.split(/[\s,]+/).filter(Boolean) }),
  };
}

function refuseOthers(options: SignInOptions): void {
  const given = [
    options.keyStdin === true ? '--key-stdin' : undefined,
    options.keyCommand === undefined ? undefined : '--key-command',
    options.fromEnv ? '--from-env' : undefined,
    options.provider === undefined ? undefined : '--provider',
    options.providerKeyStdin === true ? '--provider-key-stdin' : undefined,
  ].find((flag) => flag !== undefined);
  if (given !== undefined) {
    throw new Failure('usage', `--sso and ${given} contradict each other.`, 'Give one of them.');
  }
  if (options.store === 'file') {
    throw new Failure(
      'usage',
      'A sign-in is kept in the keyring alone: who has its refresh token can act as you for weeks.',
      `Leave --store file out, or use ${otherSources}.`,
    );
  }
}

function withoutKeyring(error: unknown): never {
  if (!(error instanceof Failure) || error.code !== 'credential') throw error;
  throw new Failure('credential', `${error.message} A sign-in is kept there and nowhere else.`, error.hint);
}

/** Whether a browser would open where somebody sees it: not over SSH, nor where nothing can be drawn. */
function hasBrowser({ host, canAsk }: Pick<System, 'host' | 'canAsk'>): boolean {
  const { env, platform } = host;
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  if (!canAsk || isSet('SSH_CONNECTION') || isSet('SSH_TTY')) return false;
  return platform !== 'linux' || ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some(isSet);
}

function telling(options: Pick<SignInOptions, 'device'>, system: System): Telling {
  return {
    issuer: (issuer) => say(`Sign in at ${issuer}`, system),
    address: (address) => {
      const here = !options.device && hasBrowser(system);
      say(
        here ? 'Opening your browser; where it does not open, go to:' : 'Open this in a browser on this machine:',
        system,
      );
      system.stderr.write(`\n${address}\n\n`);
      say('Waiting for you to sign in; Ctrl-C cancels.', system);
      if (here) void opened(address, system).catch(() => false);
    },
    code: ({ address, code, whole, notice, forMs }) => {
      if (notice !== undefined) say(notice, system);
      const rows = align([
        ['  Open', address],
        ['  Code', code],
      ]);
      system.stderr.write(`\n${rows.join('\n')}\n\n`);
      say(`Waiting for you to sign in, ${spanOf(forMs)} at most; Ctrl-C cancels.`, system);
      if (hasBrowser(system)) void opened(whole ?? address, system).catch(() => false);
    },
  };
}
