import type { System } from './system/system.ts';
import { wrap } from './wrap.ts';

type Told = Pick<System, 'stderr'>;

/**
 * A sentence for people, behind its mark. In a terminal it is broken between words, below its own first one; elsewhere it
 * stays a line, which a script finds whole. What fits is not measured by `view.ts`, which a launch would have to open for it.
 */
export function say(text: string, { stderr }: Told, mark = ''): void {
  const { isTerminal, columns } = stderr;
  const room = columns - mark.length;
  const fits = (line: string): boolean => !isTerminal || (line.length <= room && /^[ -~]*$/.test(line));
  const lines = text.split('\n').flatMap((line) => (fits(line) ? [line] : wrap(line, Math.max(20, room))));
  stderr.write(`${mark}${lines.join(isTerminal ? `\n${' '.repeat(mark.length)}` : '\n')}\n`);
}

/** What is told of a launch or a command, beside what an agent writes: behind Jetway's name. */
export function tell(line: string, told: Told): void {
  say(line, told, 'jetway: ');
}
