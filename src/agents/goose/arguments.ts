import { readArguments, refuse, type Given, type Refusals, type Syntax } from '../command-line.ts';

/** The command, where no model is asked in it (1.52.0); what runs on and serves others, or runs later, gets no key either. */
export function commandApart([word = '', second = '']: readonly string[]): string | undefined {
  if (word === '' || word === 'run' || word === 'review' || word === 'acp') return undefined;
  if (word.startsWith('-')) return isAboutItself(word) ? word : undefined;
  if (word === 'term') return second === 'run' ? undefined : `${word} ${second}`.trim();
  if (word !== 'session' && word !== 's') return word;
  return apartFromSession.has(second) ? `${word} ${second}` : undefined;
}

/**
 * The user's arguments with provider and model in flags, where the command has such; plain `goose` would start its
 * wizard where nothing is set up. `keeps`: it has none, and a session that goes on in it keeps its own. Throws a `usage`
 * Failure for arguments that would leave the gateway.
 */
export function argumentsFor(
  args: readonly string[],
  provider: string,
  model: string,
): { readonly args: readonly string[]; readonly keeps: boolean } {
  const [word = ''] = args;
  if (word === 'acp' || word === 'term') return { args, keeps: true };
  refuse(readArguments(args, syntax), refusals);
  const bare = word === '' || word.startsWith('-');
  const flags = ['--provider', provider, '--model', model];
  const all = bare ? ['session', ...flags, ...args] : [word, ...flags, ...args.slice(1)];
  return { args: all, keeps: false };
}

const other = ({ flag, value = '<model>' }: Given): readonly [string, string] => [
  `${flag} would have the new model behind the way and the limits of another.`,
  `Say it to Jetway instead: jetway --model ${value} goose`,
];
const refusals: Refusals = {
  '--provider': () => ['--provider would leave the gateway.', 'Leave it away, or start plain goose for that.'],
  '--model': other,
  '--override-model': other,
};

/** Of `session`, `run` and `review` (1.52.0). */
const syntax: Syntax = {
  parser: 'clap',
  valued:
    '-n|--name --session-id --path --system --max-tool-repetitions --max-turns --container --with-extension ' +
    '--with-streamable-http-extension --with-builtin --provider --model --override-model -i|--instructions -t|--text ' +
    '--recipe --params --sub-recipe --output-format',
};

const isAboutItself = (flag: string): boolean => ['-h', '--help', '-V', '--version'].includes(flag);

const apartFromSession: ReadonlySet<string> = new Set(['list', 'remove', 'export', 'import', 'diagnostics', 'help']);
