import { Failure } from '../failure.ts';
import { parseJson } from '../json-path.ts';
import { sessionRefusal } from '../net/access.ts';
import type { Exchange, ForwardedAnswer, Forwarder } from '../net/exchange.ts';
import { statusOf, type Complaint } from '../protocols/complaint.ts';
import { errorWords } from '../protocols/readings.ts';
import { pathFor, type Asked } from '../protocols/questions.ts';
import { pass, translated, untouched, type Passed } from './answer.ts';
import { forwarded, forwardedTranslated, returned, unsized } from './headers.ts';
import { withModel, type ModelPlace } from './model-in-body.ts';
import type { StreamTranslation, TranslatedRequest, TranslationContext, Translator } from './translator.ts';
import { ownHeaders, type Upstream } from './upstream.ts';

/** One request of the agent's, as far as an attempt needs it. */
export interface Incoming {
  readonly exchange: Exchange;
  readonly asked: Asked;
  /** Behind the base URL. */
  readonly path: string;
  readonly body: Uint8Array;
  /** Where the body names the model. */
  readonly place?: ModelPlace;
  /** UUID of the launch. */
  readonly session: string;
}

/** What became of an attempt: the agent has its answer (`answered`), or has got nothing yet and may be given `answer`. */
export type Attempted =
  | (Passed & { readonly kind: 'answered'; readonly status: number })
  | { readonly kind: 'failed'; readonly status?: number; readonly retryAfterMs?: number; readonly answer: WholeAnswer };

/** An answer to be sent in one piece. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array | string;
}

export interface AttemptOptions {
  /** Whether another attempt may follow. `status` is that of an error answer; it is absent where no output came, or nothing at all. */
  holds(status?: number): boolean;
  readonly forwarder: Forwarder;
  readonly now: () => number;
  /** Tells the user a line, each line once in a session. */
  readonly note: (line: string) => void;
}

/** No more than this is read of an error's body, and of an answer that is translated in one piece. Bytes. */
const errorLimit = 1024 * 1024;
const wholeLimit = 64 * 1024 * 1024;

/** Sends the agent's request to one upstream. Throws nothing for what an agent or a gateway does. */
export async function attempt(
  incoming: Incoming,
  upstream: Upstream,
  translator: Translator | undefined,
  options: AttemptOptions,
): Promise<Attempted> {
  const { exchange, asked } = incoming;
  const request = translator === undefined ? undefined : translate(translator, incoming, upstream, options.now());
  if (request !== undefined && 'refused' in request) return failedBy(request.refused, asked);
  for (const note of request?.translated.notes ?? []) options.note(note);
  const { streams } = request ?? {};
  let answer: ForwardedAnswer;
  let stream: StreamTranslation | undefined;
  try {
    const own = ownHeaders(upstream, await upstream.keys.current());
    const sent = options.forwarder.send({
      method: exchange.method,
      signal: exchange.signal,
      ...(request === undefined
        ? sameProtocol(incoming, upstream, own)
        : {
            url: `${upstream.endpoint.baseUrl}${request.translated.path}`,
            headers: forwardedTranslated(exchange.headers, { ...request.translated.headers, ...own }),
            body: JSON.stringify(request.translated.body),
            plain: true,
          }),
    });
    // This is made while the gateway works.
    if (streams === true) stream = request?.translated.stream();
    answer = await sent;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const kind = error.code === 'credential' ? 'credential' : 'overloaded';
    return { ...failedBy({ kind, message: `${error.message} ${error.hint}`, ...badGateway(kind) }, asked), status: 0 };
  }
  if (answer.status >= 300) return refused(incoming, upstream, answer, translator, options);
  if (request !== undefined && streams !== true) return whole(incoming, answer, request.translated, options);
  const events = /^text\/event-stream/i.test(answer.headers['content-type'] ?? '');
  const pipe = stream === undefined ? untouched(asked.protocol, events) : translated(stream);
  // A stream has a body, whatever 2xx the gateway calls it.
  const head =
    request === undefined
      ? // A stream may get an error at its end, which its length has no place for.
        { status: answer.status, headers: events ? unsized(returned(answer)) : returned(answer) }
      : { status: 200, headers: ['content-type', 'text/event-stream', 'cache-control', 'no-cache'] };
  const passed = await pass(exchange, head, answer.body, pipe, options.holds(), options.now);
  if (passed.outcome !== 'empty') return { ...passed, kind: 'answered', status: answer.status };
  return failedBy({ kind: 'overloaded', message: passed.why ?? '', status: 502 }, asked);
}

/** A complaint as an answer in the agent's protocol. */
export function complaintAnswer(
  complaint: Complaint,
  { protocol }: Pick<Asked, 'protocol'>,
  headers: readonly string[] = [],
): WholeAnswer {
  return {
    status: statusOf(complaint),
    headers: ['content-type', 'application/json', ...headers],
    body: JSON.stringify(errorWords[protocol].body(complaint)),
  };
}

function badGateway(kind: Complaint['kind']): { readonly status?: number } {
  return kind === 'credential' ? {} : { status: 502 };
}

