import { gatewayFlags, jsonFlags, type Flag } from '../../options/flags.ts';
import { Failure } from '../../failure.ts';
import { resolveOptions, storeKind, texts, type Flags } from '../../options/read-flags.ts';
import { inProject } from '../../options/project.ts';
import type { Row } from '../row.ts';

const providerFlag: Flag = {
  syntax: '--provider <name>',
  about: "a provider's own key: openai, anthropic …",
  once: true,
};

/** Throws `usage` for those that mean nothing here. */
function refuseSignInFlags(flags: Flags): void {
  const given = ['device', 'ssoIssuer', 'clientId', 'scope'].find((name) => flags[name] !== undefined);
  if (flags['sso'] === true && flags['management'] === true) {
    throw new Failure('usage', '--sso and --management contradict each other.', 'Give one of them.');
  }
  if (given === undefined || flags['sso'] === true) return;
  const flag = `--${given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new Failure('usage', `${flag} belongs to a sign-in.`, `Give --sso too: jetway login --sso ${flag} …`);
}

/** Where keys live. */
export const keyRows: readonly Row[] = [
  {
    syntax: 'login',
    about: 'store a key, or sign in, and save the gateway as a profile',
    flags: [
      ...gatewayFlags,
      { syntax: '--store <store>', about: 'keyring, or file (mode 0600)', once: true, completes: 'stores' },
      { syntax: '--from-env', about: 'store the key that JETWAY_API_KEY or the gateway’s variable has', once: true },
      providerFlag,
      { syntax: '--provider-key-stdin', about: 'read that key from standard input', once: true },
      { syntax: '--management', about: 'it is the key to manage gateways and keys with, for no session', once: true },
      { syntax: '--no-check', about: 'store it untried', once: true },
      { syntax: '--sso', about: 'sign in, in the place of a key; it renews itself', once: true },
      { syntax: '--device', about: 'with --sso: by a code that you enter in any browser', once: true },
      {
        syntax: '--sso-issuer <url>',
        about: 'with --sso: who signs you in, where the gateway does not say',
        once: true,
      },
      { syntax: '--client-id <id>', about: 'with --sso: as which client Jetway is known there', once: true },
      { syntax: '--scope <scopes>', about: 'with --sso: what to ask for: "openid offline_access"', once: true },
    ],
    run: async ({ flags, system }) => {
      const store = storeKind(flags);
      const own = { store, check: flags['check'] !== false, fromEnv: flags['fromEnv'] === true };
      const options = { ...resolveOptions(flags), ...texts(flags, 'provider'), ...own };
      const signIn = { ...texts(flags, 'ssoIssuer', 'clientId', 'scope'), device: flags['device'] === true };
      refuseSignInFlags(flags);
      if (flags['management'] === true)
        return (await import('../login-management.ts')).loginManagement(options, system);
      if (flags['sso'] === true)
        return (await import('../login-sso.ts')).loginSso(await inProject({ ...options, ...signIn }, system), system);
      return (await import('../login.ts')).login(await inProject(options, system), system);
    },
  },
  {
    syntax: 'logout',
    about: "forget the gateway's stored keys, and end a sign-in",
    flags: [
      ...gatewayFlags,
      providerFlag,
      { syntax: '--management', about: 'the key to manage gateways and keys with', once: true },
    ],
    run: async ({ flags, system }) => {
      if (flags['management'] === true)
        return (await import('../login-management.ts')).logoutManagement(resolveOptions(flags), system);
      const options = await inProject({ ...resolveOptions(flags), ...texts(flags, 'provider') }, system);
      return (await import('../logout.ts')).logout(options, system);
    },
  },
  {
    syntax: 'auth',
    about: 'say where each key lives, never what it is',
    flags: jsonFlags,
    run: async ({ json, system }) => (await import('../auth.ts')).auth({ json }, system),
  },
  {
    syntax: 'token <account> [place]',
    about: 'print a stored key, for agents that fetch it by a command',
    flags: [],
    run: async ({ words, system }) => (await import('../token.ts')).token(words[0] ?? '', words[1], system),
  },
];
