import { Command, CommanderError } from 'commander';
import { agents } from './agents/index.ts';
import { rows } from './commands/index.ts';
import type { Row } from './commands/row.ts';
import { launchOrShow } from './commands/rows/launch.ts';
import { launchFlags, type Flag } from './options/flags.ts';
import { fromEnvironment, type Flags } from './options/read-flags.ts';
import { exitCodes, Failure } from './failure.ts';
import { didYouMean } from './nearest.ts';
import { quote } from './text.ts';
import { refuseOurFlags, usageFailure } from './usage.ts';
import type { System } from './system/system.ts';

/** What was parsed before something failed, for whoever reports it, and what ran, for whoever keeps its bytecode. */
export interface Seen {
  json: boolean;
  command?: string;
}

/**
 * Runs one command line and gives its exit code; throws the command's Failure. Each command is loaded when it runs.
 */
export async function cli(argv: readonly string[], system: System, seen: Seen): Promise<number> {
  let code = 0;
  const program = createProgram(system);
  const act = (command: Command, row: Pick<Row, 'flags' | 'run'>): void => {
    command.action(async () => {
      seen.command = command.name();
      // Where a command wants its own consent, a launch's standing one is none.
      const isOnce = (words: string): boolean => row.flags.some((flag) => flag.words === words && flag.once === true);
      const standing = [...launchFlags, ...row.flags].filter(({ words }) => !isOnce(words));
      const said = fromEnvironment(standing, system.host.env);
      const flags = { ...said, ...given(program), ...given(command) };
      seen.json = flags['json'] === true;
      code = await row.run({ flags, words: command.args, json: seen.json, system });
    });
  };
  addFlags(program, typedFlags(launchFlags, argv));
  act(program, {
    flags: launchFlags,
    run: async (call) => {
      refuseUnknown(call.words[0]);
      return launchOrShow(call.words[0], [], call);
    },
  });
  const isWanted = wantedIn(argv);
  for (const agent of agents.filter(({ id }) => isWanted(id))) {
    const command = program.command(`${agent.id} [args...]`);
    command.description(`launch ${agent.name}; all that follows is its own`).helpGroup('Agents:');
    command.helpOption(false).allowUnknownOption().passThroughOptions();
    act(command, {
      flags: [],
      run: async (call) => {
        refuseOurFlags(agent.id, argv, call.words, launchFlags);
        return launchOrShow(agent.id, untouched(argv, call.words), call);
      },
    });
  }
  for (const row of rows.filter(({ words, alias }) => isWanted(groupIn(words), alias))) {
    const [group = '', ...rest] = row.words.split(/ (?=[a-z])/);
    const parent = rest.length === 0 ? program : groupOf(program, group);
    const command = parent
      .command(rest.join(' ') || group, { hidden: row.hidden === true })
      .description(row.about)
      .helpGroup('Commands:');
    if (row.alias !== undefined) command.alias(row.alias);
    if (row.passesOn === true) command.passThroughOptions();
    // Two hundred flags take a millisecond or two: only those of the command that runs are made.
    parent.hook('preSubcommand', (_parent, chosen) => {
      if (chosen !== command) return;
      addFlags(command, row.flags);
      command.addHelpText('after', () => (row.notes === undefined ? '' : `\n${row.notes()}`));
    });
    act(command, row);
  }
  try {
    await program.parseAsync(argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // A group without its command has its help for an answer.
    if (error.code === 'commander.help') return exitCodes.usage;
    throw usageFailure(error.message, argv);
  }
  return code;
}

/** Throws `usage` where a word that names no agent is near to a command's name. */
function refuseUnknown(word: string | undefined): void {
  if (word === undefined || agents.some(({ id }) => id === word)) return;
  const commands = rows.filter(({ hidden }) => hidden !== true).map(({ words }) => groupIn(words));
  const meant = didYouMean(word, [...agents.map(({ id }) => id), ...commands]);
  if (meant === '') return;
  throw new Failure('usage', `There is no agent or command ${quote(word)}.`, `${meant}See: jetway --help`);
}

/**
 * Thirty commands take a millisecond or two to make: only those are made that a word of the line may name. All of them for
 * a line that names none, and where the help wants to list them.
 */
function wantedIn(argv: readonly string[]): (...names: readonly (string | undefined)[]) => boolean {
  const typed = new Set(argv);
  const isNamed = (...names: readonly (string | undefined)[]): boolean =>
    names.some((name) => name !== undefined && typed.has(name));
  const listed = ['help', '--help', '-h'].some((word) => typed.has(word));
  const isKnown =
    agents.some(({ id }) => isNamed(id)) || rows.some(({ words, alias }) => isNamed(groupIn(words), alias));
  return listed || !isKnown ? () => true : isNamed;
}

/** The first of a row's words: `profile` of `profile use <name>`. */
function groupIn(words: string): string {
  return words.split(' ', 1)[0] ?? '';
}

/**
 * Forty flags take half a millisecond to make: only those that the line names, or all of them for the help, and where a
 * word before any agent's is no flag, so that commander can say which was meant.
 */
function typedFlags(flags: readonly Flag[], argv: readonly string[]): readonly Flag[] {
  const agent = argv.findIndex((word) => agents.some(({ id }) => id === word));
  const dashed = argv.filter((word) => word.startsWith('-'));
  // `--model=x`, `-mx`, `-yv`.
  const namesIn = (word: string): readonly string[] =>
    word.startsWith('--') ? [word.split('=', 1)[0] ?? ''] : [...word.slice(1)].map((letter) => `-${letter}`);
  const namesOf = ({ words }: Flag): readonly string[] => words.split(/[ ,]+/).filter((name) => name.startsWith('-'));
  const known = new Set(flags.flatMap(namesOf));
  const own = agent === -1 ? argv : argv.slice(0, agent);
  const strange = own.some((word) => word.startsWith('-') && !known.has(word.split('=', 1)[0] ?? ''));
  if (strange || argv.includes('help')) return flags;
  const typed = new Set(dashed.flatMap(namesIn));
  return flags.filter((flag) => namesOf(flag).some((name) => typed.has(name)));
}

function addFlags(command: Command, flags: readonly Flag[]): void {
  for (const { words, about, repeated } of flags) {
    if (repeated === true) command.option(words, about, collect);
    else command.option(words, about);
  }
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function createProgram(system: System): Command {
  return new Command('jetway')
    .description('Launches coding agents through an AI gateway: any agent, any gateway, no file of yours edited.')
    .version(system.version, '-V, --version', 'show the version')
    .argument('[agent]', 'which to launch; all that follows its name is its own')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      outputError: () => undefined,
      writeOut: (text) => system.stdout.write(text),
      writeErr: (text) => system.stderr.write(text),
      getOutHelpWidth: () => system.stdout.columns,
      getErrHelpWidth: () => system.stderr.columns,
      getOutHasColors: () => system.stdout.colour,
      getErrHasColors: () => system.stderr.colour,
    })
    .addHelpText('after', epilogue);
}

