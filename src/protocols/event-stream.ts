import { parseJson } from '../json-path.ts';

/** A body this long is not tried as one JSON document: no answer to one prompt is. Characters. */
const documentLimit = 1024 * 1024;

export interface EventReader {
  /** The JSON of each event that this piece completes, in order. Throws nothing: what is no JSON is passed over. */
  push(text: string): readonly unknown[];
  /** The last event, where the body ended without the blank line that should end it. */
  end(): readonly unknown[];
}

/**
 * Reads server-sent events in pieces of any size, with any of the three line ends that
 * https://html.spec.whatwg.org/multipage/server-sent-events.html allows. A body that is one JSON document instead, as a
 * server sends that does not stream, counts as one event, or as many as it lists. `other`: the event that data stand for
 * that are no JSON, as OpenAI's `[DONE]`; undefined passes them over.
 */
export function createEventReader(other: (data: string) => unknown = () => undefined): EventReader {
  let pending = '';
  let data: string | undefined;
  let document: string | undefined;
  let started = false;
  let afterReturn = false;

  const dispatch = (events: unknown[]): void => {
    if (data === undefined) return;
    const event = parseJson(data) ?? other(data);
    data = undefined;
    if (event !== undefined) events.push(event);
  };

  const readLine = (line: string, events: unknown[]): void => {
    if (line === '') dispatch(events);
    else if (line.startsWith('data:')) {
      const text = line.slice(line.startsWith('data: ') ? 6 : 5);
      data = data === undefined ? text : `${data}\n${text}`;
    }
  };

  const readLines = (text: string): readonly unknown[] => {
    // A CR that ended the last piece has ended a line already; the LF behind it is its second half.
    const rest = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') afterReturn = text.endsWith('\r');
    pending += rest;
    if (!/[\r\n]/.test(rest)) return [];
    // Most servers end their lines by LF alone, which splits ten times as fast.
    const lines = pending.includes('\r') ? pending.split(/\r\n|\r|\n/) : pending.split('\n');
    pending = lines.pop() ?? '';
    const events: unknown[] = [];
    for (const line of lines) readLine(line, events);
    return events;
  };

  const readDocument = (text: string): readonly unknown[] => {
    const whole = `${document ?? ''}${text}`;
    document = whole;
    if (whole.length > documentLimit || !/[}\]]\s*$/.test(text)) return [];
    const parsed = parseJson(whole);
    if (parsed === undefined) return [];
    document = '';
    return Array.isArray(parsed) ? parsed : [parsed];
  };

  return {
    push: (text) => {
      if (!started) {
        // What is blank so far is not kept: looking through it again with each piece would take the square of its length.
        const body = text.replace(/^[\uFEFF\s]+/, '');
        if (body === '') return [];
        started = true;
        if (/^[{[]/.test(body)) return readDocument(body);
        return readLines(body);
      }
      return document === undefined ? readLines(text) : readDocument(text);
    },
    end: () => {
      const events: unknown[] = [];
      if (document !== undefined) return events;
      readLine(pending, events);
      dispatch(events);
      return events;
    },
  };
}
