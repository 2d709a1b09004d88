import { Failure } from '../failure.ts';
import { nearest } from '../models/catalogue.ts';
import type { Target } from './agent.ts';

/**
 * How an agent's program reads its own arguments. Each list is of words; the names of one flag are joined by `|`, the
 * one that it is called by here last: `-m|--model`.
 */
export interface Syntax {
  readonly parser: Parser;
  /** Flags with a value. */
  readonly valued: string;
  /** Flags that may have one: never what looks like a flag. */
  readonly optional?: string;
  /** Flags without, as far as they have two names. */
  readonly plain?: string;
}

/**
 * Whose rules hold, each seen in a program that is built on it: `commander` (Claude Code 2.1.332, Cline 3.0.65, Droid
 * 0.225.2) takes whatever follows for a value, even what looks like a flag; `clap` (Codex 0.171.0, Copilot CLI 1.0.102,
 * Goose 1.52.0) and `yargs` (Gemini CLI 0.61.0, OpenCode 1.18.33, Qwen Code 0.24.4) take no such thing. Behind a short
 * flag `commander` has the value at once, `clap` with or without `=`, `yargs` with it alone. `words` (Pi 0.87.1): each
 * flag is a word, and what follows is its value.
 */
type Parser = 'commander' | 'clap' | 'yargs' | 'words';

/** One flag of the user's. */
export interface Given {
  /** By its last name; one that the syntax does not know as it was typed. */
  readonly flag: string;
  /** As typed, without its value: `-pm` for the last of the two in `-pm x`. */
  readonly typed: string;
  readonly value?: string;
  /** The argument that it ends in, its value included. */
  readonly end: number;
}

export interface CommandLine {
  readonly flags: readonly Given[];
  /** What is neither flag nor value, before any `--`. */
  readonly words: readonly string[];
  /** What stands behind `--`. */
  readonly rest: readonly string[];
}

export function readArguments(args: readonly string[], syntax: Syntax): CommandLine {
  const flags: Given[] = [];
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') return { flags, words, rest: args.slice(index + 1) };
    if (!/^-./.test(arg)) {
      words.push(arg);
      continue;
    }
    const known = knownBy(syntax);
    const read = flagsIn(arg, syntax.parser, known);
    for (const one of read) {
      const { name, typed, value } = one;
      const { flag, takes } = known.get(name) ?? { flag: name, takes: 'nothing' };
      // Of joined ones the last alone.
      const open = value === undefined && one === read.at(-1);
      const next = open && mayTake(takes, args[index + 1], syntax.parser) ? args[index + 1] : undefined;
      if (next !== undefined) index += 1;
      const found = value ?? next;
      flags.push({ flag, typed, ...(found === undefined ? {} : { value: found }), end: index });
    }
  }
  return { flags, words, rest: [] };
}

/**
 * What opens no session: the first flag of `own` as it was typed, or else the first word where it is one of these commands.
 */
export function commandAmong(
  commands: ReadonlySet<string>,
  args: readonly string[],
  syntax: Syntax,
  own: ReadonlySet<string> = new Set(['--help', '--version']),
): string | undefined {
  const { flags, words } = readArguments(args, syntax);
  const [word] = words;
  return (
    flags.find(({ flag }) => own.has(flag))?.typed ?? (word !== undefined && commands.has(word) ? word : undefined)
  );
}

export function lastOf({ flags }: CommandLine, ...wanted: readonly string[]): Given | undefined {
  return flags.findLast(({ flag }) => wanted.includes(flag));
}

/** The value of the last one of this flag. */
export function valueOf(line: CommandLine, flag: string): string | undefined {
  return lastOf(line, flag)?.value;
}

export function has(line: CommandLine, ...wanted: readonly string[]): boolean {
  return lastOf(line, ...wanted) !== undefined;
}

/** The arguments with other values for some flags: `change` gives the value that a flag is to have. */
export function withValues(
  args: readonly string[],
  { flags }: CommandLine,
  change: (given: Given, value: string) => string,
): readonly string[] {
  const changed = new Map(
    flags.flatMap((given) => {
      const { end, value } = given;
      const whole = args[end] ?? '';
      return value === undefined
        ? []
        : [[end, whole.slice(0, whole.length - value.length) + change(given, value)] as const];
    }),
  );
  return args.map((arg, index) => changed.get(index) ?? arg);
}

