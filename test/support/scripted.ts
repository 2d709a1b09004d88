import { Back, Failure } from '../../src/failure.ts';
import type { PromptChoice, Prompts } from '../../src/system/system.ts';

/** Ctrl-C. */
export const interrupt = Symbol('Ctrl-C');

/** Esc. */
export const escape = Symbol('Esc');

/** What is asked, by a part of the question, and what is answered. */
export type Exchange = readonly [question: string, answer: string | boolean | typeof interrupt | typeof escape];

interface Asked {
  readonly kind: keyof Prompts;
  readonly question: string;
  readonly choices?: readonly string[];
  /** The heading that each choice stands under. */
  readonly groups?: readonly (string | undefined)[];
  readonly preset?: unknown;
  /** What the prompt said against an answer; the next one is for the same question then. */
  readonly complaints: readonly string[];
}

export interface Script extends Prompts {
  /** Every question, in order. */
  readonly asked: readonly Asked[];
  /** The answers that nobody wanted. */
  readonly left: readonly Exchange[];
}

/** Somebody at the keyboard who answers these questions in this order, and no other. */
export function scripted(...exchanges: readonly Exchange[]): Script {
  const left = [...exchanges];
  const asked: Asked[] = [];
  const next = (question: string): string | boolean => {
    const [expected, answer] = left.shift() ?? [];
    if (expected === undefined || answer === undefined || !question.includes(expected)) {
      throw new Error(`Asked: ${question}; expected: ${expected ?? 'nothing'}`);
    }
    if (answer === interrupt) throw new Failure('cancelled', 'Cancelled.', 'Start again: jetway');
    if (answer === escape) throw new Back();
    return answer;
  };
  const note = (kind: Asked['kind'], question: string, more: Partial<Asked> = {}): void =>
    void asked.push({ kind, question, complaints: [], ...more });
  const chosen = <T>(question: string, choices: readonly PromptChoice<T>[]): T => {
    const answer = next(question);
    const found = choices.find((choice) => choice.value === answer);
    if (found === undefined) throw new Error(`${question} does not offer ${String(answer)}.`);
    return found.value;
  };
  return {
    asked,
    left,
    select: async (question, choices, preselected) => {
      // Enter alone must never spend, overwrite or remove.
      const consent = choices.some(({ value }) => value === true);
      if (consent && preselected !== false) throw new Error(`${question} preselects consent.`);
      note('select', question, {
        choices: choices.map((choice) => choice.name),
        groups: choices.map((choice) => choice.group),
        preset: preselected,
      });
      return chosen(question, choices);
    },
    search: async (question, choices, free, preselected) => {
      note('search', question, { choices: choices.map((choice) => choice.value), preset: preselected });
      return free ? String(next(question)) : chosen(question, choices);
    },
    text: async (question, { preset, check, confirm }) => {
      const complaints: string[] = [];
      note('text', question, { preset, complaints });
      for (;;) {
        const answer = String(next(question));
        const wrong = check?.(answer) ?? (await confirm?.(answer));
        if (wrong === undefined) return answer;
        complaints.push(wrong);
      }
    },
    several: async (question, choices, ticked) => {
      note('several', question, { choices: choices.map((choice) => choice.value), preset: ticked.join(',') });
      return String(next(question)).split(',');
    },
    password: async (question, check) => {
      const complaints: string[] = [];
      note('password', question, { complaints });
      for (;;) {
        const answer = String(next(question));
        const wrong = await check?.(answer);
        if (wrong === undefined) return answer;
        complaints.push(wrong);
      }
    },
    // Enter, unless the script has something else in mind.
    review: async (question, rows) => {
      if (left[0] === undefined || !question.includes(left[0][0])) return 'go';
      note('review', question, { choices: rows.map(({ key, label, text }) => `${key ?? ' '} ${label}: ${text}`) });
      return String(next(question));
    },
  };
}
