import { gatewayFlags, jsonFlags, type Flag } from '../../options/flags.ts';
import { lists, resolveOptions, texts, type Flags } from '../../options/read-flags.ts';
import type { Options } from '../../options/options.ts';
import type { System } from '../../system/system.ts';
import type { Call, Row } from '../row.ts';

const where: readonly Flag[] = gatewayFlags.filter(({ syntax }) => !/^--(?:set|gateway-id|key-stdin) ?/.test(syntax));
export const keyFlag: Flag = {
  syntax: '--key-stdin',
  about: 'read the management key from standard input',
  once: true,
};
const apiFlag: Flag = { syntax: '--api-url <url>', about: "address of Cloudflare's API, where it is another" };
const commonFlags: readonly Flag[] = [...where, keyFlag, apiFlag, ...jsonFlags];
const changeFlags: readonly Flag[] = [
  {
    syntax: '--set <name=value>',
    about: 'a setting of that gateway: cache-ttl=7200',
    repeated: true,
    once: true,
    completes: 'managed-settings',
  },
];
export const consentFlags: readonly Flag[] = [
  { syntax: '--dry-run', about: 'show what would be sent, and send nothing', once: true },
  { syntax: '-y, --yes', about: 'agree to what is shown', once: true },
];
export const confirmFlags: readonly Flag[] = [
  ...consentFlags,
  { syntax: '--confirm <name>', about: 'its name, which --yes wants here', once: true },
];

/** What a call takes, and where the key for it comes from. */
const permission = (
  name: string,
  more = '',
): string => `Cloudflare: the token needs the permission "AI Gateway: ${name}"${more}.
Bifrost: its administrator's login, as user:password. LiteLLM: the master key.
It comes from --key-stdin, --key-command, JETWAY_MANAGEMENT_KEY, JETWAY_API_KEY,
CLOUDFLARE_API_TOKEN or the keyring: jetway login --management`;

const permissionToChange = `Cloudflare alone: the token needs the permission "AI Gateway: Edit".
It comes from --key-stdin, --key-command, JETWAY_MANAGEMENT_KEY, JETWAY_API_KEY,
CLOUDFLARE_API_TOKEN or the keyring: jetway login --management`;

const settingNotes = `Settings: authentication, cache-ttl (seconds, none), cache-invalidate-on-update,
collect-logs, rate-limiting-limit, rate-limiting-interval (seconds),
rate-limiting-technique (fixed, sliding), byok-only, log-management,
log-management-strategy, logpush, retry-backoff, retry-delay (milliseconds),
retry-max-attempts, store-id, workers-ai-billing-mode, zdr. Switches: on, off.`;

/** `--set` is the managed gateway's here. */
function manageOptions(flags: Flags): Options {
  const options = resolveOptions({ ...flags, set: undefined });
  const { apiUrl } = texts(flags, 'apiUrl');
  return apiUrl === undefined ? options : { ...options, settings: { ...options.settings, 'api-url': apiUrl } };
}

/** Of one gateway, which is named by a flag: what is behind the command's words is something else. */
const viewFlags: readonly Flag[] = [
  ...gatewayFlags.filter(({ syntax }) => !/^--(?:set|key-stdin) ?/.test(syntax)),
  keyFlag,
  apiFlag,
  ...jsonFlags,
];

const viewOptions = (flags: Flags, json: boolean) => ({
  ...gatewayOptions(flags, json),
  ...texts(flags, 'since', 'session', 'limit', 'alias'),
  content: flags['content'] === true,
  usual: flags['default'] === true,
});

const logNotes = `Without --content nothing is shown or asked of what was said in a request.
Bifrost keeps prompts in its log and sends them along all the same; Jetway then
drops them. Cloudflare: accounts made since 24 September 2026 have no such log.
LiteLLM keeps it in its database.

${permission('Read')}`;

const addNotes = `The key of the provider comes from standard input, or a hidden prompt:
  printf %s "$KEY" | jetway gateway provider-keys add anthropic --yes
Cloudflare alone; the gateway needs a store (--set store-id=…), and the token
the permissions "AI Gateway: Edit" and "Secrets Store: Write". The management
key comes from --key-command, JETWAY_MANAGEMENT_KEY, CLOUDFLARE_API_TOKEN or
the keyring.`;

const gatewayOptions = (flags: Flags, json: boolean) => ({
  ...manageOptions(flags),
  ...texts(flags, 'confirm'),
  json,
  dryRun: flags['dryRun'] === true,
  changes: lists(flags['set']),
});

