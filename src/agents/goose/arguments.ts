import { Failure } from '../../failure.ts';

/** The command, where no model is asked in it (1.52.0); what runs on and serves others, or runs later, gets no key either. */
export function commandApart([word = '', second = '']: readonly string[]): string | undefined {
  if (word === '' || word === 'run' || word === 'review' || word === 'acp') return undefined;
  if (word.startsWith('-')) return isAboutItself(word) ? word : undefined;
  if (word === 'term') return second === 'run' ? undefined : `${word} ${second}`.trim();
  if (word !== 'session' && word !== 's') return word;
  return apartFromSession.has(second) ? `${word} ${second}` : undefined;
}

/**
 * The user's arguments with provider and model in flags, where the command has such; plain `goose` would start its
 * wizard where nothing is set up. `keeps`: it has none, and a session that goes on in it keeps its own. Throws a `usage`
 * Failure for arguments that would leave the gateway.
 */
export function argumentsFor(
  args: readonly string[],
  provider: string,
  model: string,
): { readonly args: readonly string[]; readonly keeps: boolean } {
  const [word = ''] = args;
  if (word === 'acp' || word === 'term') return { args, keeps: true };
  refuse(args.includes('--') ? args.slice(0, args.indexOf('--')) : args);
  const bare = word === '' || word.startsWith('-');
  const flags = ['--provider', provider, '--model', model];
  const all = bare ? ['session', ...flags, ...args] : [word, ...flags, ...args.slice(1)];
  return { args: all, keeps: false };
}

function refuse(own: readonly string[]): void {
  own.forEach((arg, index) => {
    const [flag = '', joined] = arg.split('=', 2);
    if (flag === '--provider') {
      throw new Failure(
        'usage',
        '--provider would leave the gateway.',
        'Leave it away, or start plain goose for that.',
      );
    }
    if (flag !== '--model' && flag !== '--override-model') return;
    throw new Failure(
      'usage',
      `${flag} would have the new model behind the way and the limits of another.`,
      `Say it to Jetway instead: jetway --model ${joined ?? own[index + 1] ?? '<model>'} goose`,
    );
  });
}

const isAboutItself = (flag: string): boolean => ['-h', '--help', '-V', '--version'].includes(flag);

const apartFromSession: ReadonlySet<string> = new Set(['list', 'remove', 'export', 'import', 'diagnostics', 'help']);
