import type { AgentConfigure } from './agent-configure.ts';
import type { AgentDoctor } from './agent-doctor.ts';
import type { Attach, McpServer } from './agent-mcp.ts';
import type { AgentTranscripts } from './agent-transcripts.ts';
import type { Model } from '../models/catalogue.ts';
import type { Route } from '../gateways/gateway.ts';
import type { Host, Installation } from '../host.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { SecretHeaders, SecretJson, SecretText } from '../keys/secret.ts';
import type { Said } from '../protocols/said.ts';

/**
 * A coding agent. To add one: a file here that exports an `Agent`, a line in `index.ts`, and the cases that
 * docs/contributing.md names; what the doctor knows of it stands in `<id>/doctor.ts`. An agent returns data; it reads no file, starts nothing and knows no gateway.
 */
export interface Agent {
  /** The file's name; the word after `jetway`. */
  readonly id: string;
  readonly name: string;
  /** The vendor (`models/vendors.ts`) that makes it, whose newest model is proposed. Absent: it makes no models of its own. */
  readonly maker?: string;
  /** Its own commands that make no request to a model: they start without a gateway. Absent: not known. */
  readonly commandsWithoutModel?: readonly string[];
  /** Looked up on PATH. */
  readonly command: string;
  /** In its registry; the program's version stands in its manifest where it lies in one of npm's. */
  readonly package: string;
  /** The package is on PyPI, for this Python or newer. Absent: it is on npm. */
  readonly python?: string;
  /** How its makers say it is installed, where npm has it not for every platform: then Jetway installs nothing. */
  readonly installPage?: string;
  readonly versions: {
    /** Older ones are refused. */
    readonly minimum: string;
    /** Older ones start with a warning. */
    readonly recommended?: string;
    /** From here on it is another program, and refused. */
    readonly below?: string;
    /** The newest that the recipe was driven with. */
    readonly tested: string;
    /** What npm is asked for beside `below`, where it is not the tested one: a release is not always there whole. */
    readonly installed?: string;
  };
  /** Which of them is used, the gateway says: it knows the model's own. */
  readonly speaks: readonly ProtocolId[];
  /**
   * What the program puts other things in place of, in any text of the files and variables that a launch writes: variables
   * of the user's, files. What a server sent is data, so a model whose id holds such a thing is refused. Absent: nothing.
   */
  readonly expands?: RegExp;
  /** Variables that would win over the plan: removed from the agent's environment, each for its reason. */
  readonly unset: readonly Unset[];
  /** The usual variables for proxies and certificates that the program heeds, in capitals. Absent: not known. */
  readonly proxyVariables?: readonly string[];
  /**
   * Where an administrator's settings lie, which rank above everything Jetway can give: absolute paths; a folder's files
   * by a last segment of `*.json`, a value of Windows' registry as `HKLM\…\<name>`. Absent: nowhere. What they hold is
   * the doctor's to judge.
   */
  managedPaths?(host: Host): readonly string[];
  /** What the plan needs to know of the program's own models. Absent: nothing. */
  readonly nativeModels?: NativeModels;
  /** Files of the user's that the plan is made from; absolute, a folder's by a last segment of `*.json`. Absent: none. */
  reads?(host: Host): readonly string[];
  /** What no launch needs of it, save where it finds managed settings. */
  doctor?(): Promise<AgentDoctor>;
  /** How it is configured to go through the gateway without Jetway as its parent. */
  configure?(): Promise<AgentConfigure>;
  /** Whether the arguments go on with an earlier session in a way that may not hold through Jetway. Absent: all ways hold. */
  resumes?(args: readonly string[]): boolean;
  /** Looks at that session before the launch. */
  earlier?(): Promise<Earlier>;
  /** How a server of MCP's is attached for one session; or why it can't be, as an end of a sentence. */
  readonly mcp: { attach(): Promise<Attach> } | { readonly why: string };
  /** Whether it can show `Launch.statusline`. */
  readonly showsStatus?: true;
  /** What it writes itself of its sessions. Absent: not known. */
  transcripts?(): Promise<AgentTranscripts>;
  /**
   * How another model is used while it plans: `own`, by its own settings, which the plan gives it from `planModel`; or by
   * what tells a request of its plan mode from others. Absent: it has no such mode, or its requests do not tell.
   */
  readonly planMode?: 'own' | (() => Promise<Planning>);
  /** The status of an answer that has it stop at once, where it asks again for 403. */
  readonly refusalStatus?: number;
  /** Where the agent keeps the model that the user picks in a session: put back when the session ends. */
  readonly storesModel?: StoredModel;
  /** Pure. Throws a `usage` Failure for an argument of the user's that would undo the plan. */
  plan(target: Target, launch: Launch): LaunchPlan;
}

/** Whether a request is one of the agent's plan mode. */
export type Planning = (said: Said) => boolean;

/** What is to be said of it, a line each. Throws a `usage` Failure that names the way where it can't be gone on with. */
export type Earlier = (args: readonly string[], host: Host, files: EarlierFiles) => readonly string[];

