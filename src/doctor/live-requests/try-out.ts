import type { Agent, Target } from '../../agents/agent.ts';
import type { AgentRequest, Feature, OtherRequest } from '../../agents/agent-doctor.ts';
import { assemble } from './assemble.ts';
import { speed, type TimedAnswer } from './answer.ts';
import { bisect, type Tried } from './bisect.ts';
import { has, send } from './send.ts';
import type { Connection, Diagnosis } from '../../gateways/gateway.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import type { Keys } from '../../keys/secret.ts';
import type { System } from '../../system/system.ts';

/** How one model took an agent's own request. */
export interface LiveResult {
  readonly model: string;
  readonly role: AgentRequest['role'];
  readonly protocol: ProtocolId;
  /** The gateway's protocol, where a relay translates to it. */
  readonly translatedTo?: ProtocolId;
  /** Absent: not even the bare question was answered. */
  readonly answer?: TimedAnswer & { readonly tokensPerSecond?: number };
  readonly failure?: Diagnosis;
  /** What the agent sends and this model or gateway does not take. */
  readonly refused: readonly Refusal[];
  /** What the agent works without, so that it does less. */
  readonly lost: readonly (Refusal & { readonly loss: string })[];
  /** Asked for a tool, the model ended its answer without a call. */
  readonly ignoredTools: boolean;
  readonly requests: number;
}

/** What was refused, in whose words, and how the agent is made to leave it out. */
export interface Refusal extends Pick<Feature, 'id' | 'name' | 'avoid'> {
  readonly said: string;
  /** The agent itself asks again without it. */
  readonly heals?: true;
}

/** Real requests, which cost money: each of the agent's, and more where one is refused. One model after the other. */
export async function tryOut(
  agent: Agent,
  target: Target,
  keys: Keys,
  connection: Connection,
  system: Pick<System, 'host' | 'http' | 'now'>,
): Promise<readonly LiveResult[]> {
  const results: LiveResult[] = [];
  for (const request of (await agent.doctor?.())?.requests?.(target, system.host) ?? []) {
    results.push(await tryRequest(request, keys, connection, system));
  }
  return results;
}

async function tryRequest(
  request: AgentRequest,
  keys: Keys,
  connection: Connection,
  system: Pick<System, 'http' | 'now'>,
): Promise<LiveResult> {
  const { endpoint, role, features } = request;
  let failure: Diagnosis | undefined;
  const attempt = async (chosen: readonly Feature[]): Promise<Tried<TimedAnswer>> => {
    const sent = { path: request.path, ...assemble(request, chosen) };
    const came = await send(sent, endpoint, keys, connection, system);
    if ('answer' in came) return came;
    failure = came.failure;
    return {
      ...came,
      mayTakeLess: came.mayTakeLess || (came.status === 403 && chosen.some(({ words }) => words.test(came.said))),
    };
  };
  const { answer, refused, requests } = await bisect(features, attempt);
  const about = { model: endpoint.about.id, role, protocol: endpoint.protocol };
  if (answer === undefined) {
    return {
      ...about,
      ...(failure === undefined ? {} : { failure: withoutCircle(failure) }),
      refused: [],
      lost: [],
      ignoredTools: false,
      requests,
    };
  }
  const others = request.others ?? [];
  const lost = await Promise.all(others.map(async (other) => tryOther(other, request, keys, connection, system)));
  const tokensPerSecond = speed(answer);
  const named = refused.filter(({ feature }) => feature.ours !== true);
  const withTools = features.some(({ id }) => id === 'tools') && !named.some(({ feature }) => feature.id === 'tools');
  return {
    ...about,
    answer: { ...answer, ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }) },
    refused: named.map(({ feature, said }) => ({
      ...refusal(feature, said),
      ...(feature.heals?.test(said) === true ? { heals: true } : {}),
    })),
    lost: lost.flat(),
    ignoredTools: withTools && answer.complete && !answer.called,
    requests: requests + others.length,
  };
}

/** The same failure with another hint where its own would lead back to `--deep`. */
function withoutCircle(failure: Diagnosis): Diagnosis {
  const { code, message, hint } = failure;
  const circle = hint.includes('--deep');
  return {
    code,
    message,
    hint: circle ? 'Not even a bare question is taken; choose another model: jetway list-models' : hint,
  };
}

function refusal({ id, name, avoid }: Feature | OtherRequest, said: string): Refusal {
  return { id, name, ...(avoid === undefined ? {} : { avoid }), said };
}

async function tryOther(
  other: OtherRequest,
  request: AgentRequest,
  keys: Keys,
  connection: Connection,
  system: Pick<System, 'http' | 'now'>,
): Promise<LiveResult['lost']> {
  const came = await send(other, request.endpoint, keys, connection, system);
  if ('answer' in came) {
    const { heeded } = other;
    const passedOver = heeded !== undefined && came.answer.called && !has(came.text, heeded);
    return passedOver ? [{ ...refusal(other, `the answer has no ${heeded}`), loss: other.loss }] : [];
  }
  return came.mayTakeLess ? [{ ...refusal(other, came.said), loss: other.loss }] : [];
}
