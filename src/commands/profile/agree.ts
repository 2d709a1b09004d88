import { Failure } from '../../failure.ts';
import type { System } from '../../system/system.ts';

/** How a script agrees: to one document, by its SHA-256. */
export interface Agreement {
  readonly yes: boolean;
  readonly sha256?: string;
}

/**
 * Whether the user agrees to what was just shown; `No` is what the cursor starts on. Throws `configuration` for another
 * document than `--sha256` names, `usage` where nobody can be asked.
 */
export async function agreed(
  question: string,
  sha256: string,
  given: Agreement,
  { canAsk, prompts }: Pick<System, 'canAsk' | 'prompts'>,
): Promise<boolean> {
  if (given.sha256 !== undefined && given.sha256.trim().toLowerCase() !== sha256) {
    throw new Failure(
      'configuration',
      `The document has the SHA-256 ${sha256}, and is not the one that --sha256 names.`,
      'Look at it, and ask who publishes it.',
    );
  }
  if (given.yes && given.sha256 !== undefined) return true;
  if (given.yes || !canAsk) {
    throw new Failure(
      'usage',
      given.yes ? '--yes agrees to one document alone.' : 'Nothing is taken: there is nobody here to ask.',
      `Look at it, then name it: --yes --sha256 ${sha256}`,
    );
  }
  return prompts.select(
    question,
    [
      { value: true, name: 'Yes, until it changes' },
      { value: false, name: 'No' },
    ],
    false,
  );
}