/** What it may know of the user's files: see `Files`. */
export interface EarlierFiles {
  glob(pattern: string): readonly string[];
  mtime(path: string): number | undefined;
  firstLine(path: string): string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How the program tells of models, without a request; run once for each installed version and kept. */
interface NativeModels {
  readonly args: readonly string[];
  /** Whether a plan can be made with what it printed. */
  fits(printed: string): boolean;
}

/** A file of the user's that the agent's own model picker writes. */
export interface StoredModel {
  /** Absolute. `args`: the user's own for the agent, which may name another file. */
  path(host: Host, args: readonly string[]): string;
  readonly format: 'json' | 'toml';
  /** Top-level keys: the model's id first, then what is written along with it. */
  readonly keys: readonly string[];
  /** Where in the first key's value, an object of JSON, the model's id stands. Absent: it is that value. */
  readonly within?: readonly string[];
  /** What the second key says of a model that was picked in a session of Jetway's; without it the model is another one's. */
  readonly provider?: string;
  /** A list of tables in which it leaves entries of a session of Jetway's: those whose text under the key begins so. */
  readonly list?: { readonly name: string; readonly key: string; readonly begins: string };
  /** The model's id in what is stored. Absent: that is the id. */
  idIn?(stored: string): string;
}

export type { Json, JsonObject } from '../json-path.ts';

export interface Unset {
  readonly names: readonly string[];
  readonly why: string;
}

/** Where one agent is to connect. */
export interface Target {
  readonly gateway: { readonly id: string; readonly name: string };
  readonly main: ModelEndpoint;
  /** For cheap work: titles, summaries. The main model where neither the user nor the catalogue has another. */
  readonly small: ModelEndpoint;
  /** For its plan mode. Absent: the main model. */
  readonly planModel?: ModelEndpoint;
  /** Every model of the gateway's that this agent speaks to: main first, then small where it is another, then the rest in the catalogue's order. */
  readonly models: readonly ModelEndpoint[];
  /** Changes with anything that `models` depends on: part of the name of a file made from them. In hex. */
  readonly cacheKey: string;
  /** Headers without secrets, for every request: attribution. */
  readonly headers: Readonly<Record<string, string>>;
  /** Variables of the user's that hold a key of the gateway's, where the agent is to have none. */
  readonly hides?: readonly string[];
  /** A command that prints the gateway's key, where it lies in a store; absent for keys from stdin, a command or the environment. */
  readonly printKey?: readonly string[];
}

export interface Endpoint extends Route {
  /** Every header that carries a credential on this route, and what else it must tell the gateway. */
  readonly credentials: SecretHeaders;
}

/** A model, where it is reached and what is known of it; `about.id` is what the user calls it, `model` what goes out. */
export interface ModelEndpoint extends Endpoint {
  readonly about: Model;
}

/** What is particular to this start of the agent. */
export interface Launch {
  readonly host: Host;
  readonly installation: Installation;
  /** The user's arguments for the agent, untouched. */
  readonly args: readonly string[];
  /** UUID of the session, the same as in the attribution headers. Absent: the plan serves any number of sessions. */
  readonly session?: string;
  /** The command that prints a line for the agent's status line, where one is wanted. */
  readonly statusline?: readonly string[];
  /** Jetway's folder for files that agents read; absolute. Absent where nothing can be written: then the plan does without. */
  readonly folder?: string;
  /** What the files of `reads` hold, by path; one that isn't there is left out. */
  readonly texts?: Readonly<Record<string, string>>;
  /** What the program printed for `printsModels`, read when called; undefined where it could not tell. */
  readonly nativeModels?: () => string;
}

/** All that a launch will do, as data: no key is in it, only references. */
export interface LaunchPlan {
  readonly args: readonly string[];
  readonly set: Readonly<Record<string, VariableValue>>;
  /** On top of the agent's `unset`. */
  readonly unset?: readonly Unset[];
  readonly pipes?: readonly Pipe[];
  readonly files?: readonly OwnFile[];
  readonly links?: readonly OwnLink[];
  /** A subcommand that opens no session. */
  readonly apart?: true;
  /** The agent's own session has Jetway's id, by which its records are told from those of a plain one. */
  readonly pinned?: true;
  /** The server of MCP's that was attached. */
  readonly mcp?: Pick<McpServer, 'name' | 'url'>;
  /** What to do first where the gateway can't be reached: the agent's own settings hold what this launch does not have. */
  readonly unreached?: string;
  /** Said on stderr before the start. */
  readonly notes?: readonly string[];
  /** The same, with `--verbose` alone. */
  readonly details?: readonly string[];
}

/**
 * A variable's value. `over`: JSON laid over the JSON that the user has in that variable, at the very end, by `overlay.ts`:
 * objects merge deeply and ours wins; lists are replaced, only `plugin` and `instructions` are the user's and then ours.
 */
export type VariableValue = SecretText | { readonly over: SecretJson };

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

/** A file or folder of the user's, `to`, under a name in `Launch.folder`; set where the user has it and nothing has that name. Both absolute. */
export interface OwnLink {
  readonly path: string;
  readonly to: string;
  /** `made`: a folder, made where the user has none yet: plainly the agent makes it. `spare`: what the agent puts in its place may go with the home. */
  readonly made?: true;
  readonly spare?: true;
}

/** What the agent reads from an inherited descriptor, and then its end. */
export interface Pipe {
  readonly descriptor: number;
  readonly content: SecretText | { readonly json: SecretJson };
}

/** For a subcommand that opens no session. `words`: how it reads: `codex mcp`. */
export function passThrough(words: string, { gateway }: Target, { args }: Pick<Launch, 'args'>): LaunchPlan {
  return {
    args,
    set: {},
    apart: true,
    notes: [`${words} opens no session: it runs as it is, without ${gateway.name}.`],
  };
}
