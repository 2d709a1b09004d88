import { nearest } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import type { Reached } from './providers.ts';

/** The subcommand; `exec` and `resume` open a session (0.225.2). */
export function commandOf(args: readonly string[]): string | undefined {
  const word = args.find((arg, index) => !arg.startsWith('-') && !valueFlags.has(args[index - 1] ?? ''));
  return word !== undefined && commands.has(word) ? word : undefined;
}

/**
 * The user's arguments, with the gateway's models by the ids that Droid knows them by. Throws a `usage` Failure for what
 * would undo the plan, a `model` Failure for a model that this launch does not bring. `airgap`: Factory is not asked.
 */
export function argumentsFor(args: readonly string[], models: readonly Reached[], airgap: boolean): readonly string[] {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const isExec = commandOf(own) === 'exec';
  for (const [index, arg] of own.entries()) {
    if (isValue(own, index)) continue;
    const [flag = ''] = arg.split('=');
    if (flag === '--settings') throw new Failure('usage', ...settings);
    if (isExec && airgap && (flag === '--session-id' || /^-s/.test(arg))) throw new Failure('usage', ...earlier);
  }
  if (!isExec) return args;
  const changed = own.map((arg, index) => {
    const before = own[index - 1] ?? '';
    if (modelFlags.has(before) && !isValue(own, index - 1)) return idOf(arg, models);
    if (isValue(own, index)) return arg;
    const joined = /^(-m|--[a-z]+-model=|--model=)(.+)$/.exec(arg);
    const [, flag = '', name = ''] = joined ?? [];
    return modelFlags.has(flag.replace('=', '')) ? flag + idOf(name, models) : arg;
  });
  return end === -1 ? changed : [...changed, ...args.slice(end)];
}

function idOf(name: string, models: readonly Reached[]): string {
  const found = models.find(({ id, endpoint }) => [id, endpoint.about.id, endpoint.model].includes(name));
  if (found !== undefined) return found.id;
  const about = models.map(({ endpoint }) => endpoint.about);
  const [similar = about[0]?.id ?? '<model>'] = nearest(name.replace(/^custom:/, ''), about);
  throw new Failure(
    'model',
    `Droid would not ask the gateway for "${name}": that is no model of this session.`,
    `Name one of the gateway's: jetway --model ${similar} droid exec`,
  );
}

const isValue = (args: readonly string[], index: number): boolean => valueFlags.has(args[index - 1] ?? '');

const settings: readonly [string, string] = [
  '--settings names a file in the place of the one that brings the gateway.',
  'Put what is in it into .factory/settings.local.json of the project or your home.',
];

const earlier: readonly [string, string] = [
  "droid exec asks Factory's service for an earlier session.",
  'Go on in a copy of it by --fork <id>, or in a terminal: jetway droid --resume <id>',
];

const modelFlags: ReadonlySet<string> = new Set([
  '-m',
  '--model',
  '--spec-model',
  '--worker-model',
  '--validator-model',
]);

const commands: ReadonlySet<string> = new Set(
  'resume exec daemon search find update mcp plugin computer doctor help'.split(' '),
);

/** Behind each stands its value. */
const valueFlags: ReadonlySet<string> = new Set([
  ...modelFlags,
  ...(
    '--settings --append-system-prompt --append-system-prompt-file --fork --cwd --worktree-dir --auto -o --output-format ' +
    '--input-format -f --file -s --session-id --reasoning-effort --spec-reasoning-effort --only-tools --add-tools ' +
    '--remove-tools --tag --log-group-id --worker-reasoning-effort --validator-reasoning-effort'
  ).split(' '),
]);
