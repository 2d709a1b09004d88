import { Failure } from '../failure.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';

/** The shells that there is a script for. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** Prints the script that has a shell ask `jetway complete`. Throws a `usage` Failure for a shell without one. */
export async function completion(shell: string, system: System): Promise<number> {
  const { scripts } = await import('./completion/scripts.ts');
  const known = shells.find((one) => one === shell);
  if (known === undefined) {
    throw new Failure(
      'usage',
      `There is no completion for ${quote(shell)}.`,
      `Name one of these: ${shells.join(', ')}`,
    );
  }
  system.stdout.write(scripts[known]);
  return 0;
}
