import { nearest } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import type { ModelEndpoint, Target } from '../agent.ts';

/** The subcommand or flag that opens no session of this launch (3.0.65). */
export function commandOf(args: readonly string[]): string | undefined {
  const own = beforeTerminator(args);
  const word = own.find((arg, index) => !arg.startsWith('-') && !valueFlags.has(own[index - 1] ?? ''));
  if (word !== undefined && commands.includes(word)) return word;
  return own.find((arg) => apart.includes(arg));
}

/**
 * Throws a `usage` Failure for arguments that would leave the gateway, a `model` Failure for a model that the session does
 * not have. `models`: those of the provider that it starts with.
 */
export function checkArguments(args: readonly string[], { main }: Target, models: readonly ModelEndpoint[]): void {
  const own = beforeTerminator(args).filter((_arg, index, all) => !valueFlags.has(all[index - 1] ?? ''));
  for (const { flag, short, why } of refused) {
    const found = own.find((arg) => arg === flag || arg.startsWith(`${flag}=`) || short?.test(arg));
    if (found === undefined) continue;
    throw new Failure('usage', `${flag} ${why}.`, `Leave ${flag} away, or start without Jetway: cline`);
  }
  const named = modelIn(args);
  if (named === undefined || models.some(({ model }) => model === named)) return;
  const [similar = main.about.id] = models.some(({ about }) => about.id === named)
    ? [named]
    : nearest(
        named,
        models.map(({ about }) => about),
      );
  throw new Failure(
    'model',
    `Cline would not ask the gateway for "${named}": that is no name of a model that this session starts with.`,
    `Name it before the agent: jetway --model ${similar} cline`,
  );
}

function modelIn(args: readonly string[]): string | undefined {
  const own = beforeTerminator(args);
  const index = own.findLastIndex((arg) => /^(?:--model(?:=|$)|-[piv]*m)/.test(arg));
  const arg = own[index];
  if (arg === undefined) return undefined;
  const joined = arg.startsWith('--') ? arg.slice('--model='.length) : arg.slice(arg.indexOf('m') + 1);
  return joined === '' ? own[index + 1] : joined;
}

const refused: readonly { readonly flag: string; readonly short?: RegExp; readonly why: string }[] = [
  { flag: '--provider', short: /^-[piv]*P/, why: 'chooses another provider than the gateway' },
  {
    flag: '--key',
    short: /^-[piv]*k/,
    why: 'brings another key than that of the gateway, and shows it in the list of processes',
  },
  { flag: '--data-dir', why: 'has Cline read its providers from another folder' },
  {
    flag: '--zen',
    short: /^-[piv]*z/,
    why: "hands the task to Cline's hub in the background, which has no key for the gateway",
  },
];

const commands: readonly string[] =
  'auth config plugin skill connect mcp doctor history h hook schedule hub dashboard update version kanban help'.split(
    ' ',
  );

const apart: readonly string[] = ['--update', '--kanban'];

/** Behind each stands its value. */
const valueFlags: ReadonlySet<string> = new Set(
  (
    '-m --model -P --provider -k --key -s --system -t --timeout -c --cwd --config --data-dir --hooks-dir --thinking ' +
    '--compaction --retries --auto-approve --id --team-name'
  ).split(' '),
);

function beforeTerminator(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}
