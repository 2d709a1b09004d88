import { gatewayFlags, jsonFlags, type Flag } from '../../options/flags.ts';
import { resolveOptions, storeKind, texts } from '../../options/read-flags.ts';
import { inProject } from '../../options/project.ts';
import type { Row } from '../row.ts';

const providerFlag: Flag = {
  words: '--provider <name>',
  about: "a provider's own key: openai, anthropic …",
  once: true,
};

const usageNotes = `The gateway is asked with a management key (JETWAY_MANAGEMENT_KEY, or
jetway login --management). Where there is none, or it may not, the ledger
stands in. What it needs: Cloudflare "Account Analytics: Read", Bifrost the
administrator's login, LiteLLM the master key, OpenRouter a management key,
Vercel a key of a team on Pro or Enterprise.
A cost that nobody knows is unknown, not 0.`;

/** Where keys live. */
export const keyRows: readonly Row[] = [
  {
    words: 'login',
    about: 'store a key and save the gateway as a profile',
    flags: [
      ...gatewayFlags,
      { words: '--store <store>', about: 'keyring, or file (mode 0600)', once: true, completes: 'stores' },
      { words: '--from-env', about: 'store the key that JETWAY_API_KEY or the gateway’s variable has', once: true },
      providerFlag,
      { words: '--provider-key-stdin', about: 'read that key from standard input', once: true },
      { words: '--management', about: 'it is the key to manage gateways and keys with, for no session', once: true },
      { words: '--no-check', about: 'store it untried', once: true },
    ],
    run: async ({ flags, system }) => {
      const store = storeKind(flags);
      const own = { store, check: flags['check'] !== false, fromEnv: flags['fromEnv'] === true };
      const options = { ...resolveOptions(flags), ...texts(flags, 'provider'), ...own };
      if (flags['management'] === true)
        return (await import('../login-management.ts')).loginManagement(options, system);
      return (await import('../login.ts')).login(await inProject(options, system), system);
    },
  },
  {
    words: 'logout',
    about: "forget the gateway's stored keys",
    flags: [
      ...gatewayFlags,
      providerFlag,
      { words: '--management', about: 'the key to manage gateways and keys with', once: true },
    ],
    run: async ({ flags, system }) => {
      if (flags['management'] === true)
        return (await import('../login-management.ts')).logoutManagement(resolveOptions(flags), system);
      const options = await inProject({ ...resolveOptions(flags), ...texts(flags, 'provider') }, system);
      return (await import('../logout.ts')).logout(options, system);
    },
  },
  {
    words: 'auth',
    about: 'say where each key lives, never what it is',
    flags: jsonFlags,
    run: async ({ json, system }) => (await import('../auth.ts')).auth({ json }, system),
  },
  {
    words: 'budget',
    about: 'what is left of the limits that the gateway tells of; 9: used up',
    flags: [
      ...gatewayFlags,
      { words: '--warn <percent>', about: 'from here on a limit counts: 80%', once: true },
      ...jsonFlags,
    ],
    run: async ({ flags, json, system }) => {
      const { budget, readWarning } = await import('../budget.ts');
      const options = await inProject(resolveOptions(flags), system);
      return budget({ ...options, json, warnAt: readWarning(texts(flags, 'warn').warn) }, system);
    },
  },
  {
    words: 'usage',
    about: 'tokens and cost, from the gateway where it tells, else from the ledger',
    flags: [
      ...gatewayFlags,
      { words: '--since <when>', about: '7d, 24h, 2w, or a day: 2026-11-01; else 30d', once: true },
      { words: '--by <what>', about: 'session, day, model, agent, project, user, team, key', once: true },
      { words: '--limit <count>', about: 'so many rows; else 50', once: true },
      { words: '--timezone <zone>', about: 'of the days: Europe/Berlin, UTC', once: true },
      { words: '--offline', about: 'the ledger alone; the gateway is not asked' },
      { words: '--no-cost', about: 'a table without money', once: true },
      { words: '--csv', about: 'print CSV', once: true },
      { words: '--html <file>', about: 'write a page that needs nothing else', once: true },
      ...jsonFlags,
    ],
    notes: () => usageNotes,
    run: async ({ flags, json, system }) => {
      const own = texts(flags, 'since', 'by', 'limit', 'timezone', 'html');
      const options = { ...own, json, csv: flags['csv'] === true, cost: flags['cost'] !== false };
      return (await import('../usage.ts')).usage({ ...resolveOptions(flags), ...options }, system);
    },
  },
  {
    words: 'token <account> [place]',
    about: 'print a stored key, for agents that fetch it by a command',
    flags: [],
    run: async ({ words, system }) => (await import('../token.ts')).token(words[0] ?? '', words[1], system),
  },
];
