/** Throws a `cancelled` Failure on Ctrl-C, and a `Back`, which is one, where the user wants the question before this one. */
export interface Prompts {
  /** `preselected`: the value the cursor starts on. The list narrows while typing. */
  select<T>(question: string, choices: readonly PromptChoice<T>[], preselected?: T): Promise<T>;
  /** A list that narrows while typing; with `free`, what was typed can be taken as it is. */
  search(
    question: string,
    choices: readonly PromptChoice<string>[],
    free: boolean,
    preselected?: string,
  ): Promise<string>;
  /** Boxes to tick, one at least; `ticked`: those that are already. Gives them in the order of the choices. */
  several(
    question: string,
    choices: readonly PromptChoice<string>[],
    ticked: readonly string[],
  ): Promise<readonly string[]>;
  /** `check` gives what is wrong, or undefined. */
  text(question: string, options: TextOptions): Promise<string>;
  /** Shown as asterisks. `check` may ask a server: gives what is wrong, or undefined. */
  password(question: string, check?: (typed: string) => Promise<string | undefined>): Promise<string>;
  /** Shows what was answered. Gives the key of the line to change, or `go`. */
  review(question: string, rows: readonly SummaryRow[]): Promise<string>;
}

/** A line of a summary; `key`, one letter, changes it. */
export interface SummaryRow {
  readonly key?: string;
  readonly label: string;
  readonly text: string;
}

export interface PromptChoice<T> {
  readonly value: T;
  readonly name: string;
  readonly description?: string;
  /** Those of one group stand together, below a line that says it. */
  readonly group?: string;
}

interface TextOptions {
  readonly preset?: string;
  check?(text: string): string | undefined;
  /** The same by asking a server, of what passed the check; the text stays to be corrected. Must not throw. */
  confirm?(text: string): Promise<string | undefined>;
}
