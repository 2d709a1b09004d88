import { Failure } from '../../failure.ts';
import type { System } from '../../system/system.ts';
import { quote } from '../../text.ts';

export interface Consent {
  readonly yes?: boolean;
  /** The name that `--confirm` repeats. */
  readonly confirm?: string;
}

/** Asks, unless `--yes` has answered. Throws `usage` where nobody can be asked, `cancelled` for a no. */
export async function consent(question: string, { yes }: Consent, system: System): Promise<void> {
  if (yes === true) return;
  if (!system.canAsk) throw new Failure('usage', 'Nobody can be asked here.', 'Agree to what stands above with --yes');
  const agreed = await system.prompts.select(
    question,
    [
      { value: true, name: 'Yes' },
      { value: false, name: 'No, leave all as it is' },
    ],
    false,
  );
  if (!agreed) throw new Failure('cancelled', 'Nothing was changed.', 'Run it again when you want it.');
}

/**
 * What can't be undone wants its name: typed, or given with `--yes --confirm <name>`. Throws `usage` where it was not given
 * or is another, and where nobody can be asked.
 */
export async function consentByName(what: string, name: string, given: Consent, system: System): Promise<void> {
  if (given.confirm !== undefined && given.confirm !== name) {
    throw new Failure('usage', `--confirm says ${quote(given.confirm)}, not ${quote(name)}.`, `Nothing was deleted.`);
  }
  if (given.yes === true || !system.canAsk) {
    if (given.yes === true && given.confirm === name) return;
    throw new Failure('usage', `To delete ${what} its name is wanted.`, `Give --yes --confirm ${name}`);
  }
  await system.prompts.text(`Type its name to delete ${what}`, {
    check: (typed) => (typed.trim() === name ? undefined : `Its name is ${name}. Ctrl-C leaves it as it is.`),
  });
}
