/**
 * A repair of one file, offered by the check that found the trouble. Pure data but for `edit`, which is idempotent and
 * gives back what it can't prove itself right about: then there is nothing to repair.
 */
export interface FileEdit {
  /** Absolute. Never a repository's, nor an administrator's. */
  readonly path: string;
  /** What is wrong there. */
  readonly why: string;
  /** Who may do what with the file afterwards; absent: as before. */
  readonly mode?: number;
  /** The keys whose values may be shown; whatever else stands in their lines is masked. */
  readonly shows?: readonly string[];
  /** Undefined: there is no such file. */
  edit(before: string | undefined): string | undefined;
}
