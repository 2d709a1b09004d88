import { Failure } from '../../failure.ts';
import { commandAmong, has, readArguments, refuse, withValues, type Refusals, type Syntax } from '../command-line.ts';
import type { Target } from '../agent.ts';

/** The command, where no model is asked in it (1.0.41). */
export function commandApart(args: readonly string[]): string | undefined {
  return commandAmong(apart, args, syntax);
}

/**
 * The user's arguments, with the gateway's models by the names that Grok knows them by. Throws a `usage` Failure for what
 * would undo the plan.
 */
export function argumentsFor(args: readonly string[], { main, models }: Target): readonly string[] {
  const line = readArguments(args, syntax);
  refuse(line, refusals);
  const [word, inner] = line.words;
  const elsewhere = word === 'agent' ? inner : word;
  if (elsewhere !== undefined && Object.hasOwn(servers, elsewhere)) refuseServer(word ?? '', elsewhere);
  const named = withValues(args, line, ({ flag }, value) =>
    flag === '--model' ? (models.find(({ about }) => about.id === value)?.model ?? value) : value,
  );
  // An earlier session has its model with it, and one that is not there is taken for xAI's (1.0.41, driven).
  const goesOn = has(line, '--continue', '--resume') && !has(line, '--model');
  return goesOn ? ['--model', main.model, ...named] : named;
}

function refuseServer(word: string, inner: string): never {
  const typed = word === inner ? word : `${word} ${inner}`;
  throw new Failure(
    'usage',
    `grok ${typed} can't go through the gateway: ${servers[inner]}.`,
    `Start it without Jetway: grok ${typed}`,
  );
}

const shared = 'its sessions belong to a process that serves others, with the settings it was started with';
const servers: Readonly<Record<string, string>> = {
  leader: shared,
  serve: shared,
  headless: "its session is steered by xAI's service, for which it wants a login there",
  'cursor-worker': "its sessions are steered by another vendor's service",
};

const refusals: Refusals = {
  '--leader': () => [
    '--leader has a process answer that may have been started otherwise.',
    'Leave it out: each session of Jetway is a process of its own.',
  ],
};

const apart: ReadonlySet<string> = new Set(
  (
    'clone completions doctor du disk-usage export help inspect login logout mcp memory plugin sessions setup trace ' +
    'update usage version v worktree wrap'
  ).split(' '),
);

/** Those of `grok agent` among them (1.0.41). */
const syntax: Syntax = {
  parser: 'clap',
  valued:
    '--agent --agents --allow|--allowedTools --cwd --debug-file --deny|--disallowedTools --disallowed-tools --json-schema ' +
    '--leader-socket -m|--model --max-turns --output-format -p|--single --permission-mode --prompt-file --prompt-json ' +
    '--effort|--reasoning-effort --rules -s|--session-id --sandbox --system-prompt|--system-prompt-override --tools ' +
    '--ref|--worktree-ref --agent-profile --plugin-dir --grok-ws-origin --grok-ws-url --cli-chat-proxy-base-url ' +
    '--xai-api-base-url',
  optional: '-r|--resume -w|--worktree',
  plain: '-h|--help -v|--version -c|--continue',
};
