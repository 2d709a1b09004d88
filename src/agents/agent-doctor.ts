import type { Look, Origin } from '../config-layers/origin.ts';
import type { Host } from '../host.ts';
import type { JsonObject, ModelEndpoint, Target } from './agent.ts';
import type { CapabilityId } from '../protocols/capability.ts';

/** What the doctor knows of an agent beside its launch: `<id>/doctor.ts`, loaded when it is asked for. Pure but for `look`. */
export interface AgentDoctor {
  /**
   * Every place that sets this agent's endpoint, credential or model, in the agent's own order: what wins comes first.
   */
  origins?(look: Look): readonly Origin[];
  /** A credential that it may keep where Jetway does not look, since that would open the user's keyring: `a login in the keyring`. */
  unseen?(look: Look): string | undefined;
  /**
   * The requests that it sends to its models, which `doctor --deep` repeats: first the main model's, then the small one's where
   * that is another. What the user's environment switches off is not in them.
   */
  requests?(target: Target, host: Host): readonly AgentRequest[];
  /**
   * The keys in one file of `managedPaths` that contradict the plan, whichever of the two would win; none where the file is
   * harmless. `path`: the file's.
   */
  obstacles?(text: string, target: Target, path?: string): readonly Obstacle[];
  /** What `doctor --capabilities` needs to know beside the requests. Absent: nothing more is known. */
  readonly capabilities?: AgentCapabilities;
}

export interface AgentCapabilities {
  /** What its user sets to do without a capability that does not work, as it is typed. Absent: no such setting is known. */
  readonly avoid?: Readonly<Partial<Record<CapabilityId, string>>>;
  /** Capabilities that it never uses, which are not tried; with the reason, as the end of a sentence. */
  readonly unused?: Readonly<Partial<Record<CapabilityId, string>>>;
  /** It sends its tools along when it asks for a summary of the session. */
  readonly compactsWithTools?: true;
}

/** A request as the agent makes it, with other texts: a bare question, and the features that the agent adds to it. */
export interface AgentRequest {
  readonly role: 'main' | 'small';
  readonly endpoint: ModelEndpoint;
  /** Behind the base URL. */
  readonly path: string;
  /** Without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** In the order in which they are tried one by one. */
  readonly features: readonly Feature[];
  /** Tokens of output that it asks for at most. */
  readonly budget: number;
  /** Requests of other kinds, without which it does less. */
  readonly others?: readonly OtherRequest[];
}

/** A part of an agent's request that a gateway or a model may refuse. */
export interface Feature {
  /** Stable: it is in `--json`. */
  readonly id: string;
  /** As it reads behind "refuses". */
  readonly name: string;
  /** Added to the request's headers; to one that is there already, behind a comma. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Merged into the request's body: objects deeply, lists by appending; anything else replaces what is there. */
  readonly body?: JsonObject;
  /** What the message of a refusal says when it is about this feature. */
  readonly words: RegExp;
  /** How the user has the agent leave it out. Absent: the agent always sends it. */
  readonly avoid?: string;
  /** The id of a feature without which this one makes no sense. */
  readonly with?: string;
  /** Jetway adds it to keep the request cheap: the agent does not send it. */
  readonly ours?: true;
  /** Matches a refusal (`<status>: <message>`) after which the agent itself asks again without this feature. */
  readonly heals?: RegExp;
}

export interface OtherRequest extends Pick<Feature, 'id' | 'name' | 'avoid'> {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** What is lost without it. */
  readonly loss: string;
  /** A member of the answer that shows it was heeded; its absence is reported where the model called a tool. */
  readonly heeded?: string;
  /** Tokens of output at most; 0 for a request that costs nothing. */
  readonly budget: number;
}

export interface Obstacle {
  readonly key: string;
  readonly why: string;
  /** Whether `--override-managed-settings` can set it aside; if not, the file simply wins. */
  readonly overridable: boolean;
}
