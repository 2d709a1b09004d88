import { gatewayFlags, jsonFlags, type Flag } from '../../options/flags.ts';
import { resolveOptions, lists, texts, type Flags } from '../../options/read-flags.ts';
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
];
