import { nearest } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import { readArguments, refuse, withValues, type Refusals, type Syntax } from '../command-line.ts';
import type { Reached } from './providers.ts';

/** The subcommand; `exec` and `resume` open a session (0.225.2). */
export function commandOf(args: readonly string[]): string | undefined {
  const { rest, words } = readArguments(args, syntax);
  const [word] = [...words, ...rest];
  return word !== undefined && commands.has(word) ? word : undefined;
}

/**
 * The user's arguments, with the gateway's models by the ids that Droid knows them by. Throws a `usage` Failure for what
 * would undo the plan, a `model` Failure for a model that this launch does not bring. `airgap`: Factory is not asked.
 */
export function argumentsFor(args: readonly string[], models: readonly Reached[], airgap: boolean): readonly string[] {
  const line = readArguments(args, syntax);
  const isExec = commandOf(args) === 'exec';
  refuse(line, { ...refusals, ...(isExec && airgap ? refusalsOffline : {}) });
  if (!isExec) return args;
  return withValues(args, line, ({ flag }, value) => (modelFlags.includes(flag) ? idOf(value, models) : value));
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

const refusals: Refusals = {
  '--settings': () => [
    '--settings names a file in the place of the one that brings the gateway.',
    'Put what is in it into .factory/settings.local.json of the project or your home.',
  ],
};
const refusalsOffline: Refusals = {
  '--session-id': () => [
    "droid exec asks Factory's service for an earlier session.",
    'Go on in a copy of it by --fork <id>, or in a terminal: jetway droid --resume <id>',
  ],
};

const modelFlags: readonly string[] = ['--model', '--spec-model', '--worker-model', '--validator-model'];

const commands: ReadonlySet<string> = new Set(
  'resume exec daemon search find update mcp plugin computer doctor help'.split(' '),
);

/** Those of `droid exec` among them (0.225.2). */
const syntax: Syntax = {
  parser: 'commander',
  valued:
    '-m|--model --spec-model --worker-model --validator-model --settings --append-system-prompt ' +
    '--append-system-prompt-file --fork --cwd --worktree-dir --auto -o|--output-format --input-format -f|--file ' +
    '-s|--session-id --reasoning-effort --spec-reasoning-effort --only-tools --add-tools --remove-tools --tag ' +
    '--log-group-id --worker-reasoning-effort --validator-reasoning-effort',
};
