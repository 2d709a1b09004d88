import { Failure } from '../../failure.ts';
import {
  has,
  readArguments,
  refuse,
  valueOf,
  type CommandLine,
  type Given,
  type Refusals,
  type Syntax,
} from '../command-line.ts';

/** The subcommand, where it opens no session. Throws a `usage` Failure for one whose sessions run somewhere else. */
export function commandOf(args: readonly string[]): string | undefined {
  const line = readArguments(args, syntax);
  const [word, inner] = line.words;
  if (word === undefined) return undefined;
  if (word === 'app-server' && isOnStreams(line)) return undefined;
  if (word === 'app-server' && inner?.startsWith('generate-') === true) return word;
  const why = Object.hasOwn(elsewhere, word) ? elsewhere[word] : undefined;
  if (why !== undefined) {
    throw new Failure(
      'usage',
      `codex ${word} can't go through the gateway: ${why}.`,
      `Start it without Jetway: codex ${word}`,
    );
  }
  return apart.includes(word) ? word : undefined;
}

/** Throws a `usage` Failure for an option that takes the session away from the gateway. */
export function checkOptions(args: readonly string[]): void {
  refuse(readArguments(args, syntax), refusals);
  for (const { key } of overrides(args)) {
    if (key === 'model_provider' || key === 'model_providers' || key.startsWith('model_providers.')) {
      throw new Failure(
        'usage',
        `codex -c ${key}=… takes the session away from the gateway.`,
        'Leave it out; choose another gateway with: jetway --gateway <gateway> codex',
      );
    }
  }
}

/**
 * Over its standard streams it serves the one client that started it, and what stands before it holds for all threads that
 * name no provider of their own (0.171.0).
 */
function isOnStreams(line: CommandLine): boolean {
  return line.words[1] === undefined && (valueOf(line, '--listen') ?? 'stdio://').startsWith('stdio:');
}

/** Which earlier session the arguments go on with. Undefined: none; `last`: the newest; `picked`: one that is picked then. */
export function resumed(args: readonly string[]): 'last' | 'picked' | { readonly id: string } | undefined {
  const line = readArguments(args, syntax);
  const words = isExec(args) ? line.words.slice(1) : line.words;
  if (words[0] !== 'resume') return undefined;
  if (has(line, '--last')) return 'last';
  return words[1] === undefined ? 'picked' : { id: words[1] };
}

export function isExec(args: readonly string[]): boolean {
  const [word] = readArguments(args, syntax).words;
  return word === 'exec' || word === 'e';
}

export function setsWebSearch(args: readonly string[]): boolean {
  return has(readArguments(args, syntax), '--search') || overrides(args).some(({ key }) => key === 'web_search');
}

/** A later `-c` of the whole table would throw ours away, so ours is said again behind each one of the user's. */
export function withPolicyKept(args: readonly string[], policy: readonly string[]): readonly string[] {
  const ends = new Set(
    overrides(args)
      .filter(({ key }) => key.split('.')[0] === 'shell_environment_policy')
      .map(({ end }) => end),
  );
  return args.flatMap((arg, index) => (ends.has(index) ? [arg, ...policy] : [arg]));
}

const apart: readonly string[] = (
  'login logout update completion help mcp plugin features sandbox apply a ' +
  'archive unarchive delete migrate-rollouts migrate-nfs-db'
).split(' ');
const server = 'it serves sessions that others start, with settings of their own';
const shared = 'the sessions belong to a shared server, which keeps the settings it was started with';
const elsewhere: Readonly<Record<string, string>> = {
  cloud: "the sessions run in the vendor's cloud",
  'app-server': server,
  'exec-server': server,
  'mcp-server': server,
  'remote-control': server,
  agents: shared,
  queue: shared,
};

const away = ({ flag }: Given): readonly [string, string] => [
  `codex ${flag} takes the session away from the gateway.`,
  `Leave it out, or start it without Jetway: codex ${flag}`,
];
const refusals: Refusals = { '--oss': away, '--local-provider': away, '--remote': away };

/** 0.169.0. */
const syntax: Syntax = {
  parser: 'clap',
  valued:
    '-c|--config --enable --disable --remote --remote-auth-token-env -i|--image -m|--model --local-provider ' +
    '-p|--profile -s|--sandbox -C|--cd --add-dir -a|--ask-for-approval --listen',
};

interface Override {
  readonly key: string;
  /** Index of the last argument it takes up. */
  readonly end: number;
}

/** Every `-c key=value` in all its spellings: `-c x`, `-cx`, `-c=x`, `--config x`, `--config=x`. */
function overrides(args: readonly string[]): readonly Override[] {
  return readArguments(args, syntax)
    .flags.filter(({ flag }) => flag === '--config')
    .map(({ value = '', end }) => ({ key: (value.split('=')[0] ?? '').replaceAll(/[\s"']/g, ''), end }));
}
