import type { JsonObject } from '../json-path.ts';
import type { Secret } from '../keys/secret.ts';
import type { Field } from './fields.ts';
import type { Answers, Diagnosis, Setting } from './gateway.ts';
import type { GatewayViews, ManagedGateways } from './managed-gateways.ts';
import type { HeldKeys, Question } from './question.ts';
import type { UsageReport, UsageQuery } from './told-usage.ts';

/**
 * What can be managed of a gateway over an API of its own, with a key of its own: the key that sessions run on should be
 * able to do none of it. Loaded by the commands that manage, and by nothing else.
 */
export interface ManagedBy {
  /** Of the gateway's settings those that it needs; absent: what the gateway itself needs. */
  readonly needs?: readonly string[];
  /** Settings that a session has no use for. */
  readonly settings?: readonly Setting[];
  /** Throws a `configuration` Failure for answers that can't be right. */
  connect(answers: Answers): Promise<Management>;
  /** What can be changed of a gateway of it (`GatewayChanges.fields`). Absent: nothing. */
  fields?(): Promise<readonly Field[]>;
}

export interface Management {
  /** Where requests go, for people and for the policy. */
  readonly url: string;
  /** The management key's account name: contains the origin that it is sent to. */
  readonly account: string;
  readonly key: Secret;
  /** Variables that are known to hold such a key, beside `JETWAY_MANAGEMENT_KEY`. */
  readonly variables: readonly string[];
  /** Where such a key comes from, as a hint. */
  readonly where: string;
  /** Where a session's token may have the permissions to manage too: the account that such a one is kept under, if one can be. */
  readonly session?: { readonly account?: string };
  /** The gateways in the user's account, or the one that the server is. */
  gateways?(held: HeldKeys): ManagedGateways;
  /** What is read of one gateway beside its settings. Throws `usage` where it is not said of which. */
  views?(held: HeldKeys): GatewayViews;
  /** Free: whether whoever reaches the gateway may manage it. Absent: nobody without a key may. */
  readonly open?: Question<boolean>;
  /** The keys of a team. `held`: whether there is a management key. */
  keys?(held: HeldKeys): ManagedKeys;
  /** What its requests used, by its own word. Undefined where it can't tell that by this. */
  usage?(held: HeldKeys, query: UsageQuery): UsageReport | undefined;
  /** The same by tags that requests carried, for what its log does not tell: one without such a tag is in no row. */
  tagged?(held: HeldKeys, query: UsageQuery): UsageReport | undefined;
  /** What it has booked for one answer, in US dollars; undefined: not yet. With the session's key, of the account `url`. */
  booked?(answerId: string): Question<Reply<{ readonly usd: number | undefined }>>;
  /** A key as its header carries it, where that is not the key itself. */
  carried?(value: string): string;
}

/** What a gateway answered to a question of management: a value, or what its refusal means. */
export type Reply<T> = { readonly value: T } | { readonly refused: Diagnosis };

/** A part of a list, and the question for the next part. */
export interface Part<T> {
  readonly items: readonly T[];
  readonly next?: Question<Reply<Part<T>>>;
}

/** The keys that a gateway gives to people and programs. What makes a question throws `configuration` for a request that it can't grant. */
export interface ManagedKeys {
  /** What a change means there, as a sentence: how soon it works, what undoes it. */
  note?(key: JsonObject): string | undefined;
  list(): Question<Reply<Part<KeyRow>>>;
  get(id: string): Question<Reply<JsonObject>>;
  create(request: KeyRequest): Question<Reply<MadeKey>>;
  /** `before`: what `get` gave. */
  update(id: string, before: JsonObject, request: KeyRequest): Question<Reply<unknown>>;
  remove(id: string): Question<Reply<true>>;
  /** Another value for the same key; the old one is dead. Absent: there is no such call. */
  rotate?(id: string): Question<Reply<MadeKey>>;
  /** The id of a team of this name, where names are not ids. */
  team?(name: string): Question<Reply<string>>;
}

/** What a key is to be like; absent: as it is, `null`: without. */
export interface KeyRequest {
  readonly name?: string;
  readonly active?: boolean;
  readonly budget?: { readonly usd: number; readonly period?: Period } | null;
  readonly rate?: { readonly limit: number; readonly of: 'requests' | 'tokens'; readonly period: Period } | null;
  /** `provider/model`, a model, `provider/*`, `*`. */
  readonly models?: readonly string[];
  readonly providers?: readonly string[];
  /** Milliseconds since 1970, and milliseconds from now. */
  readonly expires?: { readonly at: number; readonly in: number } | null;
  /** An id. */
  readonly team?: string | null;
}

export const periods = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type Period = (typeof periods)[number];

/** A key without its value. */
export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  /** ISO 8601. */
  readonly expiresAt?: string;
  /** US dollars. `period` in the gateway's words. */
  readonly budgets: readonly { readonly limit: number; readonly used?: number; readonly period?: string }[];
  /** Absent: not told here. */
  readonly models?: readonly string[];
  /** For people: `60 requests/1m`. */
  readonly rates?: readonly string[];
  readonly team?: string;
}

export interface MadeKey {
  readonly key: KeyRow;
  /** Secret. */
  readonly value: string;
}

/** A question whose answer is a value in the 200s, and else what `explain` makes of it. `read`: undefined for what is no answer. */
export function managing<T>(
  request: Pick<Question<unknown>, 'method' | 'url' | 'headers'> & { readonly body?: JsonObject },
  read: (body: unknown) => T | undefined,
  explain: (status: number, body: unknown) => Diagnosis,
): Question<Reply<T>> {
  const { body: sent, ...rest } = request;
  return {
    ...rest,
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    read: (status, body) => {
      const value = status >= 200 && status < 300 && typeof body === 'object' ? read(body) : undefined;
      return value === undefined ? { refused: explain(status, body) } : { value };
    },
  };
}

/** What one question gives as a list of it alone. */
export function only<T>(question: Question<Reply<T>>): Question<Reply<Part<T>>> {
  return {
    ...question,
    read: (status, body) => {
      const answer = question.read(status, body);
      return 'value' in answer ? { value: { items: [answer.value] } } : answer;
    },
  };
}

/** JSON from a gateway for people and scripts: what is kept under a name of a secret's is masked. */
export function withoutSecrets(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withoutSecrets);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, secretNames.test(name) ? masked(value) : withoutSecrets(value)]),
  );
}

const secretNames = /^(?:value|key|token|headers|authorization|.*(?:password|secret|_token|api_?key|private_?key))$/i;

/** A number or a switch under such a name is none. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : '••••';
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]));
}