/** For a model that the user names to the agent itself and this launch does not bring: it names one that it does. */
export function unknownModel(
  agent: { readonly name: string; readonly command: string },
  named: string,
  { main, models }: Pick<Target, 'main' | 'models'>,
  where = 'in this session',
): Failure {
  const about = models.map((model) => model.about);
  const [similar = main.about.id] = about.some(({ id }) => id === named) ? [named] : nearest(named, about);
  return new Failure(
    'model',
    `${agent.name} would not ask the gateway for "${named}": that is no name of a model ${where}.`,
    `Name it before the agent: jetway --model ${similar} ${agent.command}`,
  );
}

/** What an agent's plan can't stand, by the flag: what is wrong with it, and what to do. */
export type Refusals = Readonly<Record<string, (given: Given) => readonly [message: string, hint: string]>>;

/** Throws a `usage` Failure for the first flag that is one of them. */
export function refuse({ flags }: CommandLine, refusals: Refusals): void {
  for (const given of flags) {
    const say = Object.hasOwn(refusals, given.flag) ? refusals[given.flag] : undefined;
    if (say !== undefined) throw new Failure('usage', ...say(given));
  }
}

interface Known {
  readonly flag: string;
  readonly takes: 'value' | 'maybe' | 'nothing';
}

/** Made when the first flag is met: most launches give an agent none, and some read the same line four times. */
function knownBy(syntax: Syntax): ReadonlyMap<string, Known> {
  const made = tables.get(syntax) ?? namesOf(syntax);
  tables.set(syntax, made);
  return made;
}

const tables = new WeakMap<Syntax, ReadonlyMap<string, Known>>();

function namesOf({ valued, optional = '', plain = '' }: Syntax): ReadonlyMap<string, Known> {
  const rows = (list: string, takes: Known['takes']): readonly (readonly [string, Known])[] =>
    list.split(' ').flatMap((row) => {
      const names = row.split('|');
      return names.map((name) => [name, { flag: names.at(-1) ?? name, takes }] as const);
    });
  return new Map([...rows(plain, 'nothing'), ...rows(optional, 'maybe'), ...rows(valued, 'value')]);
}

interface Read {
  readonly name: string;
  readonly typed: string;
  readonly value?: string;
}

/** One for a long flag, one a letter for short ones; `--m` is `-m` to yargs. */
function flagsIn(arg: string, parser: Parser, known: ReadonlyMap<string, Known>): readonly Read[] {
  if (parser === 'words') return [{ name: arg, typed: arg }];
  if (arg.startsWith('--')) {
    const end = arg.indexOf('=');
    const typed = end === -1 ? arg : arg.slice(0, end);
    const name = parser === 'yargs' && typed.length === 3 ? typed.slice(1) : typed;
    return [{ name, typed, ...(end === -1 ? {} : { value: arg.slice(end + 1) }) }];
  }
  const found: Read[] = [];
  for (let at = 1; at < arg.length; at += 1) {
    const [name, behind] = [`-${arg[at] ?? ''}`, arg.slice(at + 1)];
    const value = joined(behind, known.get(name)?.takes ?? 'nothing', parser);
    const typed = value === undefined ? arg : arg.slice(0, at + 1);
    found.push({ name, typed, ...(value === undefined ? {} : { value }) });
    if (value !== undefined) break;
  }
  return found;
}

/** The value that stands right behind a short flag; undefined where that is the next flag. */
function joined(behind: string, takes: Known['takes'], parser: Parser): string | undefined {
  if (behind === '') return undefined;
  if (parser === 'yargs') return /^=/.test(behind) ? behind.slice(1) : undefined;
  if (takes === 'nothing') return undefined;
  return parser === 'clap' ? behind.replace(/^=/, '') : behind;
}

function mayTake(takes: Known['takes'], next: string | undefined, parser: Parser): boolean {
  if (takes === 'nothing' || next === undefined) return false;
  const flagLike = /^-[^\d]/.test(next);
  return !flagLike || (takes === 'value' && (parser === 'commander' || parser === 'words'));
}
