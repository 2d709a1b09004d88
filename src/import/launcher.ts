import type { Host } from '../host.ts';
import type { Answers } from '../gateways/gateway.ts';
import type { Profile } from '../profiles/profile.ts';

/**
 * Another launcher, or an agent with gateways of its own, whose configuration is read and never written. To add one: a file
 * here that exports a `Launcher`, a line in `index.ts`, a section of `docs/from-other-launchers.md`. What it reads is data
 * of a stranger's: every step may be missing or of another kind.
 */
export interface Launcher {
  /** What `jetway import` takes. */
  readonly id: string;
  readonly name: string;
  /** The version whose files were looked at. */
  readonly seen: string;
  /**
   * What stands in its own files, or in the one that was named in their place; undefined where there is none. Throws a
   * `configuration` Failure for one that can't be read.
   */
  read(look: Look, host: Host): Promise<Reading | undefined>;
}

/** How files are had, and all that is done to them. */
export interface Look {
  /** The file that the user named in the place of the launcher's own, absolute. */
  readonly given?: string;
  has(path: string): boolean;
  /** Undefined where there is no such file. */
  text(path: string): string | undefined;
  /** See `Files.rows`. */
  rows(path: string, query: string): Promise<Iterable<string> | undefined>;
}

/** What a launcher's files say. */
export interface Reading {
  /** Those that were read, absolute. */
  readonly files: readonly string[];
  readonly candidates: readonly Candidate[];
  /** What there is no place for in Jetway, whatever becomes of the rest. */
  readonly left: readonly Left[];
}

/** What may become a profile. */
export interface Candidate {
  /** As the launcher calls it; it need be no name of a profile's. */
  readonly name: string;
  readonly gateway: string;
  /** The gateway's settings as they stand there: not looked at yet, and perhaps not right. */
  readonly given: Answers;
  readonly chosen: Pick<Profile, 'agent' | 'models' | 'smallModels' | 'preferredModels' | 'roles'>;
  readonly key: FoundKey;
}

/** Where the launcher has the key. */
export type FoundKey =
  | { readonly kind: 'none' }
  | { readonly kind: 'variable'; readonly variable: string }
  | { readonly kind: 'command'; readonly command: readonly string[] }
  /** In a file, as it is. */
  | { readonly kind: 'text'; readonly path: string; readonly text: Hidden }
  /** Out of reach: in a store of the launcher's own. `why`: where it is, and what to do. */
  | { readonly kind: 'elsewhere'; readonly why: string };

/** A setting of the launcher's that is left behind. */
export interface Left {
  readonly what: string;
  readonly why: string;
}

/** A text that no JSON, no template and no message has in it by mistake. */
export class Hidden {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }
}
