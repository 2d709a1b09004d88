import type { ModelEndpoint, Target } from '../agent.ts';
import { readArguments, refuse, unknownModel, valueOf, type Refusals, type Syntax } from '../command-line.ts';

/** The subcommand or flag that opens no session of this launch (3.0.65). */
export function commandOf(args: readonly string[]): string | undefined {
  const { flags, words } = readArguments(args, syntax);
  const [word] = words;
  if (word !== undefined && commands.includes(word)) return word;
  return flags.find(({ flag }) => apart.includes(flag))?.flag;
}

/**
 * Throws a `usage` Failure for arguments that would leave the gateway, a `model` Failure for a model that the session does
 * not have. `models`: those of the provider that it starts with.
 */
export function checkArguments(args: readonly string[], { main }: Target, models: readonly ModelEndpoint[]): void {
  const line = readArguments(args, syntax);
  refuse(line, refusals);
  const named = valueOf(line, '--model');
  if (named === undefined || models.some(({ model }) => model === named)) return;
  throw unknownModel({ name: 'Cline', command: 'cline' }, named, { main, models }, 'that this session starts with');
}

const refusals: Refusals = Object.fromEntries(
  Object.entries({
    '--provider': 'chooses another provider than the gateway',
    '--key': 'brings another key than that of the gateway, and shows it in the list of processes',
    '--data-dir': 'has Cline read its providers from another folder',
    '--zen': "hands the task to Cline's hub in the background, which has no key for the gateway",
  }).map(([flag, why]) => [
    flag,
    () => [`${flag} ${why}.`, `Leave ${flag} away, or start without Jetway: cline`] as const,
  ]),
);

const commands: readonly string[] =
  'auth config plugin skill connect mcp doctor history h hook schedule hub dashboard update version kanban help'.split(
    ' ',
  );

const apart: readonly string[] = ['--update', '--kanban'];

/** 3.0.65. */
const syntax: Syntax = {
  parser: 'commander',
  valued:
    '-m|--model -P|--provider -k|--key -s|--system -t|--timeout -c|--cwd --config --data-dir --hooks-dir --thinking ' +
    '--compaction --auto-approve --id --team-name',
  optional: '--retries',
  plain: '-z|--zen',
};
