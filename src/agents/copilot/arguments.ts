import { has, readArguments, refuse, type Given, type Refusals, type Syntax } from '../command-line.ts';

/** The subcommand, where it opens no session (1.0.102). */
export function commandOf(args: readonly string[]): string | undefined {
  const [word] = args;
  return word !== undefined && commands.has(word) ? word : undefined;
}

/** Throws a `usage` Failure for arguments that would leave the gateway, or the limits of the model (1.0.102). */
export function checkArguments(args: readonly string[]): void {
  refuse(readArguments(args, syntax), refusals);
}

/** Whether it opens one session, a new one, whose id is not decided (1.0.102): a client opens those over ACP. */
export function opensNew(args: readonly string[]): boolean {
  const line = readArguments(args, syntax);
  return line.words.length === 0 && !has(line, ...sessionFlags);
}

const sessionFlags = '-r --resume --continue --session-id --connect --cloud --acp --server'.split(' ');

const elsewhere = ({ flag }: Given): readonly [string, string] => [
  `${flag} is for sessions on a server of GitHub's, with the models and keys that are there.`,
  'Leave it away, or start plain copilot for that.',
];
const refusals: Refusals = {
  '--connect': elsewhere,
  '--environment-host': elsewhere,
  '--model': ({ value = 'auto' }) => [
    '--model would have the new model behind the way and the limits of another.',
    `Say it to Jetway instead: jetway --model ${value === 'auto' ? '<model>' : value} copilot`,
  ],
};

/** As `copilot help` has them (1.0.102). */
const syntax: Syntax = {
  parser: 'clap',
  valued:
    '--add-dir --add-github-mcp-tool --add-github-mcp-toolset --additional-mcp-config --agent --attachment --auto-tier ' +
    '--context --disable-mcp-server --dynamic-retrieval --enable-mcp-server --environment-compute-id ' +
    '--environment-host --extension-sdk-path -i|--interactive --log-dir --log-level --max-ai-credits ' +
    '--max-autopilot-continues --mcp-github-auth --mode --model -n|--name --output-format --plugin-dir -p|--prompt ' +
    '--reasoning-effort --session-id --stream --usage-output-file',
};

const commands: ReadonlySet<string> = new Set([
  'app',
  'login',
  'help',
  'config',
  'update',
  'version',
  'sessions',
  'memories',
  'plugin',
  'mcp',
  'skill',
  'instruction',
  'lsp',
  'sandbox',
  'completion',
]);
