import { Failure } from '../../failure.ts';

/** The subcommand, where it opens no session (1.0.102). */
export function commandOf(args: readonly string[]): string | undefined {
  const [word] = args;
  return word !== undefined && commands.has(word) ? word : undefined;
}

/** Throws a `usage` Failure for arguments that would leave the gateway, or the limits of the model (1.0.102). */
export function checkArguments(args: readonly string[]): void {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const has = (flag: string): boolean => own.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  for (const flag of ['--connect', '--environment-host']) {
    if (!has(flag)) continue;
    throw new Failure(
      'usage',
      `${flag} is for sessions on a server of GitHub's, with the models and keys that are there.`,
      'Leave it away, or start plain copilot for that.',
    );
  }
  own.forEach((arg, index) => {
    const model = arg === '--model' ? own[index + 1] : arg.startsWith('--model=') ? arg.slice(8) : undefined;
    if (model === undefined) return;
    throw new Failure(
      'usage',
      '--model would have the new model behind the way and the limits of another.',
      `Say it to Jetway instead: jetway --model ${model === 'auto' ? '<model>' : model} copilot`,
    );
  });
}

const commands: ReadonlySet<string> = new Set([
  'app',
  'login',
  'help',
  'config',
  'update',
  'version',
  'sessions',
  'memories',
  'plugin',
  'mcp',
  'skill',
  'instruction',
  'lsp',
  'sandbox',
  'completion',
]);
