import { Command, CommanderError } from 'commander';
import type { Agent } from './agents/agent.ts';
import { agents } from './agents/index.ts';
import { allRows, chapters, groupIn, rowsNamed } from './commands/index.ts';
import { launchOrShow } from './commands/launch-or-show.ts';
import type { Row } from './commands/row.ts';
import { launchFlags, type Flag } from './options/flags.ts';
import { fromEnvironment, type Flags } from './options/read-flags.ts';
import { exitCodes, Failure } from './failure.ts';
import { didYouMean } from './nearest.ts';
import { quote } from './text.ts';
import { refuseOurFlags, usageFailure } from './options/usage-failure.ts';
import type { System } from './system/system.ts';

/** What was parsed before something failed, for whoever reports it, and what ran, for whoever keeps its bytecode. */
export interface Seen {
  json: boolean;
  command?: string;
}

/**
 * Runs one command line and gives its exit code; throws the command's Failure. Each command is loaded when it runs.
 */
export async function cli(typed: readonly string[], system: System, seen: Seen): Promise<number> {
  const argv = valuesJoined(typed[0] === 'help' ? [...typed.slice(1), '--help'] : typed);
  const flagsEnd = placeOfWord(argv);
  const wanted = await wantedBy(argv, flagsEnd);
  let code = 0;
  const program = createProgram(system);
  const act = (command: Command, row: Pick<Row, 'flags' | 'run'>): void => {
    command.action(async () => {
      seen.command = command.name();
      // Where a command wants its own consent, a launch's standing one is none.
      const isOnce = (words: string): boolean => row.flags.some((flag) => flag.syntax === words && flag.once === true);
      const standing = [...launchFlags, ...row.flags].filter(({ syntax }) => !isOnce(syntax));
      const said = fromEnvironment(standing, system.host.env);
      const typedHere = { ...given(program), ...given(command) };
      const flags = { ...said, ...typedHere };
      seen.json = flags['json'] === true;
      code = await row.run({ flags, typed: typedHere, words: command.args, json: seen.json, system });
    });
  };
  addFlags(program, typedFlags(launchFlags, argv.slice(0, flagsEnd)));
  act(program, {
    flags: launchFlags,
    run: async (call) => {
      await refuseUnknown(call.words[0]);
      return launchOrShow(call.words[0], [], call);
    },
  });
  for (const agent of wanted.agents) {
    const command = program.command(`${agent.id} [args...]`);
    command.description(`launch ${agent.name}; all that follows is its own`).helpGroup('Agents:');
    command.helpOption(false).allowUnknownOption().passThroughOptions();
    act(command, {
      flags: [],
      run: async (call) => {
        refuseOurFlags(agent.id, argv, call.words, launchFlags, system.host.platform);
        return launchOrShow(agent.id, untouched(argv, call.words), call);
      },
    });
  }
  for (const row of wanted.rows) {
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
  return code;
}

/**
 * `--worktree` may have a value, and commander would take the name of the agent for it: the next word is, unless it names
 * an agent or a command, which want `--worktree=codex`.
 */
function valuesJoined(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('--worktree');
  if (at === -1 || placeOfWord(argv) !== at + 1) return argv;
  const next = argv[at + 1];
  const isTaken = agents.some(({ id }) => id === next) || chapters.some(({ names }) => names.includes(next ?? ''));
  if (next === undefined || isTaken) return argv.with(at, '--worktree=');
  return [...argv.slice(0, at), `--worktree=${next}`, ...argv.slice(at + 2)];
}

/** Throws `usage` where a word that names no agent is near to a command's name. */
async function refuseUnknown(word: string | undefined): Promise<void> {
  if (word === undefined || agents.some(({ id }) => id === word)) return;
  const commands = (await allRows()).filter(({ hidden }) => hidden !== true).map(({ syntax }) => groupIn(syntax));
  const meant = didYouMean(word, [...agents.map(({ id }) => id), ...commands]);
  if (meant === '') return;
  throw new Failure('usage', `There is no agent or command ${quote(word)}.`, `${meant}See: jetway --help`);
}

/** Where the line's first word stands that is no flag and no flag's value; behind the last, where there is none. */
function placeOfWord(argv: readonly string[]): number {
  let made: ReadonlySet<string> | undefined;
  const valued = (): ReadonlySet<string> =>
    (made ??= new Set(launchFlags.flatMap(({ syntax }) => (syntax.includes('<') ? namesOf(syntax) : []))));
  const takesNext = (word: string): boolean => {
    const names = namesIn(word);
    return !word.includes('=') && names.findIndex((name) => valued().has(name)) === names.length - 1;
  };
  let place = 0;
  for (let word = argv[0]; word !== undefined; word = argv[place]) {
    if (word === '--') return place + 1;
    if (!/^-./.test(word)) return place;
    place += takesNext(word) ? 2 : 1;
  }
  return argv.length;
}

/**
 * Forty commands take a millisecond or two to make, and most of them stand in files that are not loaded yet: only what the
 * line names is made. All of them where the help wants to list them.
 */
async function wantedBy(
  argv: readonly string[],
  place: number,
): Promise<{ readonly agents: readonly Agent[]; readonly rows: readonly Row[] }> {
  const isHelp = argv.slice(0, place).some((word) => word === '--help' || word === '-h');
  if (isHelp) return { agents, rows: await allRows() };
  const word = argv[place];
  const named = agents.filter(({ id }) => id === word);
  return { agents: named, rows: word === undefined || named.length > 0 ? [] : await rowsNamed(word) };
}

/**
 * Forty flags take half a millisecond to make: only those that the line names, or all of them for the help, and where a
 * word is no flag, so that commander can say which was meant.
 */
function typedFlags(flags: readonly Flag[], argv: readonly string[]): readonly Flag[] {
  const dashed = argv.filter((word) => word.startsWith('-'));
  if (dashed.length === 0) return [];
  const named = flags.map((flag) => ({ flag, names: namesOf(flag.syntax) }));
  const known = new Set(named.flatMap(({ names }) => names));
  if (dashed.some((word) => !known.has(namesIn(word)[0] ?? ''))) return flags;
  const typed = new Set(dashed.flatMap(namesIn));
  return named.flatMap(({ flag, names }) => (names.some((name) => typed.has(name)) ? [flag] : []));
}

/** `-m` and `--model` of `-m, --model <id>`. */
function namesOf(words: string): readonly string[] {
  return words.split(' ').flatMap((name) => (name.startsWith('-') ? [name.replace(',', '')] : []));
}

/** The flags of a word: `--model` of `--model=x`, `-y` and `-m` of `-ym`; of `-mx` both letters, too. */
function namesIn(word: string): readonly string[] {
  return word.startsWith('--') ? [word.split('=', 1)[0] ?? ''] : [...word.slice(1)].map((letter) => `-${letter}`);
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
