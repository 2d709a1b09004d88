import type { JsonObject } from '../json-path.ts';
import type { Field } from './fields.ts';
import type { Part, Reply } from './management.ts';
import type { Question } from './question.ts';
import type { Finding } from './status.ts';

/** Gateways in an account, as JSON objects of which only the named fields are known here; or the one that a server is. */
export interface ManagedGateways {
  /** What reading them takes, in the gateway's words. */
  readonly reads: string;
  /** The name where none is given: there is only one, or one is in use. */
  readonly usual?: string;
  /** A text: why none is made, changed or deleted over the API, and where that is done. */
  readonly changes: GatewayChanges | string;
  /** Throws a `configuration` Failure for a name that can't be one. */
  checkName(name: string): void;
  /** One in a line of a list, name first: what matters most of its settings, in short words. */
  row(settings: JsonObject): readonly string[];
  /** What is odd about the settings together, as a sentence each. */
  remarks(settings: JsonObject): readonly string[];
  /** What should be otherwise in a gateway of a team. */
  practice(settings: JsonObject): readonly Finding[];
  list(): Question<Reply<Part<JsonObject>>>;
  get(name: string): Question<Reply<JsonObject>>;
}

export interface GatewayChanges {
  /** What changing them takes, in the gateway's words. */
  readonly edits: string;
  /** What else is gone with a deleted gateway, as the end of a sentence. */
  readonly goesWith: string;
  /** What `--set` knows. */
  readonly fields: readonly Field[];
  /** What a new one is given where nothing is said: only what is safe, or what the API insists on. */
  readonly defaults: JsonObject;
  /** Fields that the gateway sets by itself, which no update may carry. */
  readonly own: readonly string[];
  create(name: string, settings: JsonObject): Question<Reply<JsonObject>>;
  /** The whole of it: what is left out may be reset. */
  replace(name: string, settings: JsonObject): Question<Reply<JsonObject>>;
  remove(name: string): Question<Reply<true>>;
}

/**
 * What is read of one gateway beside its settings. What makes a question throws a `configuration` Failure where the gateway
 * has no call for it, with where else it stands.
 */
export interface GatewayViews {
  /** Which gateway, for people. */
  readonly name: string;
  /** Where a provider's own SDK is sent to. */
  url(provider: string): Question<Reply<ProviderUrl>> | ProviderUrl;
  /** Where people see the same log. */
  readonly page?: string;
  /** The newest first. */
  logs(query: LogQuery): Question<Reply<Part<LogRow>>>;
  /** What stands in the place of no log at all, as a sentence: where else they may be. */
  readonly noLogs?: string;
  /** What was asked and answered in one request, under names for people; asked one after the other. */
  content(id: string): readonly (readonly [name: string, question: Question<Reply<unknown>>])[];
  providerKeys(): Question<Reply<Part<ProviderKey>>>;
  /** A text: why none is added over the API, and where that is done. */
  readonly addProviderKey: ((key: NewProviderKey) => Question<Reply<ProviderKey>>) | string;
  routes(): Question<Reply<Part<Route>>>;
  /** By the id of its row. */
  route(id: string): Question<Reply<JsonObject>>;
  /** Limits of the gateway's, not of a session's key; what one question is refused, the others may tell. */
  spendLimits(): readonly { readonly what: string; readonly question: Question<Reply<Part<SpendLimit>>> }[];
}

export interface ProviderUrl {
  readonly url: string;
  /** What is particular about it, as a sentence. */
  readonly note?: string;
}

export interface LogQuery {
  /** ISO 8601, UTC. */
  readonly since?: string;
  readonly session?: string;
  /** Rows that are wanted: a page need not be longer. */
  readonly limit: number;
  /** By this machine's clock. Milliseconds since 1970. */
  readonly now: number;
}

/** One request as the gateway logged it, without what was said in it. */
export interface LogRow {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly ok: boolean;
  /** HTTP, where it is told. */
  readonly status?: number;
  readonly provider?: string;
  readonly model?: string;
  readonly cached?: boolean;
  /** Tokens. */
  readonly input?: number;
  readonly output?: number;
  /** Of `input`: read from a cache of the provider's. */
  readonly cachedInput?: number;
  /** US dollars. Absent: not known, or not yet. */
  readonly usd?: number;
  readonly milliseconds?: number;
  /** What the request said of itself: session, agent, user. */
  readonly facets: Readonly<Record<string, string>>;
}

/** A key of a provider's that the gateway keeps: never the key. */
export interface ProviderKey {
  readonly provider: string;
  readonly name: string;
  /** The one that is used where a request names none. */
  readonly usual?: boolean;
  /** Its first and last characters, as the gateway masks it. */
  readonly preview?: string;
  readonly status?: string;
  readonly models?: readonly string[];
}

interface NewProviderKey {
  readonly provider: string;
  readonly name: string;
  readonly usual: boolean;
  /** Secret. */
  readonly value: string;
}

/** A rule by which the gateway chooses models and providers. */
export interface Route {
  readonly id: string;
  readonly name: string;
  readonly active?: boolean;
  /** The model to ask for. */
  readonly model?: string;
  /** What it leads to, for people. */
  readonly leadsTo: readonly string[];
}

export interface SpendLimit {
  /** `account`, `gateway`, `team core`. */
  readonly of: string;
  readonly limit: number;
  readonly unit: 'USD' | 'tokens' | 'requests';
  readonly used?: number;
  /** In the gateway's words, or seconds as `3600 s`. */
  readonly period?: string;
  /** To what it is narrowed, for people. */
  readonly only?: string;
  readonly active: boolean;
}