/** A row of what is only read, or added to, at one gateway. */
function viewRow(row: {
  readonly words: string;
  readonly about: string;
  readonly flags?: readonly Flag[];
  readonly notes?: () => string;
  readonly run: (
    views: typeof import('../gateway-views.ts'),
    call: Call,
    options: ReturnType<typeof viewOptions>,
    system: System,
  ) => Promise<number>;
}): Row {
  return {
    syntax: row.words,
    about: row.about,
    flags: [...viewFlags, ...(row.flags ?? [])],
    notes: row.notes ?? (() => permission('Read')),
    run: async (call) =>
      row.run(await import('../gateway-views.ts'), call, viewOptions(call.flags, call.json), call.system),
  };
}

/** What is managed at the gateway itself. */
export const manageRows: readonly Row[] = [
  {
    syntax: 'gateway list',
    about: 'the gateways in the account',
    flags: commonFlags,
    notes: () => permission('Read'),
    run: async ({ flags, json, system }) =>
      (await import('../gateway.ts')).gatewayList(gatewayOptions(flags, json), system),
  },
  {
    syntax: 'gateway show [name]',
    about: 'all settings of one',
    flags: commonFlags,
    notes: () => permission('Read'),
    run: async ({ flags, words, json, system }) =>
      (await import('../gateway.ts')).gatewayShow(words[0], gatewayOptions(flags, json), system),
  },
  {
    syntax: 'gateway create <name>',
    about: 'make one, with authentication on',
    flags: [...commonFlags, ...changeFlags, ...consentFlags],
    notes: () => `${settingNotes}\n\n${permissionToChange}`,
    run: async ({ flags, words, json, system }) =>
      (await import('../gateway.ts')).gatewayCreate(words[0] ?? '', gatewayOptions(flags, json), system),
  },
  {
    syntax: 'gateway update <name>',
    about: 'change settings of one, and leave all others as they are',
    flags: [...commonFlags, ...changeFlags, ...consentFlags],
    notes: () => `${settingNotes}\n\n${permissionToChange}`,
    run: async ({ flags, words, json, system }) =>
      (await import('../gateway.ts')).gatewayUpdate(words[0] ?? '', gatewayOptions(flags, json), system),
  },
  {
    syntax: 'gateway delete <name>',
    about: 'delete one and what goes with it, after its name was given',
    flags: [...commonFlags, ...confirmFlags],
    notes: () => permissionToChange,
    run: async ({ flags, words, json, system }) =>
      (await import('../gateway.ts')).gatewayDelete(words[0] ?? '', gatewayOptions(flags, json), system),
  },
  viewRow({
    words: 'gateway url <provider>',
    about: "where a provider's own SDK is sent to",
    run: async (views, { words }, options, system) => views.gatewayUrl(words[0] ?? '', options, system),
  }),
  viewRow({
    words: 'gateway logs [id]',
    about: 'the newest requests in its log, without what was said',
    flags: [
      { syntax: '--since <when>', about: '1h, 7d, or a day: 2026-11-01', once: true },
      { syntax: '--session <id>', about: 'those of one session', once: true },
      { syntax: '--limit <count>', about: 'so many; else 20', once: true },
      { syntax: '--content', about: 'what was asked and answered, too', once: true },
    ],
    notes: () => logNotes,
    run: async (views, { words }, options, system) => views.gatewayLogs(words[0], options, system),
  }),
  viewRow({
    words: 'gateway provider-keys list',
    about: "providers' keys that it keeps, masked",
    run: async (views, _call, options, system) => views.providerKeysList(options, system),
  }),
  viewRow({
    words: 'gateway provider-keys add <provider>',
    about: 'store one, which comes from standard input',
    flags: [
      { syntax: '--alias <name>', about: 'its name; else default', once: true },
      { syntax: '--default', about: 'use it for requests that name none', once: true },
      ...consentFlags,
    ],
    notes: () => addNotes,
    run: async (views, { words }, options, system) => views.providerKeysAdd(words[0] ?? '', options, system),
  }),
  viewRow({
    words: 'gateway routes list',
    about: 'dynamic routes, routing rules, or groups of models',
    run: async (views, _call, options, system) => views.routesList(options, system),
  }),
  viewRow({
    words: 'gateway routes show <name>',
    about: 'all of one',
    run: async (views, { words }, options, system) => views.routesShow(words[0] ?? '', options, system),
  }),
  viewRow({
    words: 'gateway spend-limits',
    about: 'what may be spent, at every level that it tells of',
    run: async (views, _call, options, system) => views.spendLimits(options, system),
  }),
];
