import { Command, CommanderError } from 'commander';
import { exitCodes } from '../failure.ts';
import { flagNamed, launchFlags, type Flag } from '../options/flags.ts';
import type { Flags } from '../options/read-flags.ts';
import { usageFailure } from '../options/usage-failure.ts';
import type { System } from '../system/system.ts';
import { namesIn, placeOfWord, type Line, type Meanings, type Runs } from './read-plain.ts';

/** Reads any line; gives an exit code where it asks for help, which is written. Throws `usage` for what can't be read. */
export async function readLine(
  argv: readonly string[],
  { launch, agents, rows }: Meanings,
  system: System,
): Promise<Line | number> {
  let line: Line | undefined;
  const program = createProgram(system);
  const act = (command: Command, runs: Runs): void => {
    command.action(() => {
      const typed = { ...given(program), ...given(command) };
      line = { command: command.name(), runs, typed, words: command.args };
    });
  };
  addFlags(program, typedFlags(launchFlags, argv.slice(0, placeOfWord(argv))));
  act(program, launch);
  for (const { agent, runs } of agents) {
    const command = program.command(`${agent.id} [args...]`);
    command.description(`launch ${agent.name}; all that follows is its own`).helpGroup('Agents:');
    command.helpOption(false).allowUnknownOption().passThroughOptions();
    act(command, runs);
  }
  for (const row of rows) {
    const path = row.syntax.split(/ (?=[a-z])/);
    const own = path.pop() ?? '';
    const parent = path.reduce((above, _name, index) => groupOf(above, path.slice(0, index + 1).join(' ')), program);
    const command = parent
      .command(own, { hidden: row.hidden === true })
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
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // A group without its command has its help for an answer.
    if (error.code === 'commander.help') return exitCodes.usage;
    throw usageFailure(error.message, argv, system.host.platform);
  }
  return line ?? 0;
}

/**
 * Forty flags take half a millisecond to make: only those that the line names, or all of them for the help, and where a
 * word is no flag, so that commander can say which was meant.
 */
function typedFlags(flags: readonly Flag[], argv: readonly string[]): readonly Flag[] {
  const dashed = argv.filter((word) => word.startsWith('-')).map(namesIn);
  if (dashed.some(([first = '']) => flagNamed(flags, first) === undefined)) return flags;
  const typed = new Set(dashed.flat().map((name) => flagNamed(flags, name)));
  return flags.filter((flag) => typed.has(flag));
}

function addFlags(command: Command, flags: readonly Flag[]): void {
  for (const { syntax, about, repeated } of flags) {
    if (repeated === true) command.option(syntax, about, collect);
    else command.option(syntax, about);
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

/** `words`: from the top, as `gateway routes`. */
function groupOf(above: Command, words: string): Command {
  const name = words.slice(words.lastIndexOf(' ') + 1);
  const made = above.commands.find((command) => command.name() === name);
  if (made !== undefined) return made;
  return above
    .command(name)
    .description(groups[words] ?? '')
    .helpGroup('Commands:');
}

/** What the rows of a group have in common. */
const groups: Readonly<Record<string, string>> = {
  profile: 'saved choices of gateway, settings and models',
  config: 'what is saved, and what would be used',
  gateway: 'the gateways in your account: make, show, change, delete, their logs and limits',
  'gateway provider-keys': "providers' keys that the gateway keeps: list, add",
  'gateway routes': 'by what rules it chooses models: list, show',
  keys: 'the keys of a team at its gateway: make, show, change, delete',
};

/** What was typed, without commander's defaults: of two levels the nearer one wins only where it says something. */
function given(command: Command): Flags {
  const options = command.opts();
  return Object.fromEntries(Object.entries(options).filter(([name]) => command.getOptionValueSource(name) === 'cli'));
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
