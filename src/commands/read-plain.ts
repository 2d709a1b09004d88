import type { Agent } from '../agents/agent.ts';
import { flagNamed, launchFlags, takesValue, type Flag } from '../options/flags.ts';
import { keyOf, type Flags } from '../options/read-flags.ts';
import type { Row } from './row.ts';

/** What a command line comes to. */
export interface Line {
  /** The name of what runs, without the group's; `jetway` where nothing is named. */
  readonly command: string;
  readonly runs: Runs;
  /** The flags that are given, by camel-case name. */
  readonly typed: Flags;
  readonly words: readonly string[];
}

/** What a line can run: a row of the commands, or a launch. */
export type Runs = Pick<Row, 'flags' | 'run'>;

/** What the first word of a line may mean, by which the line is read. */
export interface Meanings {
  /** Without a word. */
  readonly launch: Runs;
  readonly agents: readonly { readonly agent: Agent; readonly runs: Runs }[];
  readonly rows: readonly Row[];
}

/**
 * Reads a line that is known flags, written out, and the words of one command: to what commander makes of it, which takes
 * milliseconds longer to be loaded and set up. Undefined for any other line, right or wrong, which commander is to read.
 */
export function readPlain(argv: readonly string[], { launch, agents, rows }: Meanings): Line | undefined {
  const place = placeOfWord(argv);
  const before = argv[place - 1] === '--' ? undefined : readFlags(argv.slice(0, place), launchFlags);
  if (before === undefined) return undefined;
  const [word, ...after] = argv.slice(place);
  if (word === undefined) return { command: 'jetway', runs: launch, typed: before.typed, words: [] };
  const named = agents.find(({ agent }) => agent.id === word);
  if (named !== undefined) {
    const words = after[0] === '--' ? after.slice(1) : after;
    return { command: word, runs: named.runs, typed: before.typed, words };
  }
  const [row] = rows;
  if (row === undefined || rows.length > 1) return undefined;
  const [command = '', ...places] = row.syntax.split(' ');
  const own = readFlags(after, row.flags, row.passesOn);
  if (own === undefined || !takes(places, own.words.length)) return undefined;
  return { command, runs: row, typed: { ...before.typed, ...own.typed }, words: own.words };
}

/** `passesOn`: up to the first word. Undefined where a word is no flag of these, or one whose value is missing, may be, or may be several. */
function readFlags(
  argv: readonly string[],
  flags: readonly Flag[],
  passesOn = false,
): { readonly typed: Flags; readonly words: readonly string[] } | undefined {
  const typed: Record<string, unknown> = {};
  const words: string[] = [];
  for (let place = 0; place < argv.length; place += 1) {
    const word = argv[place] ?? '';
    const isFlag = /^-./.test(word);
    if (word === '--' || (passesOn && !isFlag)) {
      words.push(...argv.slice(word === '--' ? place + 1 : place));
      break;
    }
    if (!isFlag) {
      words.push(word);
      continue;
    }
    const [, name = '', joined] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [word, word];
    const flag = flagNamed(flags, name);
    const isValued = takesValue(flag);
    if (flag === undefined || /\[|\.\.\./.test(flag.syntax) || (joined !== undefined && !isValued)) return undefined;
    if (isValued && joined === undefined) place += 1;
    const value = isValued ? (joined ?? argv[place]) : !name.startsWith('--no-');
    if (value === undefined) return undefined;
    const key = keyOf(flag);
    typed[key] = flag.repeated === true ? [...((typed[key] as readonly string[] | undefined) ?? []), value] : value;
  }
  return { typed, words };
}

/** Whether a command whose arguments are written so takes that many words: `<name>`, `[name]`, `[names...]`. */
function takes(places: readonly string[], count: number): boolean {
  const least = places.filter((one) => one.startsWith('<')).length;
  return count >= least && (count <= places.length || places.some((one) => one.includes('...')));
}

/** Where the line's first word stands that is no flag and no flag's value; behind the last, where there is none. */
export function placeOfWord(argv: readonly string[]): number {
  const takesNext = (word: string): boolean => {
    const names = namesIn(word);
    const isValued = (name: string): boolean => takesValue(flagNamed(launchFlags, name));
    return !word.includes('=') && names.findIndex(isValued) === names.length - 1;
  };
  let place = 0;
  for (let word = argv[0]; word !== undefined; word = argv[place]) {
    if (word === '--') return place + 1;
    if (!/^-./.test(word)) return place;
    place += takesNext(word) ? 2 : 1;
  }
  return argv.length;
}

/** The flags of a word: `--model` of `--model=x`, `-y` and `-m` of `-ym`; of `-mx` both letters, too. */
export function namesIn(word: string): readonly string[] {
  return word.startsWith('--') ? [word.split('=', 1)[0] ?? ''] : [...word.slice(1)].map((letter) => `-${letter}`);
}
