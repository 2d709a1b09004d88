import { nearest } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import type { ModelEndpoint, Target } from '../agent.ts';

/** The subcommand that opens no session; those that do are left to the plan (0.24.4). */
export function commandOf(args: readonly string[]): string | undefined {
  const own = beforeTerminator(args);
  const word = own.find((arg, index) => !arg.startsWith('-') && !valueFlags.has(own[index - 1] ?? ''));
  return word !== undefined && commands.includes(word) ? word : undefined;
}

/** Throws a `usage` Failure for arguments that would take a session away from the gateway (0.24.4). */
export function checkArguments(args: readonly string[]): void {
  const given = beforeTerminator(args).map((arg) => arg.split('=')[0] ?? '');
  if (given.includes('--bare')) {
    throw new Failure(
      'usage',
      '--bare has Qwen Code read no settings, and the gateway is in them.',
      'Leave --bare away; --safe-mode starts without your own extensions, hooks and servers too.',
    );
  }
  const own = given.find((arg) => arg !== '' && logins.includes(arg));
  if (own === undefined) return;
  throw new Failure(
    'usage',
    `${own} chooses another login than that of the gateway.`,
    `Leave ${own} away, or start without Jetway: qwen`,
  );
}

/** The model that the session starts with. Throws a `model` Failure for one that this launch does not bring. */
export function chosen({ main, models }: Target, args: readonly string[]): ModelEndpoint {
  const named = modelIn(args);
  if (named === undefined) return main;
  const found = models.find(({ model }) => model === named);
  if (found !== undefined) return found;
  const [similar = main.about.id] = models.some(({ about }) => about.id === named)
    ? [named]
    : nearest(
        named,
        models.map(({ about }) => about),
      );
  throw new Failure(
    'model',
    `Qwen Code would not ask the gateway for "${named}": that is no name of a model in this session.`,
    `Name it before the agent: jetway --model ${similar} qwen`,
  );
}

export function beforeTerminator(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}

function modelIn(args: readonly string[]): string | undefined {
  const own = beforeTerminator(args);
  const index = own.findLastIndex((arg) => /^(?:-m|--model)(?:=|$)/.test(arg));
  const arg = own[index];
  if (arg === undefined) return undefined;
  return arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : own[index + 1];
}

const logins: readonly string[] = ['--auth-type', '--openai-api-key', '--openai-base-url'];

const commands: readonly string[] = 'mcp extensions hooks sessions update auth sandbox'.split(' ');

/** Behind each stands its value. */
const valueFlags: ReadonlySet<string> = new Set(
  (
    '-m --model --fallback-model -p --prompt -i --prompt-interactive --system-prompt --append-system-prompt ' +
    '--output-style --sandbox-image --approval-mode --channel --allowed-mcp-server-names --mcp-config --allowed-tools ' +
    '-e --extensions --include-directories --add-dir --openai-logging-dir --openai-api-key --openai-base-url --proxy ' +
    '--input-format -o --output-format --json-fd --json-file --json-schema --input-file -r --resume --session-id ' +
    '--worktree --max-session-turns --max-wall-time --max-tool-calls --max-subagent-depth --core-tools ' +
    '--exclude-tools --disabled-slash-commands --auth-type --telemetry-target --telemetry-otlp-endpoint ' +
    '--telemetry-otlp-protocol --telemetry-outfile'
  ).split(' '),
);
