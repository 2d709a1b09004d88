import { nearest } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import type { Target } from '../agent.ts';

/** The subcommand; none of them opens a session (0.87.1, `mcp` 1.5.2). */
export function commandOf([first = '']: readonly string[]): string | undefined {
  return commands.includes(first) ? first : undefined;
}

/** The value of the last `--model`, which alone counts. */
export function modelIn(args: readonly string[]): string | undefined {
  const own = beforeTerminator(args);
  const index = own.lastIndexOf('--model');
  return index === -1 ? undefined : own[index + 1];
}

/** Throws a `usage` Failure for arguments that would leave the gateway, a `model` Failure for a model it has not. */
export function checkArguments(args: readonly string[], { main, models }: Target): void {
  const own = beforeTerminator(args);
  for (const flag of ['--provider', '--api-key']) {
    if (!own.includes(flag)) continue;
    throw new Failure(
      'usage',
      `${flag} chooses another provider or key than that of the gateway.`,
      `Leave ${flag} away, or start without Jetway: pi`,
    );
  }
  const named = modelIn(args);
  if (named === undefined || models.some(({ model }) => isOf(named, model))) return;
  const [similar = main.about.id] = models.some(({ about }) => about.id === named)
    ? [named]
    : nearest(
        named,
        models.map(({ about }) => about),
      );
  throw new Failure(
    'model',
    `Pi would not ask the gateway for "${named}": that is no name of a model in this session.`,
    `Name it before the agent: jetway --model ${similar} pi`,
  );
}

/** With the level of thinking behind it, or without. */
function isOf(named: string, model: string): boolean {
  return named === model || (named.startsWith(`${model}:`) && levels.includes(named.slice(model.length + 1)));
}

const levels: readonly string[] = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

const commands: readonly string[] = ['install', 'remove', 'uninstall', 'update', 'list', 'config', 'auth', 'mcp'];

function beforeTerminator(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}
