import { Failure } from '../../failure.ts';

/** A subcommand that the user's arguments begin with. */
export interface Command {
  readonly word: string;
  /** `routed`: it may call the model, so it gets the gateway. `apart`: it opens no session and needs none. */
  readonly kind: 'routed' | 'apart';
}

/** Undefined for a session. Throws a `usage` Failure for what would run on another machine or account than the gateway's. */
export function commandOf(args: readonly string[]): Command | undefined {
  const [word] = args;
  for (const arg of options(args)) {
    const flag = arg.split('=')[0] ?? arg;
    const why = Object.hasOwn(elsewhere, flag) ? elsewhere[flag] : undefined;
    if (why !== undefined) throw leaves(flag, why);
  }
  if (word === undefined) return undefined;
  if (outside.includes(word)) throw leaves(word, 'it works on sessions that do not go through the gateway');
  if (routed.includes(word)) return { word, kind: 'routed' };
  return apart.includes(word) ? { word, kind: 'apart' } : undefined;
}

/** Whether the session's id is already decided: a second one is an error or would start a new conversation (2.1.330). */
export function setsSession(args: readonly string[]): boolean {
  return options(args).some((arg) => sessionOptions.test(arg));
}

/** Whether `--settings` is given: only the last one counts (2.1.330). */
export function givesSettings(args: readonly string[]): boolean {
  return options(args).some((arg) => /^--settings(=|$)/.test(arg));
}

/** Whether there is no terminal to pick a model in. */
export function isPrintMode(args: readonly string[]): boolean {
  return options(args).some((arg) => /^(--print$|-[a-z]*p)/.test(arg));
}

/**
 * Under the host flag Claude Code takes provider, credential and model variables out of every settings `env` and ignores
 * `apiKeyHelper` and `forceLogin…`; `model` loses against `--model`. This variable is not among them. A file's content
 * is not looked at: what it holds ranks no higher than the user's own settings.
 */
export function checkSettings(args: readonly string[]): void {
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return;
    const text = arg === '--settings' ? args[index + 1] : /^--settings=(.*)$/s.exec(arg)?.[1];
    if (text !== undefined && switchesTrafficOn(text)) {
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

const sessionOptions = /^(--(continue|resume|session-id|from-pr)(=|$)|-[pvh]*[cr])/;
const traffic = 'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC';

/** The arguments that are options; behind `--` there are none. */
function options(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).filter((arg) => arg.startsWith('-'));
}

function leaves(word: string, why: string): Failure {
  return new Failure(
    'usage',
    `claude ${word} can't go through the gateway: ${why}.`,
    `Leave it out, or start it without Jetway: claude ${word}`,
  );
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
