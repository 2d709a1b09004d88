import { Failure } from '../../failure.ts';
import { has, readArguments, refuse, type Refusals, type Syntax } from '../command-line.ts';

/** A subcommand that the user's arguments begin with. */
export interface Command {
  readonly word: string;
  /** `routed`: it may call the model, so it gets the gateway. `apart`: it opens no session and needs none. */
  readonly kind: 'routed' | 'apart';
}

/** Undefined for a session. Throws a `usage` Failure for what would run on another machine or account than the gateway's. */
export function commandOf(args: readonly string[]): Command | undefined {
  const [word] = args;
  refuse(readArguments(args, syntax), refusals);
  if (word === undefined) return undefined;
  if (outside.includes(word)) {
    throw new Failure('usage', ...leaves(word, 'it works on sessions that do not go through the gateway'));
  }
  if (routed.includes(word)) return { word, kind: 'routed' };
  return apart.includes(word) ? { word, kind: 'apart' } : undefined;
}

/** Whether the session's id is already decided: a second one is an error or would start a new conversation (2.1.330). */
export function setsSession(args: readonly string[]): boolean {
  return has(readArguments(args, syntax), '--continue', '--resume', '--session-id', '--from-pr');
}

/** Whether `--settings` is given: only the last one counts (2.1.330). */
export function givesSettings(args: readonly string[]): boolean {
  return has(readArguments(args, syntax), '--settings');
}

/** What the last `--settings` says, where it is JSON and no path. */
export function settingsIn(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const given = own.flatMap((arg, index) => {
    const value = arg === '--settings' ? own[index + 1] : /^--settings=(.*)$/s.exec(arg)?.[1];
    return value === undefined ? [] : [value];
  });
  const last = given.at(-1)?.trim() ?? '';
  return last.startsWith('{') ? last : undefined;
}

/** Whether there is no terminal to pick a model in. */
export function isPrintMode(args: readonly string[]): boolean {
  return has(readArguments(args, syntax), '--print');
}

/**
 * Under the host flag Claude Code takes provider, credential and model variables out of every settings `env` and ignores
 * `apiKeyHelper` and `forceLogin…`; `model` loses against `--model`. This variable is not among them. A file's content
 * is not looked at: what it holds ranks no higher than the user's own settings.
 */
export function checkSettings(args: readonly string[]): void {
  for (const { flag, value } of readArguments(args, syntax).flags) {
    if (flag === '--settings' && value !== undefined && switchesTrafficOn(value)) {
      throw new Failure(
        'usage',
        `--settings changes ${traffic}: Claude Code could then send the gateway's key to its vendor.`,
        `Leave ${traffic} out of --settings`,
      );
    }
  }
}

/** 2.1.330 looks for some of these in first place only, so no argument of ours may stand before any of them. */
const routed: readonly string[] = ['doctor', 'auto-mode'];
const apart: readonly string[] =
  'auth setup-token install update upgrade import purge gateway mcp plugin plugins logs stop kill rm'.split(' ');
const outside: readonly string[] = ['agents', 'attach', 'respawn', 'daemon', 'remote-control', 'rc', 'ultrareview'];

/** As `claude --help` has them (2.1.332), and some that it keeps to itself. */
const syntax: Syntax = {
  parser: 'commander',
  valued:
    '--add-dir --agent --agents --allowedTools|--allowed-tools --append-system-prompt --append-system-prompt-file ' +
    '--autocompact --betas --debug-file --disallowedTools|--disallowed-tools --effort --environment --fallback-model ' +
    '--file --input-format --json-schema --max-budget-usd --max-turns --mcp-config --model -n|--name --output-format ' +
    '--permission-mode --permission-prompt-tool --permission-prompts --plugin-dir --plugin-url ' +
    '--remote-control-session-name-prefix --session-id --setting-sources --settings --system-prompt ' +
    '--system-prompt-file --system-prompt-snapshot --tools',
  optional: '--cloud -d|--debug --from-pr --prompt-suggestions --remote-control -r|--resume --teleport -w|--worktree',
  plain: '-c|--continue -h|--help -p|--print -v|--version',
};

const background = 'a background session is started by a service that has neither the gateway nor its key';
const cloud = "the session runs in the vendor's cloud";
const elsewhere: Readonly<Record<string, string>> = {
  '--bg': background,
  '--background': background,
  '--cloud': cloud,
  '--environment': cloud,
  '--teleport': cloud,
  '--remote-control': "the session is steered from the vendor's service and needs its login",
  '--desktop': 'the session runs in another program',
  '--tmux': 'the session gets the variables that tmux was started with',
};
const refusals: Refusals = Object.fromEntries(
  Object.entries(elsewhere).map(([flag, why]) => [flag, () => leaves(flag, why)]),
);

const traffic = 'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC';

function leaves(word: string, why: string): readonly [message: string, hint: string] {
  return [
    `claude ${word} can't go through the gateway: ${why}.`,
    `Leave it out, or start it without Jetway: claude ${word}`,
  ];
}

function switchesTrafficOn(settings: string): boolean {
  const parsed = parsedObject(settings);
  const env = parsed === undefined || !('env' in parsed) ? undefined : parsed.env;
  if (typeof env !== 'object' || env === null || !(traffic in env)) return false;
  return !['1', 'true'].includes(String(env[traffic]));
}

/** Undefined for a path. */
function parsedObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
