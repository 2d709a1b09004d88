import type { AgentConfigure } from './agent-configure.ts';
import type { AgentDoctor } from './agent-doctor.ts';
import type { Attach, McpServer } from './agent-mcp.ts';
import type { AgentTranscripts } from './agent-transcripts.ts';
import type { OwnFile, OwnLink } from './agent-files.ts';
import type { Model } from '../models/catalogue.ts';
import type { Route } from '../gateways/gateway.ts';
import type { Host, Installation } from '../host.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { SecretHeaders, SecretJson, SecretText } from '../keys/secret.ts';
import type { Said } from '../protocols/said.ts';

/**
 * A coding agent. To add one: a file here that exports an `Agent`, a line in `index.ts`, and the cases that
 * docs/contributing.md names. An agent returns data: it reads no file, starts nothing and knows no gateway.
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
  /** Its name in the registry, npm or PyPI. In npm's folders the package's manifest also tells the program's version. */
  readonly package: string;
  /** The package is on PyPI, for this Python or newer. Absent: it is on npm. */
  readonly python?: string;
  /** The page that says how to install it, where npm does not have it for every platform: then Jetway installs nothing. */
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
    /** With `below`: the version to install, where that is not `tested`, since not every release is on npm with all its parts. */
    readonly installed?: string;
  };
  /** The protocols it can use. The gateway decides which of them serves a model: it knows which one is the model's own. */
  readonly speaks: readonly ProtocolId[];
  /**
   * The references that the program replaces in the files and variables a launch writes, as `${NAME}` by a variable of the
   * user's. What a server sent must stay data, so a model whose id holds such a reference is refused. Absent: it has none.
   */
  readonly expands?: RegExp;
  /** Variables that would win over the plan, and so are removed from the agent's environment; each group has its reason. */
  readonly unset: readonly Unset[];
  /** The usual variables for proxies and certificates that the program heeds, in capitals. Absent: not known. */
  readonly proxyVariables?: readonly string[];
  /**
   * Where an administrator's settings lie, which rank above everything Jetway can give: absolute paths; a folder's files
   * by a last segment of `*.json`, a value of Windows' registry as `HKLM\…\<name>`. Absent: nowhere. What they hold is
   * the doctor's to judge.
   */
  managedPaths?(host: Host): readonly string[];
  /** How the program itself tells of the models it knows, where the plan needs that. Absent: it needs nothing. */
  readonly nativeModels?: NativeModels;
  /** Files of the user's that the plan is made from; absolute, a folder's by a last segment of `*.json`. Absent: none. */
  reads?(host: Host): readonly string[];
  /** What the doctor knows of it. A launch loads this only where there are managed settings to judge. */
  doctor?(): Promise<AgentDoctor>;
  /** How it is configured to go through the gateway without Jetway as its parent. */
  configure?(): Promise<AgentConfigure>;
  /** Whether the arguments resume an earlier session in a way that may fail through Jetway. Absent: none does. */
  resumes?(args: readonly string[]): boolean;
  /** Where `resumes` says so: looks at the earlier session before the launch. */
  earlier?(): Promise<Earlier>;
  /** How an MCP server is attached for one session; or why it can't be, as the end of a sentence. */
  readonly mcp: { attach(): Promise<Attach> } | { readonly why: string };
  /** Whether it can show `Launch.statusline`. */
  readonly showsStatus?: true;
  /** How to read the records that it keeps of its own sessions. Absent: not known. */
  transcripts?(): Promise<AgentTranscripts>;
  /**
   * How it can use another model while it plans. `own`: it has a setting for that, which the plan fills from `planModel`. A
   * function: what tells its requests in plan mode from others, for the relay. Absent: it has no such mode, or none can tell.
   */
  readonly planMode?: 'own' | (() => Promise<Planning>);
  /** The status with which a relay refuses, for an agent that would repeat a request answered with 403. */
  readonly refusalStatus?: number;
  /** Where the agent keeps the model that the user picks in a session: put back when the session ends. */
  readonly storesModel?: StoredModel;
  /** Pure. Throws a `usage` Failure for an argument of the user's that would undo the plan. */
  plan(target: Target, launch: Launch): LaunchPlan;
}

/** Whether a request is one of the agent's plan mode. */
export type Planning = (said: Said) => boolean;

/** Lines to show before the session is resumed. Throws a `usage` Failure, with what works instead, where it can't be. */
export type Earlier = (args: readonly string[], host: Host, files: EarlierFiles) => readonly string[];

/** What it may know of the user's files: see `Files`. */
export interface EarlierFiles {
  glob(pattern: string): readonly string[];
  mtime(path: string): number | undefined;
  firstLine(path: string): string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A command of the program's that prints its models without a request; run once for each installed version, and kept. */
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
  /** The value of the second key after a pick in a session of Jetway's; with another value the model is not ours to put back. */
  readonly provider?: string;
  /** A list of tables that keeps entries of Jetway's sessions: those whose text under `key` begins with `begins`. */
  readonly list?: { readonly name: string; readonly key: string; readonly begins: string };
  /** Takes the model's id out of what is stored. Absent: what is stored is the id. */
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
  /** What the program printed for the agent's `nativeModels`, read when called; absent where it printed nothing that fits. */
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
  /** The agent's own session was given Jetway's session id, so that its records can be told from those of a plain start. */
  readonly pinned?: true;
  /** The server of MCP's that was attached. */
  readonly mcp?: Pick<McpServer, 'name' | 'url'>;
  /** What to try first where the gateway can't be reached, as a hint: the user's own settings have what this launch leaves out. */
  readonly unreached?: string;
  /** Said on stderr before the start. */
  readonly notes?: readonly string[];
  /** Said only with `--verbose`. */
  readonly details?: readonly string[];
}

/**
 * A variable's value. `over`: JSON laid over the JSON that the user has in that variable, at the very end, by `overlay.ts`:
 * objects merge deeply and ours wins; lists are replaced, only `plugin` and `instructions` are the user's and then ours.
 */
export type VariableValue = SecretText | { readonly over: SecretJson };

/** A text that the agent reads from an inherited descriptor, up to its end. */
export interface Pipe {
  readonly descriptor: number;
  readonly content: SecretText | { readonly json: SecretJson };
}

/** The plan for a subcommand that opens no session. `words`: the command as it is named to the user, `codex mcp`. */
export function passThrough(words: string, { gateway }: Target, { args }: Pick<Launch, 'args'>): LaunchPlan {
  return {
    args,
    set: {},
    apart: true,
    notes: [`${words} opens no session: it runs as it is, without ${gateway.name}.`],
  };
}
