import { has, readArguments, type Syntax } from '../command-line.ts';

/** The command, where no model is asked in it, or what is asked is not the gateway's (2.1.0). */
export function commandApart(args: readonly string[]): string | undefined {
  const { flags, words } = readArguments(args, syntax);
  const own = flags.find(({ flag }) => flag === '--help' || flag === '--version');
  if (own !== undefined) return own.typed;
  const [word] = words;
  return word !== undefined && apart.has(word) ? word : undefined;
}

/**
 * With the model's name, where the user has none there: a session that is gone on with has its own, which may be one that is
 * not in these settings. A command takes no such flag.
 */
export function argumentsFor(args: readonly string[], model: string): readonly string[] {
  const line = readArguments(args, syntax);
  return line.words.length > 0 || has(line, '--model') ? args : ['--model', model, ...args];
}

/** `acp` and `web` serve an editor or a browser: what is asked there goes to the gateway. `rc` is for a login at Kimi. */
const apart: ReadonlySet<string> = new Set(
  'export fork provider session server rc remote login doctor vis install-desktop migrate upgrade update help'.split(
    ' ',
  ),
);

const syntax: Syntax = {
  parser: 'commander',
  valued: '-m|--model -p|--prompt --output-format --skills-dir --agent --agent-file --add-dir',
  optional: '-S|--session -r|--resume',
  plain: '-V|--version -h|--help -c|--continue -C -y|--yolo --auto --plan',
};
