import { Failure } from '../failure.ts';
import { isPage } from '../gateways/diagnosis.ts';
import { parseJson } from '../json-path.ts';
import type { ForwardedAnswer } from '../net/exchange.ts';
import type { Complaint } from '../protocols/complaint.ts';
import { pathFor } from '../protocols/questions.ts';
import { gathered, pass, translated, untouched } from './answer.ts';
import { failedBy, type Attempted, type AttemptOptions } from './attempted.ts';
import { forwarded, forwardedTranslated, returned, unsized } from './headers.ts';
import type { Incoming } from './incoming.ts';
import { withModel } from './model-in-body.ts';
import { failedByPage, withoutPage } from './page.ts';
import { refused } from './refused.ts';
import type { StreamTranslation, TranslatedRequest, TranslationContext, Translator } from './translator.ts';
import { ownHeaders, type Upstream } from './upstream.ts';

/** No more than this is read of an answer that is translated in one piece. Bytes. */
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
  const good = asked.verb === 'other' ? answer : await withoutPage(answer);
  if (good === undefined) return failedByPage(upstream, asked, options.refusal);
  answer = good;
  if (request !== undefined && streams !== true) return whole(incoming, upstream, answer, request.translated, options);
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

function badGateway(kind: Complaint['kind']): { readonly status?: number } {
  return kind === 'credential' ? {} : { status: 502 };
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

/** Sends a translated answer that was asked for in one piece. */
async function whole(
  { exchange, asked }: Incoming,
  upstream: Upstream,
  answer: ForwardedAnswer,
  request: TranslatedRequest,
  { holds, now, refusal }: AttemptOptions,
): Promise<Attempted> {
  const bytes = await gathered(answer.body, wholeLimit);
  const text = Buffer.from(bytes ?? []).toString('utf8');
  const parsed = parseJson(text);
  if (parsed === undefined) {
    if (isPage(text)) return failedByPage(upstream, asked, refusal);
    const message = bytes === undefined ? "The gateway's answer broke off." : 'What the gateway answered is no JSON.';
    return failedBy({ kind: 'overloaded', message, status: 502 }, asked);
  }
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
