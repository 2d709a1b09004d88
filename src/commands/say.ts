import type { System } from '../system/system.ts';
import { wrap } from '../view.ts';

/** A sentence for people, broken between words at the terminal's width. */
export function say(text: string, { stderr }: Pick<System, 'stderr'>): void {
  stderr.write(`${wrap(text, stderr.columns).join('\n')}\n`);
}
