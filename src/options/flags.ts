import { gateways } from '../gateways/index.ts';

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
  { words: '--no-project', about: `go without what the repository's .jetway.json says` },
  { words: '--verbose', about: 'say more' },
];

export const modelFlags: readonly Flag[] = [
  { words: '-m, --model <id>', about: 'model to use', completes: 'models' },
  { words: '--small-model <id>', about: 'model for cheap work: titles, summaries', completes: 'models' },
];

export const tagFlag: Flag = { words: '--tag <key=value>', about: 'tell the gateway this too', repeated: true };

export const sessionFlags: readonly Flag[] = [
  { words: '--provider-key-stdin', about: "read a provider's own key from standard input", once: true },
  tagFlag,
  { words: '--no-attribution', about: 'tell the gateway nothing of user, project, agent and session' },
];

export const relayFlag: Flag = {
  words: '--relay <when>',
  about: 'auto, always or never: a server of the launch before the gateway',
};

const relayFlags: readonly Flag[] = [
  relayFlag,
  { words: '--budget <amount>', about: 'stop the session at 5usd, or at 2mtok' },
  { words: '--allow-models <ids>', about: 'refuse every other model; several with commas', repeated: true },
  { words: '--inspect', about: 'note what fills each request, in numbers', once: true },
];

export const managedFlags: readonly Flag[] = [
  { words: '--override-managed-settings', about: "set an administrator's settings aside, this once", once: true },
];

export const jsonFlags: readonly Flag[] = [{ words: '--json', about: 'print JSON', once: true }];

export const launchFlags: readonly Flag[] = [
  ...gatewayFlags,
  ...modelFlags,
  ...sessionFlags,
  ...relayFlags,
  ...managedFlags,
  { words: '--mcp', about: "attach the gateway's own MCP server for the session" },
  { words: '--worktree [name]', about: "start in a worktree of git's, on a branch of its own", once: true },
  { words: '--dry-run', about: 'show what a launch would do, and do nothing', once: true },
  ...jsonFlags,
  { words: '--ask', about: 'ask the questions again; a stored key is kept', once: true },
  { words: '--check', about: 'check even what passed within 15 minutes', once: true },
  { words: '--no-check', about: 'launch unchecked' },
  { words: '--summary <when>', about: "always or never: a line on the session's usage at its end" },
  { words: '--statusline', about: "in Claude Code's status line: cost, and what is left" },
  { words: '--export <kind>', about: 'otlp: tell an OpenTelemetry collector of the session; none' },
  { words: '-y, --yes', about: 'install the agent where it is missing' },
];
