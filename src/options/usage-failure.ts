import { Failure } from '../failure.ts';
import { flagNamed, takesValue, type Flag } from './flags.ts';
import { shellWord } from '../text.ts';

/** Jetway's own that no agent has under the same name; all others behind an agent's name may be the agent's. */
const alwaysOurs = [
  '--gateway',
  '--gateway-id',
  '--account-id',
  '--key-stdin',
  '--key-command',
  '--provider-key-stdin',
];

/**
 * What commander says of a line that it can't read, as a `usage` Failure: its sentence, and in the hint what it takes for
 * meant and where the help is.
 */
export function usageFailure(said: string, argv: readonly string[], platform: NodeJS.Platform): Failure {
  const [, text = said, meant] = /^(?:error: )?([^\n]*?)\.?(?:\n\(Did you mean ([^?]*)\?\))?\s*$/.exec(said) ?? [];
  const message = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  const [command, agent] = argv;
  const place = argv.indexOf(/'(-[^ ',=]*)/.exec(text)?.[1] ?? '');
  if (command === 'launch' && agent !== undefined && !agent.startsWith('-') && place > 1) {
    const line = ['jetway', ...argv.slice(0, place), '--', ...argv.slice(place)]
      .map((one) => shellWord(one, platform))
      .join(' ');
    return new Failure('usage', message, `Arguments of the agent's own stand behind --: ${line}`);
  }
  return new Failure('usage', message, `${meant === undefined ? '' : `Did you mean ${meant}? `}See: jetway --help`);
}

/** Throws `usage`, with the line that would work, for a flag of Jetway's among an agent's arguments. */
export function refuseOurFlags(
  agent: string,
  argv: readonly string[],
  args: readonly string[],
  flags: readonly Flag[],
  platform: NodeJS.Platform,
): void {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const nameOf = (word: string): string => word.split('=', 1)[0] ?? '';
  const found = own.findIndex((word) => alwaysOurs.includes(nameOf(word)));
  const word = own[found];
  if (word === undefined) return;
  const name = nameOf(word);
  const length = takesValue(flagNamed(flags, name)) && !word.includes('=') ? 2 : 1;
  const before = argv.slice(0, argv.length - args.length);
  const line = [
    'jetway',
    ...before.slice(0, -1),
    ...args.slice(found, found + length),
    agent,
    ...args.slice(0, found),
    ...args.slice(found + length),
  ];
  throw new Failure(
    'usage',
    `${name} is a flag of Jetway's, and stands before the agent's name.`,
    `Type: ${line.map((one) => shellWord(one, platform)).join(' ')}`,
  );
}
