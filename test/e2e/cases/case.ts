import type { Gateway } from '../../support/gateway.ts';
import type { Home } from '../../support/home.ts';
import type { Terminal } from '../../support/terminal.ts';
import type { Reached } from '../launching.ts';

/** By their paths in the home; objects become JSON. */
export type Files = Readonly<Record<string, object | string>>;

/**
 * One agent end to end, as data; `contract.ts` says what is tried with it. To add one: a file here, a line in `index.ts`,
 * its package and program in `agents.json`. What is left out is not tried.
 */
export interface AgentCase {
  readonly agent: string;
  /** Started by npm's script, which lies here under `node_modules`; default: the program itself. */
  readonly script?: string;
  /** Lies in every home of its own. */
  readonly home?: Files;
  /** Has it answer `say hello` in print mode. */
  readonly words: readonly string[];
  /** The same where it is started without Jetway. Default: those words. */
  readonly plain?: readonly string[];
  /** A model for each protocol; its life is tried with the first. */
  readonly models: readonly [ModelCase, ...ModelCase[]];
  /** It sends the prompt more than once. */
  readonly asksAgain?: true;
  /** A path of the gateway's host that it asks without a key, so that there is a connection when it needs one. */
  readonly greets?: string;
  /** All that it prints. Default: the answer is in it. */
  readonly prints?: RegExp;
  /** What a user may have, and finds again as it was. One of them wants answers in rhyme, and is in what the model is told. */
  readonly own: Files;
  /** Hosts that it must not even try to reach. */
  readonly avoids?: RegExp;
  /** A start is so dear that the ways to send a key, which the plan alone decides, are left to the golden cases. */
  readonly isDear?: true;
  /** It takes one key, in its vendor's own header: how the failure begins where that is not enough. */
  readonly takesOneKey?: string;
  /** What must not win over a launch. Those that touch no file and no variable of each other's share a start. */
  readonly leftovers: (there: Left) => readonly Leftover[];
  /** Takes up what `say hello` began with the first model. */
  readonly resume?: Resume;
  /** Each does its work as if it was started plainly. */
  readonly subcommands?: readonly {
    readonly words: readonly string[];
    /** Something that it then prints, or has in a file of the home. */
    readonly shows: string | RegExp;
    readonly file?: string;
  }[];
  /** How it ends where the gateway refuses the request. Default: 400 makes it end with 1. */
  readonly refused?: readonly {
    readonly status?: '400' | '401';
    readonly args?: readonly string[];
    readonly code: number;
  }[];
  /** Absent: not tried. */
  readonly signal?: {
    /** With which it ends by SIGTERM. */
    readonly code: number;
    /** As long as it lives, the signal comes again. */
    readonly again?: true;
    /** It leaves processes of its own behind, without Jetway too. */
    readonly leaves?: true;
  };
  /** How it goes through other gateways, whose ids of models are taken as they are. */
  readonly through?: readonly Through[];
  readonly terminal?: InTerminal;
}

interface ModelCase extends Reached {
  /** Where it can't send the header that tells who asks: what Jetway says of that. */
  readonly untold?: string;
}

export interface Left {
  readonly home: string;
  /** An address at which nothing must arrive. */
  readonly elsewhere: string;
}

export interface Leftover {
  /** Behind “obeys no”; each its own. */
  readonly what: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Files;
  /** Default: the case's. */
  readonly words?: readonly string[];
  /** It has a start of its own, since others would hide it. */
  readonly apart?: true;
  /** Tried with a provider key, too. */
  readonly withProviderKey?: true;
  /** Tried with each model. Default: with the first. */
  readonly forEachModel?: true;
}

interface Resume {
  readonly words: readonly string[];
  /** Among them. */
  readonly says: string;
  /** With which it is launched. Default: the same as at first. */
  readonly model?: Reached;
  /** Which then gets the whole conversation. Default: the one it is launched with. */
  readonly asks?: Reached;
}

interface Through {
  readonly gateway: string;
  readonly model: string;
  readonly path: string;
  readonly flags?: readonly string[];
  /** A header that tells the gateway which agent asks. */
  readonly tells?: string;
  /** A key that the body must not have. */
  readonly lacks?: string;
}

export interface InTerminal {
  /** Its session in a terminal is that of a first run in `terminal.test.ts`. */
  readonly firstRun?: true;
  /** Default: the first model. */
  readonly model?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Files;
  /** What it asks in a new home, which is its user's to answer. */
  readonly questions?: readonly ((terminal: Terminal) => Promise<void>)[];
  /** Beside the line that takes input. */
  readonly ready: string | RegExp;
  readonly quit: (terminal: Terminal) => Promise<void>;
  /** After the first answer. Gives the model that `say goodbye` is then for, where it was switched. */
  readonly also?: (there: There) => Promise<string | undefined>;
  /** After its end. */
  readonly after?: (there: There) => Promise<void>;
}

export interface There {
  readonly terminal: Terminal;
  readonly gateway: Gateway;
  readonly home: Home;
  /** What it was started by. */
  readonly line: string;
}

export const stale = 'sk-stale-77c1d0e5a4';
export const inRhyme = 'Always answer in rhyme.\n';

/** Presses Enter at what is asked. */
export const enter =
  (shown: string | RegExp) =>
  (terminal: Terminal): Promise<void> =>
    terminal.answer(shown, 'Enter');

export const submit =
  (text: string, shown = text) =>
  (terminal: Terminal): Promise<void> =>
    terminal.submit(text, shown);
