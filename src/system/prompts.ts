import { emitKeypressEvents, type Interface } from 'node:readline';
import { Back, Failure } from '../failure.ts';
import { clean } from '../text.ts';
import { boxes } from './prompts/boxes.ts';
import { back } from './prompts/keys.ts';
import { line } from './prompts/line.ts';
import { list } from './prompts/list.ts';
import { summary } from './prompts/summary.ts';
import type { PromptChoice, Prompts } from './system.ts';

/**
 * How long an Esc waits for the rest of an arrow key, in milliseconds. Node takes 500, unless who asks first for a stream's
 * keys wants less; a line that cuts an arrow in two for longer than this makes an Esc of it.
 */
const escapeCodeTimeout = 100;

/** Questions on standard error, so that standard output stays clean. Ctrl-C is a `cancelled` Failure, Esc a `Back`. */
export function createPrompts(streams: Pick<NodeJS.Process, 'stdin' | 'stderr'>): Prompts {
  // All that is read of an interface here is that number.
  emitKeypressEvents(streams.stdin, { escapeCodeTimeout } as unknown as Interface);
  const size = (): { rows: number; columns: number } => ({
    rows: streams.stderr.rows || 24,
    columns: streams.stderr.columns || 80,
  });
  // The question that is left for the one before it vanishes: whether it does is read when the prompt ends.
  const context = { input: streams.stdin, output: streams.stderr, clearPromptOnDone: false };
  const asked = async <T>(ask: (its: typeof context) => Promise<T>): Promise<Exclude<T, typeof back>> => {
    const its = { ...context };
    const answer = ask(its).then((given) => {
      if (given === back) throw new Back();
      return given as Exclude<T, typeof back>;
    });
    return answer.catch(cancelled);
  };
  const fromList = <T>(
    question: string,
    choices: readonly PromptChoice<T>[],
    free: boolean,
    start: unknown,
  ): Promise<T> =>
    asked(
      (its) =>
        list(
          {
            its,
            message: clean(question),
            choices: choices.map(shown),
            free,
            start: Math.max(
              0,
              choices.findIndex(({ value }) => value === start),
            ),
            size,
          },
          its,
        ) as Promise<T>,
    );
  return {
    select: (question, choices, preselected) => fromList(question, choices, false, preselected),
    search: (question, choices, free, preselected) => fromList(question, choices, free, preselected),
    several: (question, choices, ticked) =>
      asked((its) => boxes({ its, message: clean(question), choices: choices.map(shown), ticked, size }, its)),
    text: (question, { preset, check, confirm }) =>
      asked((its) =>
        line(
          {
            its,
            message: clean(question),
            secret: false,
            size,
            check: (text) => check?.(text) ?? confirm?.(text),
            ...(preset === undefined ? {} : { preset }),
          },
          its,
        ),
      ),
    password: (question, check) =>
      asked((its) =>
        line({ its, message: clean(question), secret: true, size, check: check ?? (() => undefined) }, its),
      ),
    review: (question, rows) =>
      asked((its) =>
        summary({ its, message: question, rows: rows.map((row) => ({ ...row, text: clean(row.text) })), size }, its),
      ),
  };
}

/** Names may come from a server. */
function shown<T>(choice: PromptChoice<T>): PromptChoice<T> {
  const { name, description } = choice;
  return { ...choice, name: clean(name), ...(description === undefined ? {} : { description: clean(description) }) };
}

function cancelled(error: unknown): never {
  if (error instanceof Error && error.name === 'ExitPromptError') {
    throw new Failure('cancelled', 'Cancelled.', 'Nothing was started. Run the same command to begin again.');
  }
  throw error;
}
