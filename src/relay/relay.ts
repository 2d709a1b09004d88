import { parseJson } from '../json-path.ts';
import type { Exchange, ExchangeServer, Forwarder } from '../net/exchange.ts';
import type { Complaint } from '../protocols/complaint.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { System } from '../system/system.ts';
import { admit, refusePacked } from './admit.ts';
import { complaintAnswer, final } from './attempted.ts';
import { forward } from './forward.ts';
import type { Incoming } from './incoming.ts';
import type { Ledger } from './ledger.ts';
import { recognise } from './recognise.ts';
import { unreachable, type Places } from './places.ts';
import { createRecorder, type Recorder, type SessionNames } from './recorder.ts';
import { findModel, hasSeveralModels, substitutesIn } from './model-in-body.ts';
import { chooseRole, type PlanSigns, type Role, type Roles } from './roles.ts';
import {
  createRepeatGuard,
  createWarden,
  isRefused,
  modelRule,
  refused,
  type Refused,
  type RepeatGuard,
  type Rules,
  type Warden,
} from './rules.ts';
import { sendWhole } from './send.ts';
import { sizesOf } from './sizes.ts';
import { findTranslator, warmTranslator } from './translate/index.ts';
import type { TranslationContext } from './translator.ts';
import { isPriced, type Fallback, type Upstream } from './upstream.ts';

/** All that a relay must know. */
export interface RelaySetup extends SessionNames, Places {
  /** The protocols that the client may speak. The first is taken for a request that could be of any. */
  readonly protocols: readonly ProtocolId[];
  /** Where requests go that name no model. */
  readonly main: Upstream;
  /** What is tried, in this order, where the model's own way fails. */
  readonly fallbacks: readonly Fallback[];
  readonly rules: Rules;
  readonly roles?: Roles;
  /** How a request of plan mode is known. Absent: there are none. */
  readonly planSigns?: PlanSigns;
  /** The status with which the client stops at once, instead of asking again. */
  readonly refusal: number;
  /** Whether the client may rightly ask the same again and again. */
  readonly mayRepeat?: boolean;
  readonly ledger: Ledger;
  /** Whether the ledger keeps what fills each request. */
  readonly inspect: boolean;
}

export interface Relay {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly token: string;
  /** What the user is to know when all is over, a line each. */
  summary(): readonly string[];
  /** Stops listening, and waits for a second at most for what is still to be noted. Never throws. */
  close(): Promise<void>;
}

/** A request's body may be this large. Bytes. */
const bodyLimit = 64 * 1024 * 1024;
/** Closing waits no longer for what is still to be noted. Milliseconds. */
const patience = 1000;
/** After this time the agent is started, and has not asked anything yet. Milliseconds. */
const warmAfter = 50;

/** What the steps of a request share. */
export interface RelayParts {
  readonly setup: RelaySetup;
  readonly forwarder: Forwarder;
  readonly warden: Warden;
  readonly repeats: RepeatGuard;
  readonly recorder: Recorder;
  readonly now: () => number;
}

/** Opens a relay, which listens at once. It lives in this process alone: no file, no port, no token outlives it. */
export async function openRelay(setup: RelaySetup, system: Pick<System, 'exchanges' | 'now'>): Promise<Relay> {
  const now = (): number => system.now();
  const running = new Set<Promise<void>>();
  const parts: RelayParts = {
    setup,
    forwarder: await system.exchanges.forwarder(),
    warden: createWarden(setup.rules, setup.ledger),
    repeats: createRepeatGuard(now),
    recorder: createRecorder(setup, setup.ledger, now),
    now,
  };
  const server: ExchangeServer = await system.exchanges.serve((exchange) => {
    const work = handle(exchange, server, parts).finally(() => running.delete(work));
    running.add(work);
    return work;
  });
  const warming = setTimeout(() => warm(setup), warmAfter).unref();
  return {
    origin: server.origin,
    token: server.token,
    summary: parts.recorder.summary,
    close: async () => {
      clearTimeout(warming);
      await server.close();
      const late = new Promise((resolve) => setTimeout(resolve, patience).unref());
      await Promise.race([Promise.allSettled(running), late]);
      parts.forwarder.close();
    },
  };
}

/** Loads the translator beforehand. Where it can't be had, the first request that needs it is told why. */
function warm({ protocols: [spoken], main }: RelaySetup): void {
  const { protocol } = main.endpoint;
  if (spoken !== undefined && spoken !== protocol) warmTranslator(spoken, protocol).catch(() => undefined);
}

async function handle(exchange: Exchange, server: ExchangeServer, parts: RelayParts): Promise<void> {
  const { setup } = parts;
  const { asked, path } = recognise(exchange, setup.protocols);
  const refuse = (complaint: Complaint): void => sendWhole(exchange, complaintAnswer(complaint, asked, final));
  const foreign = admit(exchange, server);
  if (foreign !== undefined) return refuse(foreign);
  const packed = refusePacked(exchange);
  // By it a client knows what is taken: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16.
  if (packed !== undefined) {
    return sendWhole(exchange, complaintAnswer(packed, asked, [...final, 'accept-encoding', 'identity']));
  }
  const body = await exchange.body(bodyLimit);
  if (body === undefined) return refuse({ kind: 'too-large', message: 'A request has 64 MiB at most.' });
  const place = asked.verb === 'other' || asked.model !== undefined ? undefined : findModel(body);
  const incoming: Incoming = {
    exchange,
    asked,
    path,
    body,
    session: setup.session,
    ...(place === undefined ? {} : { place }),
  };
  if (asked.verb !== 'answer') return besides(incoming, parts, refuse);
  return answer(incoming, parts);
}

