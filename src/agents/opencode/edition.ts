import type { Agent } from '../agent.ts';

/** OpenCode 1.x, or a program made from it: what it calls things. All else is the same recipe. */
export interface Edition extends Pick<Agent, 'id' | 'name' | 'command' | 'package' | 'versions' | 'unset'> {
  /** In front of the names of its variables, `_` included. */
  readonly prefix: string;
  /** Of its configuration: it writes that address into files without one. */
  readonly schema: string;
  /** That a session starts with, the one by default first. */
  readonly agents: readonly string[];
  /** Its other name for the first of them. */
  readonly formerly?: string;
  /** What a launch sets beside all that is common. */
  readonly set?: Readonly<Record<string, string>>;
  /** Providers of its own that no start survives where another one is the only one enabled. */
  readonly disabled?: readonly string[];
  /** Commands that would leave the gateway or lose the key. */
  readonly refused: Readonly<Record<string, Refusal>>;
  /** Commands that run on and serve whoever reaches them. */
  readonly servers: readonly string[];
  /** What `plugin.ts` must know; absent: it takes OpenCode's. */
  readonly tellsPlugin?: true;
  readonly layout: Layout;
}

/** As a failure says it. */
interface Refusal {
  readonly message: string;
  readonly hint: string;
}

/** Where the configurations are, highest first. */
interface Layout {
  /** Names in a folder of the program's own. */
  readonly inside: readonly string[];
  /** Names in any other folder: those of one list rank above those of the next in whatever folder. */
  readonly beside: readonly (readonly string[])[];
  /** The program's own folders, in a repository and in the home. */
  readonly folders: readonly string[];
  /** A repository's file that is no JSON, or refers to variables, is left out; else no start with it. */
  readonly forgiving: boolean;
  /** Where the repository's configuration is switched off, its code runs all the same. */
  readonly alwaysRuns: boolean;
}

/** What the plugin reads from `JETWAY_EDITION`. */
export interface Told {
  readonly id: string;
  readonly variable: string;
  readonly agents: readonly string[];
}

export function inlineVariable({ prefix }: Pick<Edition, 'prefix'>): string {
  return `${prefix}CONFIG_CONTENT`;
}
