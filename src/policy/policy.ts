import type { Host } from '../host.ts';
import type { Prices } from '../models/catalogue.ts';
import type { Budget } from '../relay/budget.ts';
import type { ForbiddableFlag } from './forbidden-flags.ts';

/** An administrator's rules for launches. Absent members rule nothing. */
export interface Policy {
  /** Its file, absolute; the address of the document, where it was published in one. */
  readonly path: string;
  /** Origins, `https://host` or `https://host:port`: of the only gateways. */
  readonly gateways?: readonly string[];
  /** Patterns of the only models: `*` stands for any characters. */
  readonly models?: readonly string[];
  /** Ids of the only agents. */
  readonly agents?: readonly string[];
  /** Each session is told to the gateway, with these tags among others. */
  readonly attribution?: { readonly tags: readonly string[] };
  readonly forbiddenFlags?: readonly ForbiddableFlag[];
  /** What a session, and all sessions of a day together, may use. */
  readonly budget?: { readonly session?: Budget; readonly day?: Budget };
  /** By what a budget in dollars is kept: USD for a million tokens, by patterns of models, before the catalogue's. */
  readonly prices?: Readonly<Record<string, Prices>>;
  /** The names of the only profiles whose sessions count for the day's budget. Absent: all sessions of the user's do. */
  readonly profiles?: readonly string[];
}

/** All that hold at once: each of them must admit what is done, so that none can weaken another. */
export type Policies = readonly Policy[];

/** Where the administrator's file stands: places that only an administrator can write, on a machine that is set up so. */
export function policyPath({ platform }: Pick<Host, 'platform'>): string {
  // Not by a variable: the user could set that.
  if (platform === 'win32') return String.raw`C:\ProgramData\Jetway\policy.json`;
  return platform === 'darwin' ? '/Library/Application Support/Jetway/policy.json' : '/etc/jetway/policy.json';
}