/** Answers a request that asks a model: it is held to the rules, and noted in the ledger. */
async function answer(incoming: Incoming, parts: RelayParts): Promise<void> {
  const { setup, warden, repeats, recorder } = parts;
  const { exchange, asked, body, place } = incoming;
  const named = asked.model ?? place?.model ?? setup.main.about.id;
  const own = setup.find(asked.protocol, named);
  const role =
    setup.roles === undefined
      ? undefined
      : chooseRole(setup.roles, incoming, own, warden.usedPercent(), setup.planSigns);
  const given = role === undefined ? undefined : setup.find(asked.protocol, role.model);
  if (role !== undefined && given === undefined) recorder.note(passedOver(role, asked.protocol, setup));
  const first = given ?? own;
  const record = recorder.begin(
    incoming,
    own?.about.id ?? named,
    given === undefined ? undefined : role?.name,
    setup.inspect ? sizesOf(body) : undefined,
  );
  const refuse = ({ complaint, because }: Refused): void => {
    record.refused(first, because);
    sendWhole(exchange, complaintAnswer({ ...complaint, status: complaint.status ?? setup.refusal }, asked, final));
  };
  if (first === undefined) return refuse(unreachable(setup, asked.protocol, named));
  const rule = modelRule(setup.rules);
  if (rule !== undefined && hasSeveralModels(body)) {
    const message = `This request names several models: ${rule} can't be kept.`;
    return refuse({ complaint: { kind: 'invalid', message }, because: 'rule model' });
  }
  const others = rule === undefined ? undefined : objectionToOthers(incoming, parts);
  if (others !== undefined) return refuse(refused(others, 'rule model'));
  const often = setup.mayRepeat === true ? undefined : repeats.tooOften(body);
  if (often !== undefined) {
    const message = `This very request was answered ${often} times within 20 seconds; Jetway stops it here. Start the agent again, or choose another model.`;
    return refuse(refused(message, 'rule repeat'));
  }
  const admitted = warden.enter({ model: first.about.id, bytes: body.length, priced: isPriced(first) });
  if (isRefused(admitted)) return refuse(admitted);
  const entry = await record.finish(async () => {
    const next = setup.fallbacks
      .flatMap((one) => one(asked.protocol) ?? [])
      .filter((one) => warden.objection(one.about.id, isPriced(one)) === undefined);
    return forward(incoming, [first, ...next], parts);
  });
  if (entry.outcome === 'whole') repeats.answered(body);
  admitted.done(entry);
}

/** Tells of a role that could not be kept: the launch has looked at the main model's requests (`checkRoles`), and not at others'. */
function passedOver({ name, model }: Role, protocol: ProtocolId, { whyNot }: Places): string {
  return `Requests over ${protocol} kept their own model, not that of the role ${name}: ${whyNot(protocol, model)}`;
}

/** What speaks against the models that a request has the gateway take where the first one fails. */
function objectionToOthers({ asked, body }: Incoming, { setup, warden }: RelayParts): string | undefined {
  for (const named of substitutesIn(body)) {
    const found = setup.find(asked.protocol, named);
    const against = warden.objection(found?.about.id ?? named, found !== undefined && isPriced(found));
    if (against !== undefined) return against;
  }
  return undefined;
}

/** Answers a count of tokens, or a request that asks no model: it costs nothing. */
async function besides(incoming: Incoming, parts: RelayParts, refuse: (complaint: Complaint) => void): Promise<void> {
  const { setup } = parts;
  const { asked, place, path, exchange } = incoming;
  const named = asked.model ?? place?.model;
  const upstream = (named === undefined ? setup.main : setup.find(asked.protocol, named)) ?? setup.main;
  const rule = modelRule(setup.rules) ?? (setup.rules.limits?.length ? "Jetway's budget" : undefined);
  // What batches, embeddings and pictures cost, and which models they take, stands where no rule looks.
  if (rule !== undefined && asked.verb === 'other' && exchange.method !== 'GET' && exchange.method !== 'HEAD') {
    const what = `${exchange.method} ${path.split('?')[0] ?? ''}`;
    return refuse({ kind: 'forbidden', message: `${rule} can't be kept of ${what}.` });
  }
  if (upstream.endpoint.protocol === asked.protocol) {
    await forward(incoming, [upstream], parts);
    return;
  }
  const translator = await findTranslator(asked.protocol, upstream.endpoint.protocol);
  if (asked.verb === 'count' && translator?.count !== undefined) {
    const text = Buffer.from(incoming.body).toString('utf8');
    const body = JSON.stringify(translator.count(parseJson(text), contextFor(incoming, upstream, parts.now())));
    return sendWhole(exchange, { status: 200, headers: ['content-type', 'application/json'], body });
  }
  refuse({ kind: 'missing', message: `${setup.main.gateway.name} has nothing at ${path.split('?')[0] ?? ''}.` });
}

function contextFor(
  { asked, place, session, exchange }: Incoming,
  { endpoint }: Upstream,
  cameAt: number,
): TranslationContext {
  return {
    model: endpoint.model,
    asked: asked.model ?? place?.model ?? endpoint.model,
    streams: false,
    cameAt,
    session,
    headers: exchange.headers,
  };
}
