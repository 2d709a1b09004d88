import type { Settings } from '../../config-layers/commented-json.ts';
import { Failure } from '../../failure.ts';
import { variable, type Host } from '../../host.ts';
import { at } from '../../json-path.ts';
import { has, lastOf, readArguments, type Syntax } from '../command-line.ts';

/** The subcommand, all of which open no session (0.61.0). */
export function commandOf(args: readonly string[]): string | undefined {
  const [word] = readArguments(args, syntax).words;
  return word !== undefined && commands.includes(word) ? word : undefined;
}

/** Whether it answers one prompt and ends, for all that can be told from the arguments. */
export function printsOnly(args: readonly string[]): boolean {
  return has(readArguments(args, syntax), '--prompt');
}

/**
 * Throws a `usage` Failure where the whole CLI is to run in a container: neither the home nor the headers of this launch
 * get in there, and the key would be an argument of its command (0.61.0). `settings`: by what they are called.
 */
export function checkSandbox(args: readonly string[], host: Host, settings: Readonly<Record<string, Settings>>): void {
  const named = variable(host.env, 'GEMINI_SANDBOX', host.platform)?.trim() ?? '';
  const place = named !== '' ? on(named) && 'GEMINI_SANDBOX in your environment' : (flagged(args) ?? setIn(settings));
  if (place === false) return;
  throw new Failure(
    'usage',
    `${place} runs Gemini CLI in a sandbox, which the key and the settings of this launch do not reach.`,
    'Switch it off for this launch: GEMINI_SANDBOX=false jetway gemini',
  );
}

/** The flag that asks for a sandbox; false for one that asks for none, undefined without. */
function flagged(args: readonly string[]): string | false | undefined {
  const given = lastOf(readArguments(args, syntax), '--sandbox', '--no-sandbox');
  if (given === undefined) return undefined;
  return given.flag === '--no-sandbox' || !on(given.value ?? 'true') ? false : given.typed;
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

/** 0.61.0. */
const syntax: Syntax = {
  parser: 'yargs',
  valued:
    '-m|--model -p|--prompt -i|--prompt-interactive --approval-mode --policy --admin-policy --allowed-mcp-server-names ' +
    '--allowed-tools -e|--extensions -r|--resume --session-file --session-id --delete-session --include-directories ' +
    '-o|--output-format',
  plain: '-s|--sandbox',
};
