import type { Answers, Connection, Gateway } from '../gateways/gateway.ts';
import type { FoundKey } from '../keys/sources.ts';
import type { Order } from '../models/catalogue.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Place, Project } from './project.ts';

/** What the flags and the `JETWAY_*` variables say; where both say something, this is the flag's. */
export interface Options {
  readonly profile?: string;
  readonly gateway?: string;
  /** A gateway's settings by id, from `--set` and from flags like `--base-url`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly model?: string;
  readonly smallModel?: string;
  readonly keyStdin?: boolean;
  readonly providerKeyStdin?: boolean;
  readonly keyCommand?: string;
  /** How long a key that the command prints is valid: `45m`. */
  readonly keyTtl?: string;
  readonly yes?: boolean;
  /** Ask all questions again, with the saved answers preselected; a stored key is kept. */
  readonly ask?: boolean;
  /** The named profile may be one that is still to be made. */
  readonly create?: boolean;
  readonly verbose?: boolean;
  /** Use the lists of models that are kept on disk, and make no request that can be avoided. */
  readonly offline?: boolean;
  /** Use the token of a sign-in as it is, without renewing it. */
  readonly unrenewed?: boolean;
  /** Where to get a key when a setting can't be detected without one. Absent: the user is asked. */
  readonly obtainKey?: (choice: Pick<Choice, 'gateway' | 'connection'>) => Promise<FoundKey | undefined>;
  /** Go without the project's file. */
  readonly noProject?: boolean;
  /** What a trusted project file says. Absent: there is none, or nobody has looked yet. */
  readonly project?: Project;
  /** The project and repository of the working directory. Absent: nobody has looked yet. */
  readonly place?: Place;
}

/** A gateway with its settings, and the profile they belong to. */
export interface Choice {
  readonly profile?: { readonly name: string; readonly saved: Profile };
  readonly gateway: Gateway;
  readonly answers: Answers;
  readonly connection: Connection;
  /** A question was asked, so there is something to save. */
  readonly asked: boolean;
  /** Set where the user was asked for the key early, to detect a setting; `key` is undefined where they want none. */
  readonly typed?: { readonly key: FoundKey | undefined };
}

export interface SessionOptions {
  /** Whether the gateway is told of the session at all. */
  readonly attribution: boolean;
  /** `key=value`, as typed. */
  readonly tags: readonly string[];
}

export const relayModes = ['auto', 'always', 'never'] as const;

/** `auto`: a relay is opened only where something is wanted that needs one. */
export type RelayMode = (typeof relayModes)[number];

/** Whether a launch opens a relay, and what that is to do. */
export interface RelayOptions {
  /** Absent: as the profile has it. */
  readonly relay?: RelayMode;
  /** What the session may use, as typed: `5usd`, `2mtok`. */
  readonly budget?: string;
  /** Ids of models that may be used, with `*` for any part of an id. Empty or absent: all. */
  readonly allowModels?: readonly string[];
  /** Note of each request how much of it is what: instructions, tools, messages. */
  readonly inspect?: boolean;
}

export interface LaunchOptions extends Options, SessionOptions, RelayOptions {
  /** Whether to check before the start. `auto`: unless the same launch passed within the last 15 minutes. */
  readonly check: 'auto' | 'always' | 'never';
  readonly overrideManagedSettings: boolean;
  /** Attach the gateway's own MCP server for the session. */
  readonly mcp?: boolean;
  /** Whether a line tells of the session's usage at its end. Absent: where stderr is a terminal. */
  readonly summary?: 'always' | 'never';
  /** Whether an agent that has a status line shows Jetway's beside it. Absent: as the profile has it. */
  readonly statusline?: boolean;
  /** Whether a collector is told of the session. Absent: where the profile names one. */
  readonly export?: boolean;
}

export interface DoctorOptions extends Options, Pick<RelayOptions, 'relay'>, Pick<SessionOptions, 'tags'> {
  readonly json: boolean;
  readonly overrideManagedSettings: boolean;
  /** Ids of the checks to make (empty: all of them), and of those to leave out. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Also make the checks that cost money, after consent: `--deep`. */
  readonly deep: boolean;
  /** Also try what works between agent, gateway and model (`--capabilities`), after consent. */
  readonly capabilities: boolean;
  /** Print a text to hand on to somebody, without anything private, in place of the usual view. */
  readonly report: boolean;
  /** Also repair what can be repaired, after consent. */
  readonly fix: boolean;
}

export interface ListOptions extends Options, Pick<RelayOptions, 'relay'> {
  readonly agent?: string;
  readonly search?: string;
  readonly tools?: boolean;
  /** Tokens. */
  readonly minContext?: number;
  readonly sort?: Order;
  /** How long each list of the gateway is waited for. Milliseconds. */
  readonly timeoutMs?: number;
  /** The profiles to compare, one or two. */
  readonly compare?: readonly string[];
  /** Columns to show beside the id; see `columns.ts`. Absent: as many as the terminal has room for. */
  readonly columns?: readonly string[];
  readonly json: boolean;
}

export interface ChosenModels {
  readonly model?: string;
  readonly smallModel?: string;
}
