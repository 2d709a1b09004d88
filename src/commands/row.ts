import type { Completes, Flag } from '../options/flags.ts';
import type { Flags } from '../options/read-flags.ts';
import type { System } from '../system/system.ts';

/** What a command is called with. */
export interface Call {
  readonly flags: Flags;
  /** Those of them that the line gives, and no variable. */
  readonly typed: Flags;
  readonly words: readonly string[];
  readonly json: boolean;
  readonly system: System;
}

/** A command of the command line: how it is written, and what runs. */
export interface Row {
  /** The command and its arguments, as commander writes them. */
  readonly syntax: string;
  readonly about: string;
  readonly flags: readonly Flag[];
  /** Below the flags in the help, in lines of at most 80 characters; asked for there alone. */
  notes?(): string;
  readonly alias?: string;
  /** What a shell offers for its arguments. Absent: files. */
  readonly completes?: Completes;
  /** For programs: in no help. */
  readonly hidden?: true;
  /** All that follows the first argument is an agent's own. */
  readonly passesOn?: boolean;
  run(call: Call): Promise<number> | number;
}
