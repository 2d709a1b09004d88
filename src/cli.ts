import type { Agent } from './agents/agent.ts';
import { agents } from './agents/index.ts';
import { allRows, chapters, groupIn, rowsNamed } from './commands/index.ts';
import { launchOrShow } from './commands/launch-or-show.ts';
import { placeOfWord, readPlain, type Meanings, type Runs } from './commands/read-plain.ts';
import { launchFlags } from './options/flags.ts';
import { fromEnvironment } from './options/read-flags.ts';
import { refuseOurFlags } from './options/usage-failure.ts';
import { Failure } from './failure.ts';
import { didYouMean } from './nearest.ts';
import { quote } from './text.ts';
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
  const meanings = await meaningsOf(argv, system);
  const line =
    readPlain(argv, meanings) ?? (await (await import('./commands/read-line.ts')).readLine(argv, meanings, system));
  if (typeof line === 'number') return line;
  const { command, runs, words } = line;
  seen.command = command;
  // Where a command wants its own consent, a launch's standing one is none.
  const isOnce = (syntax: string): boolean => runs.flags.some((flag) => flag.syntax === syntax && flag.once === true);
  const standing = [...launchFlags, ...runs.flags].filter(({ syntax }) => !isOnce(syntax));
  const flags = { ...fromEnvironment(standing, system.host.env), ...line.typed };
  seen.json = flags['json'] === true;
  return runs.run({ flags, typed: line.typed, words, json: seen.json, system });
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

/**
 * Forty commands take a millisecond or two to make, and most of them stand in files that are not loaded yet: only what the
 * line names is made. All of them where the help wants to list them.
 */
export async function meaningsOf(argv: readonly string[], system: System): Promise<Meanings> {
  const place = placeOfWord(argv);
  const isHelp = argv.slice(0, place).some((word) => word === '--help' || word === '-h');
  const word = argv[place];
  const named = agents.filter(({ id }) => isHelp || id === word);
  const rowsOf = async (): ReturnType<typeof allRows> => {
    if (isHelp) return allRows();
    return word === undefined || named.length > 0 ? [] : rowsNamed(word);
  };
  return {
    launch: {
      flags: launchFlags,
      run: async (call) => {
        await refuseUnknown(call.words[0]);
        return launchOrShow(call.words[0], [], call);
      },
    },
    agents: named.map((agent) => ({ agent, runs: launchOf(agent, argv, system) })),
    rows: await rowsOf(),
  };
}

function launchOf(agent: Agent, argv: readonly string[], system: System): Runs {
  return {
    flags: [],
    run: async (call) => {
      refuseOurFlags(agent.id, argv, call.words, launchFlags, system.host.platform);
      return launchOrShow(agent.id, untouched(argv, call.words), call);
    },
  };
}

/** Throws `usage` where a word that names no agent is near to a command's name. */
async function refuseUnknown(word: string | undefined): Promise<void> {
  if (word === undefined || agents.some(({ id }) => id === word)) return;
  const commands = (await allRows()).filter(({ hidden }) => hidden !== true).map(({ syntax }) => groupIn(syntax));
  const meant = didYouMean(word, [...agents.map(({ id }) => id), ...commands]);
  if (meant === '') return;
  throw new Failure('usage', `There is no agent or command ${quote(word)}.`, `${meant}See: jetway --help`);
}

/** The agent's arguments as they were typed: commander drops a `--` right behind the agent's name. */
function untouched(argv: readonly string[], args: readonly string[]): readonly string[] {
  const before = argv.length - args.length - 1;
  return argv[before] === '--' ? argv.slice(before) : args;
}
