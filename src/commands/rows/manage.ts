import { gatewayFlags, jsonFlags, type Flag } from '../../options/flags.ts';
import { lists, resolveOptions, storeKind, texts, type Flags } from '../../options/read-flags.ts';
import type { Options } from '../../options/options.ts';
import type { Row } from '../row.ts';

const where: readonly Flag[] = gatewayFlags.filter(({ words }) => !/^--(?:set|gateway-id|key-stdin) ?/.test(words));
const keyFlag: Flag = { words: '--key-stdin', about: 'read the management key from standard input', once: true };
const apiFlag: Flag = { words: '--api-url <url>', about: "address of Cloudflare's API, where it is another" };
const commonFlags: readonly Flag[] = [...where, keyFlag, apiFlag, ...jsonFlags];
const changeFlags: readonly Flag[] = [
  { words: '--set <name=value>', about: 'a setting of that gateway: cache-ttl=7200', repeated: true, once: true },
];
const consentFlags: readonly Flag[] = [
  { words: '--dry-run', about: 'show what would be sent, and send nothing', once: true },
  { words: '-y, --yes', about: 'agree to what is shown', once: true },
];
const confirmFlags: readonly Flag[] = [
  ...consentFlags,
  { words: '--confirm <name>', about: 'its name, which --yes wants here', once: true },
];

const permission = (name: string): string => `Cloudflare: the token needs the permission "AI Gateway: ${name}".
It comes from --key-stdin, --key-command, JETWAY_MANAGEMENT_KEY, JETWAY_API_KEY,
CLOUDFLARE_API_TOKEN or the keyring: jetway login --management`;

const settingNotes = `Settings: authentication, cache-ttl (seconds, none), cache-invalidate-on-update,
collect-logs, rate-limiting-limit, rate-limiting-interval (seconds),
rate-limiting-technique (fixed, sliding), byok-only, log-management,
log-management-strategy, logpush, retry-backoff, retry-delay (milliseconds),
retry-max-attempts, workers-ai-billing-mode, zdr. Switches: on, off.`;

/** `--set` is the managed gateway's here. */
function manageOptions(flags: Flags): Options {
  const options = resolveOptions({ ...flags, set: undefined });
  const { apiUrl } = texts(flags, 'apiUrl');
  return apiUrl === undefined ? options : { ...options, settings: { ...options.settings, 'api-url': apiUrl } };
}

const gatewayOptions = (flags: Flags, json: boolean) => ({
  ...manageOptions(flags),
  ...texts(flags, 'confirm'),
  json,
  dryRun: flags['dryRun'] === true,
  changes: lists(flags['set']),
});

const connectFlags: readonly Flag[] = [...gatewayFlags.filter(({ words }) => words !== keyFlag.words), keyFlag];
const wishFlags: readonly Flag[] = [
  { words: '--budget <amount>', about: '75usd/month; none', once: true },
  { words: '--models <ids>', about: "what it may use: 'anthropic/*'; several with commas", repeated: true, once: true },
  { words: '--providers <names>', about: 'of these providers alone', repeated: true, once: true },
  { words: '--rate <limit>', about: '60requests/minute, 100000tokens/hour; none', once: true },
  { words: '--expires <when>', about: '30d, 2027-01-31; never', once: true },
  { words: '--team <name>', about: 'a team that it belongs to; none', once: true },
];
const nameFlag: Flag = { words: '--name <name>', about: 'its name', once: true };
const valueFlags: readonly Flag[] = [
  { words: '--save-as <profile>', about: 'store its value, under a new profile', once: true },
  { words: '--store <store>', about: 'keyring, or file (mode 0600)', once: true, completes: 'stores' },
  { words: '--show-key', about: 'print its value, this once', once: true },
];

const keyNotes = `Bifrost, LiteLLM and OpenRouter. The management key comes from --key-stdin,
--key-command, JETWAY_MANAGEMENT_KEY or the keyring (jetway login --management),
never from a session: for Bifrost user:password of its administrator, for
LiteLLM the master key, for OpenRouter a management key. A Bifrost without a
password wants none.`;

