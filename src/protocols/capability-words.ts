import type { Json, JsonObject } from '../agents/agent.ts';
import type { Tool } from './turn.ts';

/** What goes into one question. */
export interface CapabilityAsk {
  readonly model: string;
  readonly text: string;
  /** In front of the text, in the protocol's shape. */
  readonly parts?: readonly Json[];
  /** Instructions, marked for a cache where the protocol has marks. */
  readonly system?: string;
  /** A turn of the session before the question, in which the model called a tool and had its result. */
  readonly after?: {
    readonly text: string;
    readonly tool: string;
    readonly input: JsonObject;
    readonly result: string;
  };
}

/** A tool that the server runs: what asks for it, and what a block of the answer says of it. */
interface HostedTool {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** `true`: it ran; a text: what the server says of why it did not; undefined: nothing of it stands there. */
  read(block: unknown): true | string | undefined;
}

/** How a protocol says what `doctor --capabilities` asks, and what shows in its answers. Sources stand with each. */
export interface CapabilityWords {
  /** A streamed question without a limit of its answer. */
  ask(asked: CapabilityAsk): { readonly headers?: Readonly<Record<string, string>>; readonly body: JsonObject };
  /** `tokens`: of output, at most. */
  limit(model: string, tokens: number): JsonObject;
  /** Base64. */
  image(png: string): Json;
  pdf(base64: string): Json;
  /** A tool that the model may call several times in an answer. */
  tool(tool: Tool): JsonObject;
  /** Asks for thoughts, where the agent's own request does not say how. */
  readonly thinking: JsonObject;
  /** Hosted by the provider; absent: the protocol has none that an agent asks for. */
  readonly search?: HostedTool;
  readonly fetch?: HostedTool;
  /** What an event completes: blocks, items, parts or messages, and what stands around them. */
  blocks(event: unknown): readonly unknown[];
  isThought(block: unknown): boolean;
  /** What tells this call from the others of the answer; undefined: it is none. */
  calls(block: unknown): readonly string[];
}
