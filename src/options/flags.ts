import { gateways } from '../gateways/index.ts';

/** A flag as the command line knows it: how it is written, and what it says in the help. */
export interface Flag {
  readonly syntax: string;
  readonly about: string;
  /** May be given several times. */
  readonly repeated?: boolean;
  /** Has no `JETWAY_*` variable: it reads stdin, or consents for this once. */
  readonly once?: boolean;
  /** What a shell offers for its value. Absent: files. */
  readonly completes?: Completes;
}

/** By `-m` or `--model` the flag that is written `-m, --model <id>`. */
export function flagNamed(flags: readonly Flag[], name: string): Flag | undefined {
  return flags.find(({ syntax }) => name.startsWith('-') && syntax.split(/,? /).includes(name));
}

/** Whether a value must follow; a flag of `[name]` may have one. */
export function takesValue(flag: Flag | undefined): boolean {
  return flag?.syntax.includes('<') === true;
}

/** Kinds of words that a shell can offer. */
export type Completes =
  | 'agents'
  | 'checks'
  | 'gateways'
  | 'launchers'
  | 'managed-settings'
  | 'models'
  | 'orders'
  | 'profiles'
  | 'settings'
  | 'shells'
  | 'stores'
  | 'subjects';

export const gatewayFlags: readonly Flag[] = [
  { syntax: '--profile <name>', about: 'saved choice to use', completes: 'profiles' },
  {
    syntax: '--gateway <kind>',
    completes: 'gateways',
    get about() {
      return gateways.map(({ id }) => id).join(', ');
    },
  },
  { syntax: '--base-url <url>', about: "the gateway's address" },
  { syntax: '--account-id <id>', about: 'Cloudflare account' },
  { syntax: '--gateway-id <id>', about: 'Cloudflare gateway' },
  {
    syntax: '--set <name=value>',
    about: 'another setting of the gateway',
    repeated: true,
    once: true,
    completes: 'settings',
  },
  { syntax: '--key-stdin', about: 'read the key from standard input', once: true },
  { syntax: '--key-command <command>', about: 'a command that prints the key; no shell' },
  { syntax: '--key-ttl <time>', about: 'how long that key holds: 45m; a relay asks for it again' },
  { syntax: '--no-project', about: `go without what the repository's .jetway.json says` },
  { syntax: '--verbose', about: 'say more' },
];

export const modelFlags: readonly Flag[] = [
  { syntax: '-m, --model <id>', about: 'model to use', completes: 'models' },
  { syntax: '--small-model <id>', about: 'model for cheap work: titles, summaries', completes: 'models' },
];

export const tagFlag: Flag = { syntax: '--tag <key=value>', about: 'tell the gateway this too', repeated: true };

export const sessionFlags: readonly Flag[] = [
  { syntax: '--provider-key-stdin', about: "read a provider's own key from standard input", once: true },
  tagFlag,
  { syntax: '--no-attribution', about: 'tell the gateway nothing of user, project, agent and session' },
];

export const relayFlag: Flag = {
  syntax: '--relay <when>',
  about: 'auto, always or never: a server of the launch before the gateway',
};

const relayFlags: readonly Flag[] = [
  relayFlag,
  { syntax: '--budget <amount>', about: 'stop the session at 5usd, or at 2mtok' },
  { syntax: '--allow-models <ids>', about: 'refuse every other model; several with commas', repeated: true },
  { syntax: '--inspect', about: 'note what fills each request, in numbers', once: true },
];

export const managedFlags: readonly Flag[] = [
  { syntax: '--override-managed-settings', about: "set an administrator's settings aside, this once", once: true },
];

export const jsonFlags: readonly Flag[] = [{ syntax: '--json', about: 'print JSON', once: true }];

export const launchFlags: readonly Flag[] = [
  ...gatewayFlags,
  ...modelFlags,
  ...sessionFlags,
  ...relayFlags,
  ...managedFlags,
  { syntax: '--mcp', about: "attach the gateway's own MCP server for the session" },
  { syntax: '--worktree [name]', about: "start in a worktree of git's, on a branch of its own", once: true },
  { syntax: '--dry-run', about: 'show what a launch would do, and do nothing', once: true },
  ...jsonFlags,
  { syntax: '--ask', about: 'ask the questions again; a stored key is kept', once: true },
  { syntax: '--check', about: 'check even what passed within 15 minutes', once: true },
  { syntax: '--no-check', about: 'launch unchecked' },
  { syntax: '--summary <when>', about: "always or never: a line on the session's usage at its end" },
  { syntax: '--statusline', about: "in Claude Code's status line: cost, and what is left" },
  { syntax: '--export <kind>', about: 'otlp: tell an OpenTelemetry collector of the session; none' },
  { syntax: '-y, --yes', about: 'install the agent where it is missing' },
];
