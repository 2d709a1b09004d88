import type { Settings } from '../../config-layers/commented-json.ts';
import { Failure } from '../../failure.ts';
import { variable, type Host } from '../../host.ts';
import { at } from '../../json-path.ts';

/** The subcommand, all of which open no session (0.61.0). */
export function commandOf(args: readonly string[]): string | undefined {
  const own = beforeTerminator(args);
  const word = own.find((arg, index) => !arg.startsWith('-') && !valueFlags.has(own[index - 1] ?? ''));
  return word !== undefined && commands.includes(word) ? word : undefined;
}

/** Whether it answers one prompt and ends, for all that can be told from the arguments. */
export function printsOnly(args: readonly string[]): boolean {
  return beforeTerminator(args).some((arg) => /^(--prompt|-[a-z]*p)(=|$)/.test(arg));
}

/**
 * Throws a `usage` Failure where the whole CLI is to run in a container: neither the home nor the headers of this launch
 * get in there, and the key would be an argument of its command (0.61.0). `settings`: by what they are called.
 */
export function checkSandbox(args: readonly string[], host: Host, settings: Readonly<Record<string, Settings>>): void {
  const named = variable(host.env, 'GEMINI_SANDBOX', host.platform)?.trim() ?? '';
  const place =
    named !== ''
      ? on(named) && 'GEMINI_SANDBOX in your environment'
      : (flagged(beforeTerminator(args)) ?? setIn(settings));
  if (place === false) return;
  throw new Failure(
    'usage',
    `${place} runs Gemini CLI in a sandbox, which the key and the settings of this launch do not reach.`,
    'Switch it off for this launch: GEMINI_SANDBOX=false jetway gemini',
  );
}

/** The flag that asks for a sandbox; false for one that asks for none, undefined without. */
function flagged(args: readonly string[]): string | false | undefined {
  const given = args.findLast((arg) => /^(--(no-)?sandbox(=|$)|-[a-z]*s[a-z]*(=|$))/.test(arg));
  if (given === undefined) return undefined;
  const [flag = '', value = 'true'] = given.split('=');
  return flag.startsWith('--no-') || !on(value) ? false : flag;
}

function setIn(settings: Readonly<Record<string, Settings>>): string | false {
  const [found] = Object.entries(settings).filter(([, one]) => on(wantedBy(one)));
  return found !== undefined && `tools.sandbox in ${found[0]}`;
}

function wantedBy(settings: Settings): unknown {
  const wanted = at(settings, 'tools', 'sandbox');
  return typeof wanted === 'object' ? at(wanted, 'enabled') : wanted;
}

function on(value: unknown): boolean {
  return typeof value === 'string' ? !['', '0', 'false'].includes(value.toLowerCase()) : value === true;
}

const commands: readonly string[] = 'mcp extensions extension skills skill hooks hook gemma'.split(' ');

/** Behind each stands its value. */
const valueFlags: ReadonlySet<string> = new Set(
  (
    '-m --model -p --prompt -i --prompt-interactive --approval-mode --policy --admin-policy --allowed-mcp-server-names ' +
    '--allowed-tools -e --extensions -r --resume --session-file --session-id --delete-session --include-directories ' +
    '-o --output-format'
  ).split(' '),
);

function beforeTerminator(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}
