import type { Host } from '../host.ts';
import type { Prices } from '../models/catalogue.ts';
import type { Budget } from '../relay/budget.ts';
import type { ForbiddableFlag } from './forbidden-flags.ts';

/** An administrator's rules for launches. Absent members rule nothing. */
export interface Policy {
  /** The policy's file, absolute, or the address of the document in which it was published. */
  readonly path: string;
  /** The only gateways, by their origins: `https://host` or `https://host:port`. */
  readonly gateways?: readonly string[];
  /** The only models, by patterns in which `*` stands for any characters. */
  readonly models?: readonly string[];
  /** The only agents, by their ids. */
  readonly agents?: readonly string[];
  /** The gateway must be told of each session, with these tags among others. */
  readonly attribution?: { readonly tags: readonly string[] };
  readonly forbiddenFlags?: readonly ForbiddableFlag[];
  /** What a session, and all sessions of a day together, may use. */
  readonly budget?: { readonly session?: Budget; readonly day?: Budget };
  /** Prices by which a budget in dollars is kept, before the catalogue's: USD for a million tokens, by patterns of models. */
  readonly prices?: Readonly<Record<string, Prices>>;
  /** The names of the only profiles whose sessions count for the day's budget. Absent: all sessions of the user's do. */
  readonly profiles?: readonly string[];
}

/** All that hold at once: each of them must admit what is done, so that none can weaken another. */
export type Policies = readonly Policy[];

/** Where the administrator's file stands: places that only an administrator can write, on a machine that is set up so. */
export function policyPath({ platform }: Pick<Host, 'platform'>): string {
  // No variable names the place: the user could set that.
  if (platform === 'win32') return String.raw`C:\ProgramData\Jetway\policy.json`;
  return platform === 'darwin' ? '/Library/Application Support/Jetway/policy.json' : '/etc/jetway/policy.json';
}
