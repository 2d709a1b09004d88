import type { FileEdit } from '../edits/file-edit.ts';
import type { FailureCode } from '../failure.ts';

/** What a question of the doctor came to. */
export type Outcome = (
  | { readonly status: 'pass' | 'skip'; readonly detail: string }
  | { readonly status: 'warn'; readonly detail: string; readonly hint: string }
  | { readonly status: 'fail'; readonly detail: string; readonly hint: string; readonly code: FailureCode }
) & {
  /** What was seen, for `--json`, and in lines with `--verbose`. Nothing secret. */
  readonly evidence?: readonly Evidence[];
  /** What `doctor --fix` may do about it, after consent: only what is surely right. */
  readonly repairs?: readonly FileEdit[];
};

/** One thing seen: its values by name, in the order in which they are shown. */
export type Evidence = Readonly<Record<string, string | number | boolean>>;

export const pass = (detail: string, evidence?: readonly Evidence[]): Outcome => ({
  status: 'pass',
  detail,
  ...(evidence === undefined ? {} : { evidence }),
});
export const skip = (detail: string): Outcome => ({ status: 'skip', detail });
export const warn = (detail: string, hint: string, evidence?: readonly Evidence[]): Outcome => ({
  status: 'warn',
  detail,
  hint,
  ...(evidence === undefined ? {} : { evidence }),
});
export const fail = (code: FailureCode, detail: string, hint: string, evidence?: readonly Evidence[]): Outcome => ({
  status: 'fail',
  code,
  detail,
  hint,
  ...(evidence === undefined ? {} : { evidence }),
});

/** The same outcome, with what can be done about it. */
export const repairable = (outcome: Outcome, repairs: readonly FileEdit[]): Outcome =>
  repairs.length === 0 ? outcome : { ...outcome, repairs };
