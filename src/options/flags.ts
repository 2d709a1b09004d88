import { gateways } from '../gateways/index.ts';
import { orders } from '../models/catalogue.ts';

/** A flag as the command line knows it: how it is written, and what it says in the help. */
export interface Flag {
  readonly words: string;
  readonly about: string;
  /** May be given several times. */
  readonly repeated?: boolean;
  /** Has no `JETWAY_*` variable: it reads stdin, or consents for this once. */
  readonly once?: boolean;
  /** What a shell offers for its value. Absent: files. */
  readonly completes?: Completes;
}

/** Kinds of words that a shell can offer. */
export type Completes =
  | 'agents'
  | 'checks'
  | 'gateways'
  | 'models'
  | 'orders'
  | 'profiles'
  | 'settings'
  | 'shells'
  | 'stores';

export const gatewayFlags: readonly Flag[] = [
  { words: '--profile <name>', about: 'saved choice to use', completes: 'profiles' },
  {
    words: '--gateway <kind>',
    completes: 'gateways',
    get about() {
      return gateways.map(({ id }) => id).join(', ');
    },
  },
  { words: '--base-url <url>', about: "the gateway's address" },
  { words: '--account-id <id>', about: 'Cloudflare account' },
  { words: '--gateway-id <id>', about: 'Cloudflare gateway' },
  {
    words: '--set <name=value>',
    about: 'another setting of the gateway',
    repeated: true,
    once: true,
    completes: 'settings',
  },
  { words: '--key-stdin', about: 'read the key from standard input', once: true },
  { words: '--key-command <command>', about: 'a command that prints the key; no shell' },
  { words: '--key-ttl <time>', about: 'how long that key holds: 45m; a relay asks for it again' },
  { words: '--verbose', about: 'say more' },
];

export const modelFlags: readonly Flag[] = [
  { words: '-m, --model <id>', about: 'model to use', completes: 'models' },
  { words: '--small-model <id>', about: 'model for cheap work: titles, summaries', completes: 'models' },
];

export const sessionFlags: readonly Flag[] = [
  { words: '--provider-key-stdin', about: "read a provider's own key from standard input", once: true },
  { words: '--tag <key=value>', about: 'tell the gateway this too', repeated: true },
  { words: '--no-attribution', about: 'tell the gateway nothing of user, project, agent and session' },
];

const relayFlag: Flag = {
  words: '--relay <when>',
  about: 'auto, always or never: a server of the launch before the gateway',
};

const relayFlags: readonly Flag[] = [
  relayFlag,
  { words: '--budget <amount>', about: 'stop the session at 5usd, or at 2mtok' },
  { words: '--allow-models <ids>', about: 'refuse every other model; several with commas', repeated: true },
  { words: '--inspect', about: 'note what fills each request, in numbers', once: true },
];

const managedFlags: readonly Flag[] = [
  { words: '--override-managed-settings', about: "set an administrator's settings aside, this once", once: true },
];

export const jsonFlags: readonly Flag[] = [{ words: '--json', about: 'print JSON', once: true }];

export const launchFlags: readonly Flag[] = [
  ...gatewayFlags,
  ...modelFlags,
  ...sessionFlags,
  ...relayFlags,
  ...managedFlags,
  { words: '--dry-run', about: 'show what a launch would do, and do nothing', once: true },
  ...jsonFlags,
  { words: '--ask', about: 'ask every question again', once: true },
  { words: '--check', about: 'check even what passed within 15 minutes', once: true },
  { words: '--no-check', about: 'launch unchecked' },
  { words: '--summary <when>', about: "always or never: a line on the session's usage at its end" },
  { words: '-y, --yes', about: 'install the agent where it is missing' },
];

/** Not to ask the gateway for its list. */
const offlineFlag: Flag = { words: '--offline', about: 'the list that was kept; the gateway is not asked' };

export const listFlags: readonly Flag[] = [
  ...gatewayFlags,
  { words: '--agent <agent>', about: 'what this agent can use', once: true, completes: 'agents' },
  { words: '--search <text>', about: 'all of these words', once: true },
  { words: '--tools', about: 'only what is known to call tools', once: true },
  { words: '--min-context <tokens>', about: 'only windows known to be as large: 200k, 1m', once: true },
  {
    words: '--sort <order>',
    about: `${orders.join(', ')}; else in the gateway's order`,
    once: true,
    completes: 'orders',
  },
  relayFlag,
  offlineFlag,
  { words: '--timeout <seconds>', about: 'wait no longer for the gateway; else 30' },
  {
    words: '--compare <profiles...>',
    about: 'two profiles side by side, or one beside that in use',
    once: true,
    completes: 'profiles',
  },
  ...jsonFlags,
];

export const doctorFlags: readonly Flag[] = [
  ...gatewayFlags,
  ...modelFlags,
  relayFlag,
  ...managedFlags,
  {
    words: '--only <ids>',
    about: 'these checks alone; several with commas',
    repeated: true,
    once: true,
    completes: 'checks',
  },
  { words: '--skip <ids>', about: 'all checks but these', repeated: true, once: true, completes: 'checks' },
  { words: '--deep', about: 'also send real requests as the agents do; costs money', once: true },
  { words: '--report', about: 'one text to paste into an issue, without names, ids and keys', once: true },
  { words: '--fix', about: 'show what can be repaired of your files, and repair it after consent', once: true },
  { words: '--undo', about: 'take back what the last --fix changed', once: true },
  { words: '-y, --yes', about: 'agree to what --deep costs and --fix changes', once: true },
  ...jsonFlags,
];