const keysOptions = (flags: Flags, json: boolean) => {
  const { saveAs } = texts(flags, 'saveAs');
  const many = (name: string): readonly string[] =>
    lists(flags[name])
      .flatMap((text) => text.split(','))
      .map((text) => text.trim())
      .filter(Boolean);
  return {
    ...resolveOptions(flags),
    ...texts(flags, 'confirm'),
    ...(saveAs === undefined ? {} : { saveAs }),
    store: storeKind(flags),
    json,
    showKey: flags['showKey'] === true,
    wish: {
      ...texts(flags, 'name', 'budget', 'rate', 'expires', 'team'),
      models: many('models'),
      providers: many('providers'),
    },
  };
};

const keysRow = (row: Pick<Row, 'words' | 'about' | 'flags' | 'run'>): Row => ({
  ...row,
  flags: [...connectFlags, ...row.flags, ...jsonFlags],
  notes: () => keyNotes,
});

/** What is managed at the gateway itself. */
export const manageRows: readonly Row[] = [
  {
    words: 'gateway list',
    about: 'the gateways in the account',
    flags: commonFlags,
    notes: () => permission('Read'),
    run: async ({ flags, json, system }) =>
      (await import('../gateway.ts')).gatewayList(gatewayOptions(flags, json), system),
  },
  {
    words: 'gateway show <name>',
    about: 'all settings of one',
    flags: commonFlags,
    notes: () => permission('Read'),
    run: async ({ flags, words, json, system }) =>
      (await import('../gateway.ts')).gatewayShow(words[0] ?? '', gatewayOptions(flags, json), system),
  },
  {
    words: 'gateway create <name>',
    about: 'make one, with authentication on',
    flags: [...commonFlags, ...changeFlags, ...consentFlags],
    notes: () => `${settingNotes}\n\n${permission('Edit')}`,
    run: async ({ flags, words, json, system }) =>
      (await import('../gateway.ts')).gatewayCreate(words[0] ?? '', gatewayOptions(flags, json), system),
  },
  {
    words: 'gateway update <name>',
    about: 'change settings of one, and leave all others as they are',
    flags: [...commonFlags, ...changeFlags, ...consentFlags],
    notes: () => `${settingNotes}\n\n${permission('Edit')}`,
    run: async ({ flags, words, json, system }) =>
      (await import('../gateway.ts')).gatewayUpdate(words[0] ?? '', gatewayOptions(flags, json), system),
  },
  {
    words: 'gateway delete <name>',
    about: 'delete one and what goes with it, after its name was given',
    flags: [...commonFlags, ...confirmFlags],
    notes: () => permission('Edit'),
    run: async ({ flags, words, json, system }) =>
      (await import('../gateway.ts')).gatewayDelete(words[0] ?? '', gatewayOptions(flags, json), system),
  },
  keysRow({
    words: 'keys list',
    about: 'all keys, their budgets and models, never their values',
    flags: [],
    run: async ({ flags, json, system }) => (await import('../keys.ts')).keysList(keysOptions(flags, json), system),
  }),
  keysRow({
    words: 'keys show <name>',
    about: 'all that the gateway tells of one',
    flags: [],
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysShow(words[0] ?? '', keysOptions(flags, json), system),
  }),
  keysRow({
    words: 'keys create [name]',
    about: 'make one; --save-as stores it, --show-key prints it',
    flags: [nameFlag, ...wishFlags, ...valueFlags],
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysCreate(words[0], keysOptions(flags, json), system),
  }),
  keysRow({
    words: 'keys update <name>',
    about: 'change what is named, and leave all else',
    flags: [nameFlag, ...wishFlags],
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysUpdate(words[0] ?? '', keysOptions(flags, json), system),
  }),
  ...([true, false] as const).map((active) =>
    keysRow({
      words: `keys ${active ? 'enable' : 'disable'} <name>`,
      about: active ? 'switch one on again' : 'switch one off',
      flags: [],
      run: async ({ flags, words, json, system }) =>
        (await import('../keys.ts')).keysSwitch(words[0] ?? '', active, keysOptions(flags, json), system),
    }),
  ),
  keysRow({
    words: 'keys rotate <name>',
    about: 'give one another value; the old one is dead at once',
    flags: [...valueFlags, ...consentFlags.filter(({ words }) => words !== '--dry-run')],
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysRotate(words[0] ?? '', keysOptions(flags, json), system),
  }),
  keysRow({
    words: 'keys delete <name>',
    about: 'delete one, after its name was given',
    flags: confirmFlags.filter(({ words }) => words !== '--dry-run'),
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysDelete(words[0] ?? '', keysOptions(flags, json), system),
  }),
];
