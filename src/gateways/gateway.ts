import type { Model } from '../models/catalogue.ts';
import type { FailureCode } from '../failure.ts';
import { protocols, type ProtocolId } from '../protocols/protocols.ts';
import type { Secret, SecretHeaders } from '../keys/secret.ts';
import type { HeldKeys, Question, Survey } from './question.ts';
import type { SignInPlace } from './sign-in.ts';
import type { ManagedBy } from './management.ts';
import type { Provider, Status, Use } from './status.ts';

/**
 * A kind of AI gateway. To add one: a file here that exports a `Gateway`, a line in `index.ts`, a folder of cases under
 * `test/golden/gateways/`. A gateway returns data; it makes no request, reads no variable and knows no agent.
 */
export interface Gateway {
  /** The file's name; what `--gateway` takes, beside the aliases. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly name: string;
  /** Asked in this order when missing. */
  readonly settings: readonly Setting[];
  /** The gateway's own well-known variables for its key, most specific first. */
  readonly keyVariables: readonly string[];
  /** `unasked`: seldom wanted, so that it is taken where there is one and asked of nobody. */
  readonly key: 'required' | 'optional' | 'unasked';
  /** Where a key is made. */
  readonly keysUrl?: string;
  /** Which key a launch needs, and what it must be allowed; a sentence of one line. Absent: nobody knows, or none is asked. */
  readonly keyNeeds?: string;
  /** Whether a provider's own key can travel beside the gateway's. */
  readonly takesProviderKey: boolean;
  /**
   * A free question to this machine, for a gateway that usually runs on it: which are there comes first in the list. On
   * loopback, at the port where it listens unless told otherwise; read: whether what answers there is this gateway.
   */
  readonly localProbe?: Question<boolean>;
  /** Where it stands and nothing else does: these hosts, and all below them. Absent: people run it themselves. */
  readonly hosts?: readonly string[];
  /** The settings still to be asked, in order: what can be told or done without from these answers is not among them. */
  missing(answers: Answers): readonly Setting[];
  /** Throws a `configuration` Failure for answers that can't be right. */
  connect(answers: Answers): Connection;
  /** What can be managed over an API of its own: gateways in an account, keys of a team. Absent: nothing. */
  readonly managed?: ManagedBy;
}

/** A gateway's settings by id, each normalised by its `read`. Never a secret. */
export type Answers = Readonly<Record<string, string>>;

export interface Setting {
  /** In kebab-case: `--set id=value`; for `base-url`, `account-id` and `gateway-id` also a flag of its own. */
  readonly id: string;
  readonly question: string;
  /** Where the user finds the value; shown under the question and in hints. */
  readonly where?: string;
  readonly variables: readonly string[];
  /** Used without asking. A setting without default is asked unless `optional`. */
  readonly default?: string;
  readonly optional?: boolean;
  /**
   * Where a gateway stands that people run themselves: asked along with the first questions although it has a default, and
   * asked again where nothing answers.
   */
  readonly address?: true;
  /** Holds the id of the gateway that answers at the address, where Jetway knows it by that: found out, and never asked. */
  readonly recognised?: true;
  /** What to tick, where several at once are an answer and nothing else tells: joined by commas, it is what `read` takes. */
  readonly boxes?: readonly { readonly value: string; readonly name: string }[];
  /** The values to choose from, where there are few. */
  readonly choices?: readonly string[];
  /**
   * Normalises what the user typed, and may understand more than was asked: a pasted URL gives several settings.
   * Throws a `configuration` Failure with what to correct.
   */
  read(text: string): Answers;
  /**
   * Free questions that may answer this setting, once those before it are answered; no model is called, since their bodies
   * are no valid question to one. Together: what they tell, which may be nothing.
   */
  detect?(answers: Answers, keys: HeldKeys): Survey<number, Detected>;
}

export interface Detected {
  readonly answers: Answers;
  /** Why nothing is told, where that is the key, its absence, or an address at which nothing is (`absent`). */
  readonly refusal?: Diagnosis;
}

