import { Failure } from '../failure.ts';
import type { System } from '../system/system.ts';
import { clean } from '../text.ts';
import { tell } from '../say.ts';

/** Does work whose failure must not stop what comes after it: what it throws becomes a line on stderr. */
export async function quietly({ stderr }: Pick<System, 'stderr'>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const line = error instanceof Failure ? `${error.message} ${error.hint}` : String(error);
    tell(clean(line, 1000), { stderr });
  }
}
