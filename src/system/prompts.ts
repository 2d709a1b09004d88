import { input, password, search, select } from '@inquirer/prompts';
import { Failure } from '../failure.ts';
import { clean } from '../text.ts';
import type { PromptChoice, Prompts, TextOptions } from './system.ts';

/** Questions on standard error, so that standard output stays clean. Ctrl-C is a `cancelled` Failure. */
export function createPrompts(streams: Pick<NodeJS.Process, 'stdin' | 'stderr'>): Prompts {
  const context = { input: streams.stdin, output: streams.stderr };
  return {
    select: <T>(question: string, choices: readonly PromptChoice<T>[], preselected?: T) =>
      asked<T>(
        select<T>(
          {
            message: question,
            choices: choices.map(shown),
            ...(preselected === undefined ? {} : { default: preselected }),
          },
          context,
        ),
      ),
    search: (question, choices, free) =>
      asked(search({ message: question, pageSize: 10, source: (term = '') => narrowed(choices, term, free) }, context)),
    text: (question, options) => asked(input({ message: question, ...inputOptions(options) }, context)),
    password: (question) => asked(password({ message: question, mask: '*', toggleMask: false }, context)),
  };
}

/** The choices that hold every word of the term; with `free` also the term itself, unless a choice is exactly that. */
export function narrowed(
  choices: readonly PromptChoice<string>[],
  term: string,
  free: boolean,
): readonly (PromptChoice<string> & { readonly short?: string })[] {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices
    .filter(({ value, name }) => words.every((word) => `${value} ${name}`.toLowerCase().includes(word)))
    .map(shown);
  const typed = term.trim();
  if (!free || typed === '' || choices.some(({ value }) => value === typed)) return found;
  return [...found, { value: typed, name: `${clean(typed)} (as typed)`, short: clean(typed) }];
}

/** Names may come from a server. */
function shown<T>({ value, name, description }: PromptChoice<T>): PromptChoice<T> {
  return { value, name: clean(name), ...(description === undefined ? {} : { description: clean(description) }) };
}

function inputOptions({ preset, check }: TextOptions): Omit<Parameters<typeof input>[0], 'message'> {
  return {
    ...(preset === undefined ? {} : { default: preset }),
    ...(check === undefined ? {} : { validate: (text: string) => check(text) ?? true }),
  };
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new Failure('cancelled', 'Cancelled.', 'Nothing was started. Run the same command to begin again.');
    }
    throw error;
  }
}
