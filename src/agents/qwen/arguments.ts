import {
  has,
  readArguments,
  refuse,
  unknownModel,
  valueOf,
  type CommandLine,
  type Given,
  type Refusals,
  type Syntax,
} from '../command-line.ts';
import type { ModelEndpoint, Target } from '../agent.ts';

/** The subcommand that opens no session; those that do are left to the plan (0.24.4). */
export function commandOf(args: readonly string[]): string | undefined {
  const [word] = lineOf(args).words;
  return word !== undefined && commands.includes(word) ? word : undefined;
}

/** Throws a `usage` Failure for arguments that would take a session away from the gateway (0.24.4). */
export function checkArguments(args: readonly string[]): void {
  refuse(lineOf(args), refusals);
}

/** Whether it opens one session, a new one, whose id is not decided (0.24.4): a client opens those over ACP. */
export function opensNew(args: readonly string[]): boolean {
  const line = lineOf(args);
  const [word] = line.words;
  if (word !== undefined && [...commands, ...servers].includes(word)) return false;
  return !has(line, ...sessionFlags);
}

/** The model that the session starts with. Throws a `model` Failure for one that this launch does not bring. */
export function chosen({ main, models }: Target, args: readonly string[]): ModelEndpoint {
  const named = valueOf(lineOf(args), '--model');
  if (named === undefined) return main;
  const found = models.find(({ model }) => model === named);
  if (found !== undefined) return found;
  throw unknownModel({ name: 'Qwen Code', command: 'qwen' }, named, { main, models });
}

export function lineOf(args: readonly string[]): CommandLine {
  return readArguments(args, syntax);
}

const login = ({ flag }: Given): readonly [string, string] => [
  `${flag} chooses another login than that of the gateway.`,
  `Leave ${flag} away, or start without Jetway: qwen`,
];
const refusals: Refusals = {
  '--bare': () => [
    '--bare has Qwen Code read no settings, and the gateway is in them.',
    'Leave --bare away; --safe-mode starts without your own extensions, hooks and servers too.',
  ],
  '--auth-type': login,
  '--openai-api-key': login,
  '--openai-base-url': login,
};

const sessionFlags =
  '--continue --resume --session-id --sessionId --fork-session --forkSession --acp --experimental-acp'.split(' ');

const servers: readonly string[] = 'board channel review serve'.split(' ');
const commands: readonly string[] = 'mcp extensions hooks sessions update auth sandbox'.split(' ');

/** 0.24.4. */
const syntax: Syntax = {
  parser: 'yargs',
  valued:
    '-m|--model --fallback-model -p|--prompt -i|--prompt-interactive --system-prompt --append-system-prompt ' +
    '--output-style --sandbox-image --approval-mode --channel --allowed-mcp-server-names --mcp-config --allowed-tools ' +
    '-e|--extensions --include-directories --add-dir --openai-logging-dir --openai-api-key --openai-base-url --proxy ' +
    '--input-format -o|--output-format --json-fd --json-file --json-schema --input-file -r|--resume --session-id ' +
    '--worktree --max-session-turns --max-wall-time --max-tool-calls --max-subagent-depth --core-tools ' +
    '--exclude-tools --disabled-slash-commands --auth-type --telemetry-target --telemetry-otlp-endpoint ' +
    '--telemetry-otlp-protocol --telemetry-outfile',
  plain: '-s|--sandbox -c|--continue',
};
