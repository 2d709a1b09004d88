import type { Agent, Target } from '../../agents/agent.ts';
import type { AgentRequest } from '../../agents/agent-doctor.ts';
import type { Connection, Diagnosis } from '../../gateways/gateway.ts';
import type { Host } from '../../host.ts';
import { redact, type Keys } from '../../keys/secret.ts';
import { capabilityWords } from '../../protocols/capabilities.ts';
import { createReader } from '../../protocols/conversation.ts';
import { createEventReader } from '../../protocols/event-stream.ts';
import type { CapabilityId } from '../../protocols/capability.ts';
import { joined, readings } from '../../protocols/readings.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import type { Reading as Told } from '../../protocols/usage.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { send, type Came } from '../live-requests/send.ts';
import { bareQuestion, trialsOf, type Reading, type Seen, type Trial } from './trials.ts';

/** How one capability came out. */
export interface CapabilityResult extends Reading {
  readonly id: CapabilityId;
  /** How the agent's user does without it, where it does not work. */
  readonly avoid?: string;
}

/** What works for an agent's main model. */
export interface CapabilityRun {
  readonly model: string;
  readonly protocol: ProtocolId;
  /** Why not even a bare question was answered: then nothing was tried. */
  readonly failure?: Diagnosis;
  readonly results: readonly CapabilityResult[];
  /** What the agent never asks a model for, and why. */
  readonly unused: readonly { readonly id: CapabilityId; readonly why: string }[];
  readonly requests: number;
}

/** What was found by the way that a launch would take. */
export interface TriedCapabilities extends CapabilityRun {
  /** The gateway's protocol, where a relay translates to it. */
  readonly translatedTo?: ProtocolId;
  /** Why the results could not be kept. */
  readonly unkept?: string;
}

/** What of an agent is tried: its main model's request. Undefined where it is not known what it sends. */
export async function mainRequest(agent: Agent, target: Target, host: Host): Promise<AgentRequest | undefined> {
  return (await agent.doctor?.())?.requests?.(target, host)[0];
}

/** A server's sentence may be long, and is kept. Characters. */
const longestSaid = 200;

/** Real requests, which cost money, one after the other. Undefined where it is not known what the agent sends. */
export async function tryCapabilities(
  agent: Agent,
  target: Target,
  keys: Keys,
  connection: Connection,
  system: Pick<System, 'host' | 'http' | 'now'>,
): Promise<CapabilityRun | undefined> {
  const request = await mainRequest(agent, target, system.host);
  if (request === undefined) return undefined;
  const { endpoint } = request;
  const about = (await agent.doctor?.())?.capabilities;
  let requests = 0;
  const ask = async (sent: Trial['sends'][number]): Promise<Came> => {
    requests += 1;
    return send(sent, endpoint, keys, connection, system);
  };
  let [limits, first] = [true, await ask(bareQuestion(request, true))];
  if ('said' in first && first.mayTakeLess) [limits, first] = [false, await ask(bareQuestion(request, false))];
  const unused = Object.entries(about?.unused ?? {}).map(([id, why]) => ({ id: id as CapabilityId, why }));
  const run = { model: endpoint.about.id, protocol: endpoint.protocol, unused };
  if ('said' in first) return { ...run, failure: first.failure, results: [], requests };
  const results: CapabilityResult[] = [];
  for (const trial of trialsOf(request, about, limits)) {
    const { result, said } = await outcomeOf(trial, ask, endpoint.protocol);
    const avoid = result === 'works' ? undefined : (about?.avoid?.[trial.id] ?? trial.avoid);
    results.push({
      id: trial.id,
      result,
      ...(said === undefined ? {} : { said: clean(redact(said, keys), longestSaid) }),
      ...(avoid === undefined ? {} : { avoid }),
    });
  }
  return { ...run, results, requests };
}

async function outcomeOf(
  trial: Trial,
  ask: (sent: Trial['sends'][number]) => Promise<Came>,
  protocol: ProtocolId,
): Promise<Reading> {
  const seen: Seen[] = [];
  for (const sent of trial.sends) {
    const came = await ask(sent);
    if ('said' in came) return { result: isRefusal(came) ? 'refused' : 'unknown', said: came.said };
    seen.push(seenIn(came.text, came.answer.complete, protocol));
  }
  const reading = trial.read(seen);
  // What was still to come may have shown it.
  const cutShort = reading.result === 'ignored' && seen.some(({ complete }) => !complete);
  return cutShort ? { result: 'unknown', said: 'the answer came to no end of its own' } : reading;
}

/** The bare question was answered, so a 403 is about what was asked for; too many requests, or a server that is busy, is not. */
function isRefusal({ status, mayTakeLess, said }: Extract<Came, { said: string }>): boolean {
  return (mayTakeLess || status === 403) && !/\boverloaded|rate.?limit|too many requests|timed? ?out/i.test(said);
}

function seenIn(body: string, complete: boolean, protocol: ProtocolId): Seen {
  const events = createEventReader();
  const all = [...events.push(body), ...events.end()];
  const reader = createReader(protocol);
  const text = reader.push(body) + reader.end().text;
  const { usage = {} } = all.reduce<Told>((before, event) => joined(before, readings[protocol](event)), {});
  return { text, body, blocks: all.flatMap(capabilityWords[protocol].blocks), usage, complete };
}