function failedBy(complaint: Complaint, asked: Asked): Attempted & { readonly kind: 'failed' } {
  return { kind: 'failed', status: statusOf(complaint), answer: complaintAnswer(complaint, asked) };
}

/** The request's bytes as they came, but for the name of the model where another one is asked. */
function sameProtocol(
  { exchange, asked, path, body, place }: Incoming,
  { endpoint }: Upstream,
  own: Record<string, string>,
): { readonly url: string; readonly headers: Record<string, string>; readonly body: Uint8Array | undefined } {
  const other = place !== undefined && place.model !== endpoint.model;
  const bytes = other ? withModel(body, place, endpoint.model) : body;
  return {
    url: `${endpoint.baseUrl}${pathFor(path, asked, endpoint.model)}`,
    headers: forwarded(exchange.headers, own),
    body: exchange.method === 'GET' || exchange.method === 'HEAD' ? undefined : bytes,
  };
}

function translate(
  translator: Translator,
  { exchange, asked, body, place, session }: Incoming,
  { endpoint, about }: Upstream,
  cameAt: number,
): { readonly translated: TranslatedRequest; readonly streams: boolean } | { readonly refused: Complaint } {
  const parsed = parseJson(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'));
  const streams =
    asked.streams ?? (typeof parsed === 'object' && parsed !== null && 'stream' in parsed && parsed.stream === true);
  const context: TranslationContext = {
    model: endpoint.model,
    asked: asked.model ?? place?.model ?? endpoint.model,
    streams,
    ...(about.maxOutputTokens === undefined ? {} : { maxOutput: about.maxOutputTokens }),
    ...(about.modalities === undefined ? {} : { inputs: about.modalities }),
    ...(about.reasoning === undefined ? {} : { reasons: about.reasoning }),
    cameAt,
    session,
    headers: forwarded(exchange.headers, {}),
  };
  const result = translator.request(parsed, context);
  return 'refused' in result ? result : { translated: result, streams };
}

/** Reads an answer that is an error, or a redirect, which no key may follow. */
async function refused(
  { exchange, asked }: Incoming,
  { endpoint }: Upstream,
  answer: ForwardedAnswer,
  translator: Translator | undefined,
  { holds, now }: AttemptOptions,
): Promise<Attempted> {
  const over = sessionRefusal(endpoint.credentials, answer, endpoint.baseUrl);
  if (over !== undefined) {
    await gathered(answer.body, 0);
    return failedBy({ kind: 'credential', message: `${over.message} ${over.hint}` }, asked);
  }
  if (answer.status < 400) {
    await gathered(answer.body, 0);
    const message = `The gateway redirects to ${answer.headers['location'] ?? 'another address'}; the key is not sent there.`;
    return failedBy({ kind: 'failed', message, status: 502 }, asked);
  }
  const { status } = answer;
  if (translator === undefined && !holds(status)) {
    const head = { status, headers: returned(answer) };
    const passed = await pass(exchange, head, answer.body, untouched(asked.protocol, false), false, now);
    return { ...passed, kind: 'answered', status };
  }
  const bytes = await gathered(answer.body, errorLimit);
  const retryAfterMs = retryAfter(answer.headers['retry-after'], now());
  const told = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (translator === undefined) {
    return { kind: 'failed', ...told, answer: { status, headers: unsized(returned(answer)), body: bytes ?? '' } };
  }
  const text = Buffer.from(bytes ?? []).toString('utf8');
  const error = translator.error(status, parseJson(text) ?? text, answer.headers);
  const headers = ['content-type', 'application/json', ...Object.entries(error.headers).flat()];
  return { kind: 'failed', ...told, answer: { status: error.status, headers, body: JSON.stringify(error.body) } };
}

/** Sends a translated answer that was asked for in one piece. */
async function whole(
  { exchange, asked }: Incoming,
  answer: ForwardedAnswer,
  request: TranslatedRequest,
  { holds, now }: AttemptOptions,
): Promise<Attempted> {
  const bytes = await gathered(answer.body, wholeLimit);
  const parsed = bytes === undefined ? undefined : parseJson(Buffer.from(bytes).toString('utf8'));
  if (parsed === undefined)
    return failedBy({ kind: 'overloaded', message: "The gateway's answer broke off.", status: 502 }, asked);
  // The same reader for both: an answer in one piece is a stream of one event to it.
  const stream = request.stream();
  stream.push(JSON.stringify(parsed));
  stream.end();
  const answered = request.whole(parsed);
  if ('refused' in answered) return failedBy(answered.refused, asked);
  if (holds() && stream.reading().output !== true) {
    return failedBy({ kind: 'overloaded', message: 'The answer was empty.', status: 502 }, asked);
  }
  const body = JSON.stringify(answered.body);
  exchange.begin(200, ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))]);
  exchange.end(body);
  const outcome = exchange.signal.aborted ? 'cut' : 'whole';
  return { kind: 'answered', status: answer.status, outcome, reading: stream.reading(), firstOutputAt: now() };
}

/** Reads a whole body; undefined where it breaks off, or is larger than the limit. */
async function gathered(body: ForwardedAnswer['body'], limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > limit) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** Reads `retry-after`, which is seconds or a date; gives milliseconds. */
function retryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
