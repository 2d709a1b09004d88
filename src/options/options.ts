import type { Answers, Connection, Gateway } from '../gateways/gateway.ts';
import type { FoundKey } from '../keys/sources.ts';
import type { Order } from '../models/catalogue.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Place, Project } from './project.ts';

/** What the flags and `JETWAY_*` variables say; the flags have won already. */
export interface Options {
  readonly profile?: string;
  readonly gateway?: string;
  /** Settings by id, from `--set` and the flags of their own. */
  readonly settings: Readonly<Record<string, string>>;
  readonly model?: string;
  readonly smallModel?: string;
  readonly keyStdin?: boolean;
  readonly providerKeyStdin?: boolean;
  readonly keyCommand?: string;
  /** For how long a key holds that the command prints: `45m`. */
  readonly keyTtl?: string;
  readonly yes?: boolean;
  /** Ask the questions again, with the saved answers preselected; a stored key is not asked for. */
  readonly ask?: boolean;
  /** The named profile may be one that is still to be made. */
  readonly create?: boolean;
  readonly verbose?: boolean;
  /** Take what was kept of the gateway's lists, and ask for nothing that can be had without. */
  readonly offline?: boolean;
  /** A sign-in is not renewed for this: its token is taken as it is. */
  readonly unrenewed?: boolean;
  /** How a key is had where a setting can't be found out without one. Absent: it is asked for. */
  readonly obtainKey?: (choice: Pick<Choice, 'gateway' | 'connection'>) => Promise<FoundKey | undefined>;
  /** Go without the project's file. */
  readonly noProject?: boolean;
  /** What the project's file says, where it is trusted; absent: there is none, or it is not looked for. */
  readonly project?: Project;
  /** Where the working directory lies, where that has been looked at. */
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
  /** The key that had to be asked for before a setting could be found out; without `key`: none is wanted. */
  readonly typed?: { readonly key: FoundKey | undefined };
}

export interface SessionOptions {
  /** Whether the gateway is told of the session at all. */
  readonly attribution: boolean;
  /** `key=value`, as typed. */
  readonly tags: readonly string[];
}

export const relayModes = ['auto', 'always', 'never'] as const;

/** `auto`: where something is wanted that only a relay can do. */
export type RelayMode = (typeof relayModes)[number];

/** What a relay is to do in a launch, and whether there is to be one. */
export interface RelayOptions {
  /** Absent: as the profile has it. */
  readonly relay?: RelayMode;
  /** For the session, as typed: `5usd`, `2mtok`. */
  readonly budget?: string;
  /** Ids, `*` for any part of one; empty, or absent: any model. */
  readonly allowModels?: readonly string[];
  /** Keep what fills each request, in numbers. */
  readonly inspect?: boolean;
}

export interface LaunchOptions extends Options, SessionOptions, RelayOptions {
  /** `auto`: unless it passed for the same target within the last 15 minutes. */
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
  /** Ids of checks, of those that are made and of those that are not; empty: all of them. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Also what costs money, after consent. */
  readonly deep: boolean;
  /** The same for what works on the route. */
  readonly capabilities: boolean;
  /** A text to hand on, in place of the view. */
  readonly report: boolean;
  /** Also repairs, after consent. */
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
  /** Beside the id; see `columns.ts`. Absent: those that the terminal has room for. */
  readonly columns?: readonly string[];
  readonly json: boolean;
}

export interface ChosenModels {
  readonly model?: string;
  readonly smallModel?: string;
}
