import type { Model } from '../models/catalogue.ts';
import type { FailureCode } from '../failure.ts';
import { protocols, type ProtocolId } from '../protocols/protocols.ts';
import type { Secret, SecretHeaders } from '../keys/secret.ts';
import type { HeldKeys, Question, Survey } from './question.ts';
import type { SignInPlace } from './sign-in.ts';
import type { ManagedBy } from './management.ts';
import type { Provider, Status, StatusBefore, Use } from './status.ts';

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
  /** `unasked`: most servers of this kind want none, so nobody is asked for one; one that is set is used. */
  readonly key: 'required' | 'optional' | 'unasked';
  /** Where a key is made. */
  readonly keysUrl?: string;
  /** Which key a launch needs, and what it must be allowed to do: one line, shown with the question. Absent: nothing to say. */
  readonly keyNeeds?: string;
  /** Whether a provider's own key can travel beside the gateway's. */
  readonly takesProviderKey: boolean;
  /**
   * For a gateway that usually runs on the user's machine: a free question on loopback, at its usual port, whose answer tells
   * whether this gateway is there. Those that are come first in the list of gateways.
   */
  readonly localProbe?: Question<boolean>;
  /** The hosts that are this gateway's alone, each with all below it. Absent: people run it at addresses of their own. */
  readonly hosts?: readonly string[];
  /** The settings that must still be asked for, in order, given these answers. */
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
   * The address of a gateway that people run themselves: among the first questions it is asked although it has a default, and
   * asked again where nothing answers there.
   */
  readonly address?: true;
  /** Which gateway answers at the address, by its id: Jetway finds that out, and never asks for it. */
  readonly recognised?: true;
  /** Boxes to tick, where an answer may be several of them; `read` takes those ticked, joined by commas. */
  readonly boxes?: readonly { readonly value: string; readonly name: string }[];
  /** The values to choose from, where there are few. */
  readonly choices?: readonly string[];
  /**
   * Normalises what the user typed, and may understand more than was asked: a pasted URL gives several settings.
   * Throws a `configuration` Failure with what to correct.
   */
  read(text: string): Answers;
  /**
   * Free questions whose answers may settle this setting, asked once those before it are answered. No model is called: their
   * bodies are no valid request. What they tell together may be nothing.
   */
  detect?(answers: Answers, keys: HeldKeys): Survey<number, Detected>;
}

export interface Detected {
  readonly answers: Answers;
  /** Why they told nothing: the key was refused, one is wanted, or nothing is at the address (`absent`). */
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
  /** Every model needs its provider's own key beside the gateway's. */
  readonly needsProviderKey?: true;
  /** All headers that carry credentials on a route; no other may. `key`, `providerKey`: whether there is such a key to send. */
  credentials(route: Route, options: { readonly key: boolean; readonly providerKey: boolean }): SecretHeaders;
  /** Free questions for the list of models, asked side by side; none where only bundled models are known. `idsOnly`: ids will do. */
  lists(keys: HeldKeys, idsOnly?: boolean): readonly ModelList[];
  /** Models known without asking: what stands in for a list that does not answer. */
  readonly bundled?: { readonly date: string; readonly models: readonly Model[] };
  /** The free question that tells whether gateway, settings and key fit together. */
  probe(keys: HeldKeys): Probe;
  /**
   * What else can be asked for free: the state of the key, of its limits and of the gateway. `providers`: those of the models in
   * use. Only the doctor loads it. Absent: nothing.
   */
  status?(keys: HeldKeys, providers: readonly Provider[], uses: readonly Use[]): Promise<Status>;
  /**
   * The part of `status` that is asked before a launch: whether the key has anything left to spend, and what this version of
   * the gateway can't do. Absent: nothing.
   */
  left?(keys: HeldKeys): Promise<StatusBefore>;
  /**
   * A free question whether a model calls tools, for a server that refuses requests with tools to a model that does not. Its
   * answer is undefined where the server does not say. Absent: only the list may tell.
   */
  callsTools?(model: string, keys: HeldKeys): Question<boolean | undefined>;
  /**
   * For a server that may have no list of models: asks the paths of its protocols. Together they give what is wrong where none
   * of them is there. Absent: the list tells.
   */
  presence?(keys: HeldKeys): Survey<number, Diagnosis | undefined>;
  /** Headers that ask for a new answer in place of a cached one. Absent: the gateway caches none. */
  readonly fresh?: Readonly<Record<string, string>>;
  /** What the ids of answers look like by which the gateway can be asked for their cost (`Management.booked`). Absent: it can't. */
  readonly answerIds?: RegExp;
  /**
   * The header, in lower case, in which it hands on a provider's `retry-after`, and which no client reads: a relay gives that
   * its usual name. Absent: it has none such.
   */
  readonly providerRetryAfter?: string;
  /** Headers that name the session to the gateway. Absent: the gateway has no such header. */
  attribution?(session: Session): Readonly<Record<string, string>>;
  /** Its own MCP server, over streamable HTTP, which the gateway's key opens. Absent: it has none. */
  readonly mcp?: {
    readonly url: string;
    headers(keys: HeldKeys): SecretHeaders;
  };
  /** What an answer with an error status means. Undefined: no code of this gateway's; see `explain` in `diagnosis.ts`. */
  explain(status: number, body: unknown): Diagnosis | undefined;
  /** Where `jetway login --sso` signs in. Absent: the gateway is asked where that is. */
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

/** A route at a server that has every protocol where its vendor has it: `/v1` belongs to OpenAI's base URL, not to the others'. */
export function routeOver(protocol: ProtocolId, root: string, model: string): Route {
  return { protocol, baseUrl: `${root}${protocols[protocol].basePath}`, model };
}

/** A question for a list of models; a body that is junk gives none. */
export interface ModelList extends Question<ModelPage | Diagnosis> {
  /** Of which provider (`Route.provider`) the bundled models are that this list replaces when it answers. */
  readonly provider?: string;
  /** It only adds to what another list tells: where it fails nothing is lost, and it is not waited for as long. */
  readonly hint?: boolean;
  /** For a body with secrets in it: the part that is kept on disk, which `read` takes as well. Absent: all of it is kept. */
  keeps?(body: unknown): unknown;
}

export interface ModelPage {
  readonly models: readonly Model[];
  /** The address of the page after this one, which is asked for and read in the same way. */
  readonly next?: string;
}

export type Probe = Question<ProbeAnswer>;

/** `accepted`: the key is good. `open`: it answers, but that says nothing of the key. */
export type ProbeAnswer = 'accepted' | 'open' | Diagnosis;

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
