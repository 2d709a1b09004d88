import type { PromptChoice, Prompts, System } from '../system/system.ts';
import type { State } from './answer-log.ts';

/** How a question ends that takes nothing for an answer, too. */
export const emptyForNone = ' (empty for none)';

/** Prompts whose answers are noted, and are given in silence where they are known. */
export function promptsOf(system: System, state: State): Prompts {
  const { prompts } = system;
  const isOffered =
    <T>(choices: readonly PromptChoice<T>[]) =>
    (answer: unknown): boolean =>
      choices.some(({ value }) => value === answer);
  /** The former answer, where it is one still. */
  const presetOf = <T>(
    question: string,
    choices: readonly PromptChoice<T>[],
    otherwise: T | undefined,
  ): T | undefined => {
    const former = state.preset(question);
    return isOffered(choices)(former) ? (former as T) : otherwise;
  };
  return {
    select: <T>(question: string, choices: readonly PromptChoice<T>[], preselected?: T) =>
      state.answer<T>(
        question,
        system,
        () => prompts.select(question, choices, presetOf(question, choices, preselected)),
        { fits: isOffered(choices), shown: (answer) => choices.find(({ value }) => value === answer)?.name ?? '' },
      ),
    search: (question, choices, free, preselected) =>
      state.answer(
        question,
        system,
        () => prompts.search(question, choices, free, presetOf(question, choices, preselected)),
        { fits: (answer) => free || isOffered(choices)(answer) },
      ),
    several: (question, choices, ticked) =>
      state.answer(question, system, () => {
        const former = state.preset(question);
        return prompts.several(question, choices, Array.isArray(former) ? former.map(String) : ticked);
      }),
    text: (question, options) => {
      const fits = (answer: string): boolean => options.check?.(answer) === undefined;
      const live = (): Promise<string> => {
        const former = state.preset(question);
        const preset = typeof former === 'string' && fits(former) ? former : options.preset;
        return prompts.text(question, { ...options, ...(preset === undefined ? {} : { preset }) });
      };
      return state.answer(question, system, live, { fits });
    },
    password: (question, check) => {
      const former = state.secret(question) ?? '';
      const isOptional = question.endsWith(emptyForNone);
      const ending = isOptional ? ' (Enter keeps the one typed, - is none)' : ' (Enter keeps the one typed)';
      const again = `${isOptional ? question.slice(0, -emptyForNone.length) : question}${ending}`;
      const meant = (typed: string): string =>
        typed === '' ? former : isOptional && typed.trim() === '-' ? '' : typed;
      const live = async (): Promise<string> =>
        former === ''
          ? prompts.password(question, check)
          : meant(await prompts.password(again, check && (async (typed) => check(meant(typed)))));
      const shown = (answer: string): string => answer + (former === '' ? '' : ending);
      return state.answer(question, system, live, { shown, secret: true });
    },
    review: (question, rows) => state.answer(question, system, () => prompts.review(question, rows), { once: true }),
  };
}
