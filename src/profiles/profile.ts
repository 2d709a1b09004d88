import { Failure } from '../failure.ts';
import type { Answers } from '../gateways/gateway.ts';
import type { Prices } from '../models/catalogue.ts';
import { quote } from '../text.ts';

/** A saved, named choice. Never a secret. */
export interface Profile extends RelaySettings {
  /** For how long a key holds that `keyCommand` prints: `45m`. */
  readonly keyTtl?: string;
  readonly gateway: string;
  readonly settings: Answers;
  /** The agent used last. */
  readonly agent?: string;
  /** The model of each agent, by agent id. */
  readonly models: Readonly<Record<string, string>>;
  readonly smallModels?: Readonly<Record<string, string>>;
  /** Models chosen of late, newest first. */
  readonly recentModels?: readonly string[];
  /** Shown before all others, whether or not the gateway lists them. */
  readonly preferredModels?: readonly string[];
  /** An argument list whose first line of output is the key; for the gateway of `settings` alone. */
  readonly keyCommand?: readonly string[];
  /** The variable that has the key, looked at before the gateway's own; for the gateway of `settings` alone. */
  readonly keyVariable?: string;
  /** USD for a million tokens, by patterns of models: what counts before the catalogue's prices. */
  readonly prices?: Readonly<Record<string, Prices>>;
  /** A line of Jetway's in Claude Code's status line. */
  readonly statusline?: boolean;
  /** The address of an OpenTelemetry collector (OTLP over HTTP) that is told of each session. */
  readonly otlp?: string;
  /** The published configuration that it came with. */
  readonly source?: Source;
  /** What the gateway is told of each session, as by `--tag`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Where the key came from that was used when this was saved. Absent: none was, or it is not known. */
  readonly keyFrom?: KeyOrigin;
}

/** Where a profile was published, and what was agreed to. */
interface Source {
  readonly url: string;
  /** Of the profile in the document there. */
  readonly name: string;
  /** Of the document, in hex. */
  readonly sha256: string;
  /** When it was agreed to; ISO 8601, UTC. */
  readonly at: string;
}

/** What a relay is to do in the profile's launches; `docs/relay.md` tells of each. */
interface RelaySettings {
  readonly relay?: 'auto' | 'always' | 'never';
  /** Of a session, and of all of a day: `5usd`, `2mtok`. */
  readonly budget?: string;
  readonly budgetDay?: string;
  readonly allowModels?: readonly string[];
  /** In this order: `model`, `profile:name`, `profile:name/model`. To name another model is to agree to it. */
  readonly fallback?: readonly string[];
  readonly roles?: {
    readonly plan?: string;
    readonly subagent?: string;
    readonly long?: { readonly from: number; readonly model: string };
    readonly cheap?: { readonly over: number; readonly model: string };
  };
}

export const keyOrigins = ['stdin', 'prompt', 'command', 'environment', 'sign-in', 'keyring', 'file'] as const;

/** A kind of place that a key comes from. */
export type KeyOrigin = (typeof keyOrigins)[number];

export type StoreKind = 'keyring' | 'file';

/** What `jetway login --sso` has come to. Nothing secret. */
export interface SignedIn {
  readonly issuer: string;
  /** As the issuer names the user: an address, a name, or its own id. Absent: it does not tell. */
  readonly who?: string;
  /** Of the token that requests carry now: milliseconds since 1970. Absent: not told. */
  readonly expiresAt?: number;
  /** Whether there is a token to renew it by; where there is none, it ends then. */
  readonly renews: boolean;
}

/** The whole of `config.json`. */
export interface Config {
  readonly schemaVersion: 1;
  /** The profile in use. */
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
  /** Which store holds the key of each account: so no store is ever searched. */
  readonly credentials: Readonly<Record<string, StoreKind>>;
  /** What is told of each sign-in, by account; its tokens are in the keyring. */
  readonly signIns?: Readonly<Record<string, SignedIn>>;
  /** The published configurations that were agreed to, by their addresses: as they stood then. */
  readonly published?: Readonly<Record<string, PublishedRecord>>;
  /** The SHA-256 of each project file that may count, by its absolute path. */
  readonly trusted?: Readonly<Record<string, string>>;
}

export interface PublishedRecord extends Pick<Source, 'sha256' | 'at'> {
  /** `{ profiles, policy }`, looked at again by whoever reads it. */
  readonly document: unknown;
}

export const emptyConfig: Config = { schemaVersion: 1, profiles: {}, credentials: {} };

/** How many recent models a profile remembers. */
const recentLimit = 5;

/** The profile after a launch of this agent with this model. */
export function remember(profile: Profile, agent: string, model: string, smallModel?: string): Profile {
  const recent = [model, ...(profile.recentModels ?? []).filter((id) => id !== model)].slice(0, recentLimit);
  return {
    ...profile,
    agent,
    models: { ...profile.models, [agent]: model },
    ...(smallModel === undefined ? {} : { smallModels: { ...profile.smallModels, [agent]: smallModel } }),
    recentModels: recent,
  };
}

/** Throws `usage` for a name that would be hard to type or to tell from a flag. */
export function checkName(name: string): void {
  if (isName(name)) return;
  throw new Failure(
    'usage',
    `${quote(name)} can not be the name of a profile.`,
    'Use letters, digits, dots, dashes and underscores.',
  );
}

/** Easy to type, and to tell from a flag. */
export function isName(name: string): boolean {
  return /^[\w][\w.@-]{0,63}$/.test(name) && name !== '__proto__';
}

/** The gateway's id, with a number where that is taken. */
export function freeName(gateway: string, { profiles }: Config): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? gateway : `${gateway}-${number}`;
    if (!Object.hasOwn(profiles, name)) return name;
  }
}
