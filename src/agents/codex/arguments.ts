import { Failure } from '../../failure.ts';

/** The subcommand, where it opens no session. Throws a `usage` Failure for one whose sessions run somewhere else. */
export function commandOf(args: readonly string[]): string | undefined {
  const word = firstWord(args);
  if (word === undefined) return undefined;
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
  for (const arg of options(args)) {
    const flag = arg.split('=')[0] ?? arg;
    if (flag === '--oss' || flag === '--local-provider' || flag === '--remote') {
      throw new Failure(
        'usage',
        `codex ${flag} takes the session away from the gateway.`,
        `Leave it out, or start it without Jetway: codex ${flag}`,
      );
    }
  }
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

export function setsWebSearch(args: readonly string[]): boolean {
  return options(args).includes('--search') || overrides(args).some(({ key }) => key === 'web_search');
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

/** Options of 0.169.0 whose value is the next argument, where it is not attached. */
const valued: readonly string[] = (
  '-c --config --enable --disable --remote --remote-auth-token-env -i --image -m --model --local-provider ' +
  '-p --profile -s --sandbox -C --cd --add-dir -a --ask-for-approval'
).split(' ');

function firstWord(args: readonly string[]): string | undefined {
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') return undefined;
    if (!arg.startsWith('-')) return arg;
    if (valued.includes(arg)) index += 1;
  }
  return undefined;
}

interface Override {
  readonly key: string;
  /** Index of the last argument it takes up. */
  readonly end: number;
}

/** Every `-c key=value` in all its spellings: `-c x`, `-cx`, `-c=x`, `--config x`, `--config=x`. */
function overrides(args: readonly string[]): readonly Override[] {
  const found: Override[] = [];
  for (let index = 0; index < args.length && args[index] !== '--'; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '-c' || arg === '--config') {
      index += 1;
      found.push({ key: keyOf(args[index] ?? ''), end: Math.min(index, args.length - 1) });
    } else {
      const attached = /^(?:--config=|-c=?)(.+)$/s.exec(arg)?.[1];
      if (attached !== undefined) found.push({ key: keyOf(attached), end: index });
    }
  }
  return found;
}

function keyOf(text: string): string {
  return (text.split('=')[0] ?? '').replaceAll(/[\s"']/g, '');
}

function options(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).filter((arg) => arg.startsWith('-'));
}