/** One gateway, with the user's settings: all that Jetway and an agent must know to talk to it. */
export interface Connection {
  readonly gateway: { readonly id: string; readonly name: string };
  /** For people: the base, without protocol paths. */
  readonly url: string;
  /**
   * The credential's account name: contains the origin, so that a key can't travel to another host, and whatever else
   * the key is bound to (Cloudflare: the account).
   */
  readonly account: string;
  /** The gateway's key. */
  readonly key: Secret;
  /**
   * The ways to a model, best first. Empty: this gateway can't serve it. Without a model: one for each protocol that
   * the gateway has at all, with an empty `model`.
   */
  routes(model?: string): readonly Route[];
  /** No model answers without a key of its provider's own beside the gateway's. */
  readonly needsProviderKey?: true;
  /** The headers that carry credentials on a route: all of them, and nothing else may. `providerKey`: send that too. */
  credentials(route: Route, options: { readonly key: boolean; readonly providerKey: boolean }): SecretHeaders;
  /** Free questions for the model list, asked side by side. `idsOnly`: a long list may leave out the rest. Empty: bundled only. */
  lists(keys: HeldKeys, idsOnly?: boolean): readonly ModelList[];
  /** Models known without asking: what stands in for a list that does not answer. */
  readonly bundled?: { readonly date: string; readonly models: readonly Model[] };
  /** The free question that tells whether gateway, settings and key fit together. */
  probe(keys: HeldKeys): Probe;
  /**
   * What can be asked for free beside the probe: how the key and the gateway stand. `providers`: of the models in use.
   * Loaded by the doctor alone. Absent: nothing.
   */
  status?(keys: HeldKeys, providers: readonly Provider[], uses: readonly Use[]): Promise<Status>;
  /**
   * The part of it that is asked before a launch: whether anything is left of the key, and what will not work on this
   * version. Absent: nothing tells.
   */
  left?(keys: HeldKeys, uses: readonly Use[]): Promise<Status>;
  /**
   * The free question whether a model calls tools, for a server that refuses every request with tools for one that does
   * not; its answer undefined where that is not told. Absent: its list is all there is.
   */
  callsTools?(model: string, keys: HeldKeys): Question<boolean | undefined>;
  /**
   * Where the list may be missing (`Diagnosis.absent`): whether any protocol that it is said to speak is at its address;
   * together: why not. Absent: the list tells.
   */
  presence?(keys: HeldKeys): Survey<number, Diagnosis | undefined>;
  /** Headers that keep a stored answer from being given to a new question; absent: the gateway stores none. */
  readonly fresh?: Readonly<Record<string, string>>;
  /** Ids of answers by which it can be asked later what one cost (`Management.booked`). Absent: it can't. */
  readonly answerIds?: RegExp;
  /** Headers that name the session to the gateway. Absent: the gateway has no such header. */
  attribution?(session: Session): Readonly<Record<string, string>>;
  /** Its own MCP server, over streamable HTTP, which the gateway's key opens. Absent: it has none. */
  readonly mcp?: {
    readonly url: string;
    headers(keys: HeldKeys): SecretHeaders;
  };
  /** What an answer with an error status means. Undefined: no code of this gateway's; see `explain` in `diagnosis.ts`. */
  explain(status: number, body: unknown): Diagnosis | undefined;
  /** Where people sign in for a key that they need not keep: for `jetway login --sso`. Absent: the gateway is asked for it. */
  readonly signIn?: SignInPlace;
  /** What the user does at the gateway itself, as hints. Absent: nothing. */
  readonly hints?: {
    /** Where nothing listens at its address. */
    readonly start?: string;
    /** Where a model is not there. */
    missing?(model: string): string;
    /** Where its window is too small for an agent. */
    readonly window?: string;
    /** Where it has MCP servers that its key does not open. */
    readonly mcp?: string;
    /** Where it offers no sign-in. */
    readonly signIn?: string;
    /** Where an agent speaks none of its protocols, and another setting would give it one. */
    readonly protocol?: string;
  };
}

/** The account under which a provider's own key is kept; bound to the gateway that it travels through. */
export function providerKeyAccount(connection: Pick<Connection, 'account'>, provider: string): string {
  return `${connection.account}#${provider}`;
}

/** What a request over a route carries beside its body: what the gateway must be told, and the credentials there are. */
export function headersOver(
  route: Route,
  connection: Pick<Connection, 'account' | 'credentials'>,
  keys: HeldKeys,
): SecretHeaders {
  const { provider } = route;
  return {
    ...route.headers,
    ...connection.credentials(route, {
      key: keys.has(connection.account),
      providerKey: provider !== undefined && keys.has(providerKeyAccount(connection, provider)),
    }),
  };
}

/** One way to one model: a protocol, where it is spoken, and how the model is called there. */
export interface Route {
  readonly protocol: ProtocolId;
  /** As `protocols.ts` defines it; no slash at the end. */
  readonly baseUrl: string;
  readonly model: string;
  /** The vendor whose key a provider key is, where the gateway takes one: `openai`, `anthropic`, `google-ai-studio` … */
  readonly provider?: string;
  /** What the gateway must be told beside credentials; names in lower case, nothing secret. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** At a server that has each protocol at the path that its vendor has it at. */
export function routeOver(protocol: ProtocolId, root: string, model: string): Route {
  return { protocol, baseUrl: `${root}${protocols[protocol].basePath}`, model };
}

/** Junk gives no models. */
export interface ModelList extends Question<ModelPage | Diagnosis> {
  /** Of which provider (`Route.provider`) the bundled models are that this list replaces when it answers. */
  readonly provider?: string;
  /** It is no loss where it fails, and so it is not waited for as long. */
  readonly hint?: boolean;
  /** What of a body is kept on disk, which `read` takes too: for one with secrets in it. Absent: all. */
  keeps?(body: unknown): unknown;
}

export interface ModelPage {
  readonly models: readonly Model[];
  /** The address of the page after this one, which is asked for and read in the same way. */
  readonly next?: string;
}

export type Probe = Question<Judgement>;

/** `accepted`: the key is good. `open`: it answers, but that says nothing of the key. */
export type Judgement = 'accepted' | 'open' | Diagnosis;

/** What an error means and what mends it. */
export interface Diagnosis {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint: string;
  /** Trying again may help: nothing is wrong with the settings. */
  readonly transient?: boolean;
  /** What is not there: the gateway at this address, or a list of models at one that serves models all the same. */
  readonly absent?: 'gateway' | 'list';
}

/** What a launch tells the gateway about itself. Values are already header-safe (`attribution.ts`). */
export interface Session {
  /** A UUID, new for each launch. */
  readonly session: string;
  readonly agent: string;
  readonly user?: string;
  readonly project?: string;
  readonly tags: Readonly<Record<string, string>>;
}
