import { commandAmong, readArguments, refuse, valueOf, type Refusals, type Syntax } from '../command-line.ts';

/** The command, where no session is opened (3.0.3). */
export function commandOf(args: readonly string[]): string | undefined {
  return commandAmong(commands, args, syntax, aboutItself);
}

/** The profile that is named. Throws a `usage` Failure for what would undo the plan. */
export function checkArguments(args: readonly string[]): string | undefined {
  const line = readArguments(args, syntax);
  refuse(line, refusals);
  return valueOf(line, '--agent');
}

const refusals: Refusals = {
  '--workdir': () => [
    '--workdir has Vibe look for settings and profiles where Jetway has not.',
    'Change to that folder first, and start it there.',
  ],
};

const aboutItself: ReadonlySet<string> = new Set(['--help', '--version', '--setup', '--check-upgrade']);
const commands: ReadonlySet<string> = new Set(['mcp', 'config', 'help', 'update']);

const syntax: Syntax = {
  parser: 'clap',
  valued:
    '--workdir --output --max-turns --max-price --max-tokens --time-limit --prompt-file --output-dir --agent ' +
    '--enabled-tools --disabled-tools --add-dir',
  optional: '--resume -p|--prompt --worktree',
  plain: '-h|--help -v|--version -c|--continue',
};
