import { Failure } from '../../src/failure.ts';
import type { PromptChoice, Prompts } from '../../src/system/system.ts';

/** Ctrl-C. */
export const interrupt = Symbol('Ctrl-C');

/** What is asked, by a part of the question, and what is answered. */
export type Exchange = readonly [question: string, answer: string | boolean | typeof interrupt];

interface Asked {
  readonly kind: keyof Prompts;
  readonly question: string;
  readonly choices?: readonly string[];
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
      note('select', question, { choices: choices.map((choice) => choice.name), preset: preselected });
      return chosen(question, choices);
    },
    search: async (question, choices, free) => {
      note('search', question, { choices: choices.map((choice) => choice.value) });
      return free ? String(next(question)) : chosen(question, choices);
    },
    text: async (question, { preset, check }) => {
      const complaints: string[] = [];
      note('text', question, { preset, complaints });
      for (;;) {
        const answer = String(next(question));
        const wrong = check?.(answer);
        if (wrong === undefined) return answer;
        complaints.push(wrong);
      }
    },
    password: async (question) => {
      note('password', question);
      return String(next(question));
    },
  };
}