function groupOf(program: Command, name: string): Command {
  const made = program.commands.find((command) => command.name() === name);
  if (made !== undefined) return made;
  return program
    .command(name)
    .description(groups[name] ?? '')
    .helpGroup('Commands:');
}

/** What the rows of a group have in common. */
const groups: Readonly<Record<string, string>> = {
  profile: 'saved choices of gateway, settings and models',
  config: 'where Jetway keeps what is saved',
  gateway: 'the gateways in your account: make, show, change, delete',
  keys: 'the keys of a team at its gateway: make, show, change, delete',
};

/** What was typed, without commander's defaults: of two levels the nearer one wins only where it says something. */
function given(command: Command): Flags {
  const options = command.opts();
  return Object.fromEntries(Object.entries(options).filter(([name]) => command.getOptionValueSource(name) === 'cli'));
}

/** The agent's arguments as they were typed: commander drops a `--` right behind the agent's name. */
function untouched(argv: readonly string[], args: readonly string[]): readonly string[] {
  const before = argv.length - args.length - 1;
  return argv[before] === '--' ? argv.slice(before) : args;
}

const epilogue = `
Examples:
  jetway                          asks for what is missing, then launches
  jetway codex exec "say hello"   launches Codex with its own arguments
  jetway -m gpt-5.5 codex         the same with another model, this once
  jetway demo                     all of it without an account
  jetway list-models | fzf        one id a line

A flag with a value has a variable: --base-url is JETWAY_BASE_URL.
The key has one too: JETWAY_API_KEY.

Exit codes: 0 done, 1 a bug, 2 usage, 3 configuration, 4 credential, 5 gateway,
6 model, 7 agent, 8 the doctor found a failure, 9 a budget is used up, 130
cancelled. After a launch: the agent's own, 128+n for a signal.`;
