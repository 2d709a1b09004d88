import { Failure } from '../../failure.ts';
import type { Output, System } from '../../system/system.ts';
import { paint } from '../../view.ts';
import { cut } from '../../wrap.ts';
import type { FileChange } from './changes.ts';

interface Consent {
  readonly yes?: boolean;
}

/** Throws a `usage` Failure where nobody has agreed and nobody can be asked. */
export function requireConsent({ yes }: Consent, command: string, { canAsk }: System): void {
  if (yes === true || canAsk) return;
  throw new Failure(
    'usage',
    'Nothing is changed: there is nobody here to ask.',
    `Agree by --yes${command !== 'unconfigure' ? ', or look first: --dry-run' : ''}`,
  );
}

/** Asks, unless a flag has agreed. `No` is what the cursor starts on. `back`: the command that takes it back. */
export async function agree(
  { yes }: Consent,
  question: string,
  back: string | undefined,
  system: System,
): Promise<boolean> {
  if (yes === true) return true;
  return system.prompts.select(
    question,
    [
      { value: true, name: back === undefined ? 'Yes' : `Yes; ${back} takes it back` },
      { value: false, name: 'No, change nothing' },
    ],
    false,
  );
}

/** Of what changes in the user's files, and the lines of Jetway's own. */
export function drawDiffs(files: readonly Pick<FileChange, 'diff'>[], own: readonly string[], output: Output): string {
  const colours = paint(output);
  const tint = (line: string): string => {
    if (/^-(?!--)/.test(line)) return colours.red(line);
    return /^\+(?!\+\+)/.test(line) ? colours.green(line) : colours.dim(line);
  };
  const lines = [...files.flatMap(({ diff }) => diff.trimEnd().split('\n')), ...own];
  return lines.map((line) => `  ${tint(cut(line, Math.max(40, output.columns - 3)))}\n`).join('') + '\n';
}
