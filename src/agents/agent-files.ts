import type { SecretText } from '../keys/secret.ts';

/**
 * A file of Jetway's own that the agent reads, without any secret. Its name tells all that it is made from, so one that
 * is there already is right and `content` is not called.
 */
export interface OwnFile {
  /** Absolute; in `Launch.folder`. */
  readonly path: string;
  /** The agent writes into it too: made anew for each launch, whatever is there. */
  readonly renewed?: true;
  content(): string;
}

/** A link in `Launch.folder` to a file or folder of the user's (`to`), made where that exists and the name is free. Both absolute. */
export interface OwnLink {
  readonly path: string;
  readonly to: string;
  /** `made`: `to` is a folder that is made where it is missing, as the agent would. `spare`: what replaces the link may be lost. */
  readonly made?: true;
  readonly spare?: true;
}

/** A home of Jetway's, for an agent that takes its models from its home alone: with the settings of the launch, and links to all else in the user's. */
export interface OwnHome {
  /** Absolute. */
  readonly path: string;
  readonly files: readonly OwnFile[];
  readonly links: readonly OwnLink[];
  /** Those by which the files name a key. Absent: they name none. */
  readonly variables?: Readonly<Record<string, SecretText>>;
}
