import type { Target } from '../agent.ts';
import {
  readArguments,
  refuse,
  unknownModel,
  valueOf,
  type Given,
  type Refusals,
  type Syntax,
} from '../command-line.ts';

/** The subcommand; none of them opens a session (0.87.1, `mcp` 1.5.2). */
export function commandOf([first = '']: readonly string[]): string | undefined {
  return commands.includes(first) ? first : undefined;
}

/** The value of the last `--model`, which alone counts. */
export function modelIn(args: readonly string[]): string | undefined {
  return valueOf(readArguments(args, syntax), '--model');
}

/** Throws a `usage` Failure for arguments that would leave the gateway, a `model` Failure for a model it has not. */
export function checkArguments(args: readonly string[], { main, models }: Target): void {
  refuse(readArguments(args, syntax), refusals);
  const named = modelIn(args);
  if (named === undefined || models.some(({ model }) => isOf(named, model))) return;
  throw unknownModel({ name: 'Pi', command: 'pi' }, named, { main, models });
}

/** With the level of thinking behind it, or without. */
function isOf(named: string, model: string): boolean {
  return named === model || (named.startsWith(`${model}:`) && levels.includes(named.slice(model.length + 1)));
}

const levels: readonly string[] = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

const commands: readonly string[] = ['install', 'remove', 'uninstall', 'update', 'list', 'config', 'auth', 'mcp'];

const other = ({ flag }: Given): readonly [string, string] => [
  `${flag} chooses another provider or key than that of the gateway.`,
  `Leave ${flag} away, or start without Jetway: pi`,
];
const refusals: Refusals = { '--provider': other, '--api-key': other };

/** As its `parseArgs` has them (0.87.1). */
const syntax: Syntax = {
  parser: 'words',
  valued:
    '--provider --model --api-key --system-prompt --append-system-prompt -n|--name --session --session-id --fork ' +
    '--session-dir --models -t|--tools -xt|--exclude-tools --thinking --export -e|--extension --skill ' +
    '--prompt-template --theme',
  optional: '--mode -p|--print --list-models --use-theme --tui-mode',
};
