import { protocols } from './protocols.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agents/agent.ts';
import type { AgentRequest, Feature } from '../agents/agent-doctor.ts';

/**
 * One turn of a session as an agent sends it: what its `requests` are made of. The files beside this one hold what agents
 * say alike in one protocol; what only one of them says stays with that agent.
 */
export interface Turn extends Pick<AgentRequest, 'body' | 'features' | 'budget'> {
  /** Behind the base URL. Absent: where the protocol has it. */
  readonly path?: string;
  /** Besides the type of the content. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function requestOf(
  endpoint: ModelEndpoint,
  role: AgentRequest['role'],
  { path = protocols[endpoint.protocol].requestPath(endpoint.model), headers, body, features, budget }: Turn,
): AgentRequest {
  return { role, endpoint, path, headers: { 'content-type': 'application/json', ...headers }, body, features, budget };
}

/** Of an agent whose small model may stand elsewhere: a request to each, or one where they are the same. */
export function requestsToBoth(
  { main, small }: Pick<Target, 'main' | 'small'>,
  turn: (endpoint: ModelEndpoint, role: AgentRequest['role']) => Turn,
): readonly AgentRequest[] {
  const apart = small.model !== main.model || small.baseUrl !== main.baseUrl;
  const first = requestOf(main, 'main', turn(main, 'main'));
  return apart ? [first, requestOf(small, 'small', turn(small, 'small'))] : [first];
}

/** The bare question of a protocol, before any feature. */
export type Question = Pick<Turn, 'headers' | 'body' | 'budget'>;

/** Tokens of output: for a call, and a short thought before it. */
export function budgetFor(thinks: boolean): number {
  return thinks ? 512 : 128;
}

export function when(wanted: boolean, ...features: readonly Feature[]): readonly Feature[] {
  return wanted ? features : [];
}

/** A system prompt. */
export const brief = 'Be brief.';

/** A tool without the shape that a protocol gives it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly schema: JsonObject;
}

/** The tool that runs a command in a shell. */
export function commandTool(name: string): Tool {
  const schema = { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] };
  return { name, description: 'Runs a command.', schema };
}

/** `body`: the tools in the protocol's shape, and what chooses among them. */
export function tools(body: JsonObject): Feature {
  return {
    id: 'tools',
    name: 'tools',
    body,
    words: /\btools?\b|tool_choice|function|input_schema|parameters_?json_?schema|\bstrict\b/i,
  };
}

export const streaming: Feature = {
  id: 'streaming',
  name: 'streaming',
  body: { stream: true },
  words: /\bstream(?!_options)/i,
};

/** `name`: the field that holds it. */
export function outputLimit(name: string, budget: number): Feature {
  return { id: 'output-limit', name, body: { [name]: budget }, words: /max_(?:output_|completion_)?tokens/i };
}
