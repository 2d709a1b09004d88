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
  /** A credential that it may have where Jetway does not look, as no keyring is opened for that: `a login in the keyring`. */
  unseen?(look: Look): string | undefined;
  /**
   * What it asks its models, for `doctor --deep`: the main model first, then the small one where it uses another. What the
   * user's environment has switched off is left out.
   */
  requests?(target: Target, host: Host): readonly AgentRequest[];
  /**
   * The keys of one file of `managedPaths` that the plan would override or lose against; empty where the file is
   * harmless. `path`: that of the file.
   */
  obstacles?(text: string, target: Target, path?: string): readonly Obstacle[];
  /** What `doctor --capabilities` has to know beside the requests. Absent: nothing more is known. */
  readonly capabilities?: AgentCapabilities;
}

export interface AgentCapabilities {
  /** How its user has it do without one that does not work, as it is typed. Absent: by no setting, or it is not known. */
  readonly avoid?: Readonly<Partial<Record<CapabilityId, string>>>;
  /** What it asks no model for, and why, as an end of a sentence: not tried. */
  readonly unused?: Readonly<Partial<Record<CapabilityId, string>>>;
  /** Its tools go along where it asks for a summary of the session. */
  readonly compactsWithTools?: true;
}

/** A request as the agent makes it, but for the texts: a bare question, and all that goes along with it. */
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

/** What an agent sends along, and a gateway or a model may refuse. */
export interface Feature {
  /** Stable: it is in `--json`. */
  readonly id: string;
  /** As it reads behind "refuses". */
  readonly name: string;
  /** A header that is there already gets it behind a comma. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects are merged, lists get longer, anything else is replaced. */
  readonly body?: JsonObject;
  /** Found in the message of who refuses it. */
  readonly words: RegExp;
  /** How the user has the agent leave it out. Absent: the agent always sends it. */
  readonly avoid?: string;
  /** The id of another one that it makes no sense without. */
  readonly with?: string;
  /** Jetway's own, to keep it cheap: the agent does not send it. */
  readonly ours?: true;
  /** The agent itself asks again without it where the refusal reads so: its status, a colon and the message. */
  readonly heals?: RegExp;
}

export interface OtherRequest extends Pick<Feature, 'id' | 'name' | 'avoid'> {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** What is lost without it. */
  readonly loss: string;
  /** A member that the answer has where it was heeded; told where the model called a tool and it is not there. */
  readonly heeded?: string;
  /** Tokens of output at most; 0: it costs nothing. */
  readonly budget: number;
}

export interface Obstacle {
  readonly key: string;
  readonly why: string;
  /** Whether `--override-managed-settings` can set it aside; if not, the file simply wins. */
  readonly overridable: boolean;
}
