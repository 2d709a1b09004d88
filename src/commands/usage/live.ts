import { Failure } from '../../failure.ts';
import type { System } from '../../system/system.ts';

/** Milliseconds between two looks. */
const every = 2000;

/**
 * Draws a view again and again in place, until Ctrl-C ends the program. `wait`: tells whether there is to be another look.
 * Throws `usage` where there is no terminal.
 */
export async function live(
  draw: () => Promise<string>,
  { stdout }: Pick<System, 'stdout'>,
  wait: () => Promise<boolean> = later,
): Promise<number> {
  if (!stdout.isTerminal) throw new Failure('usage', '--live draws on a terminal.', 'Leave it out, or use --json');
  let shown = '';
  do {
    const view = await draw();
    // From the top, line by line over what stood there, so that nothing flickers.
    if (view !== shown)
      stdout.write(`${shown === '' ? '\x1b[2J' : ''}\x1b[H${view.replaceAll('\n', '\x1b[K\n')}\x1b[J`);
    shown = view;
  } while (await wait());
  return 0;
}

function later(): Promise<boolean> {
  return new Promise((resolve) => void setTimeout(() => resolve(true), every));
}
