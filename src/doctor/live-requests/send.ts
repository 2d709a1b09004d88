import type { ModelEndpoint } from '../../agents/agent.ts';
import type { OtherRequest } from '../../agents/agent-doctor.ts';
import { Failure } from '../../failure.ts';
import { explain, wordsOf } from '../../gateways/diagnosis.ts';
import type { Connection, Diagnosis } from '../../gateways/gateway.ts';
import { redact, type Keys } from '../../keys/secret.ts';
import type { HttpResponse, System } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { createAnswerReader, type TimedAnswer } from './answer.ts';

/** A slow model may think for long, even of so little. Milliseconds. */
const timeoutMs = 120_000;

export type Came =
  /** `text`: the body as it came. */
  | { readonly answer: TimedAnswer; readonly text: string }
  /** `mayTakeLess`: a smaller request may be taken. */
  | { readonly said: string; readonly mayTakeLess: boolean; readonly status?: number; readonly failure: Diagnosis };

/** One request, and how it was taken. `most`: of its answer no more is waited for, in characters. */
export async function send(
  {
    path,
    headers,
    body,
    most = Infinity,
  }: Pick<OtherRequest, 'path' | 'headers' | 'body'> & { readonly most?: number },
  endpoint: ModelEndpoint,
  keys: Keys,
  connection: Connection,
  { http, now }: Pick<System, 'http' | 'now'>,
): Promise<Came> {
  const reader = createAnswerReader(endpoint.protocol, now());
  let response: HttpResponse;
  let whole = '';
  try {
    response = await http.stream(
      {
        method: 'POST',
        url: endpoint.baseUrl + path,
        headers: { ...headers, ...connection.fresh, ...endpoint.credentials },
        keys,
        body: JSON.stringify(body),
        timeoutMs,
      },
      (piece) => {
        whole += piece;
        reader.push(piece, now());
        if (whole.length > most) throw new Enough();
      },
    );
  } catch (error) {
    if (error instanceof Enough) return { answer: nothing, text: whole };
    if (!(error instanceof Failure)) throw error;
    return { said: error.message, mayTakeLess: false, failure: error };
  }
  const { status, json, text } = response;
  if (status < 200 || status > 299) {
    const failure = explain(connection, status, json ?? text);
    return { said: `${status}: ${wordsOf(json ?? text)}`, mayTakeLess: refuses.has(status), status, failure };
  }
  const ended = reader.end(now());
  if (!('error' in ended) || path.includes('count_tokens')) {
    return { answer: 'error' in ended ? nothing : ended, text: whole };
  }
  const said = clean(redact(ended.error, keys));
  return {
    said,
    mayTakeLess: true,
    status,
    failure: { code: 'gateway', message: `The answer broke off: ${said}`, hint: 'Try again in a moment.' },
  };
}

/** Whether JSON, or a stream of it, has a member of that name that is not null. */
export function has(text: string, member: string): boolean {
  return new RegExp(String.raw`"${member}"\s*:(?!\s*null\b)`).test(text);
}

/** Thrown to end a request, when more of its answer would cost and tell nothing. */
class Enough extends Error {}

/** What an answer without tokens was like, such as a count of tokens. */
const nothing: TimedAnswer = { milliseconds: 0, called: false, complete: true };

/** Statuses after which a smaller request may be taken. Some gateways fail at what they don't know, and some have no path for it. */
const refuses: ReadonlySet<number> = new Set([400, 404, 405, 406, 409, 411, 413, 415, 417, 422, 424, 500, 501, 502]);
