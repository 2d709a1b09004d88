import { createFramedBody, type FramedBody } from './framed-body.ts';
import { createHeadGatherer } from './head-lines.ts';
import { readIncomingHead, type IncomingHead } from './incoming-head.ts';

/** Reads one request of HTTP/1.1 from the bytes of a connection. */
export interface IncomingReader {
  /** Once it was read. */
  head(): IncomingHead | undefined;
  /** Some of it is there. */
  begun(): boolean;
  /** The body is at its end. */
  whole(): boolean;
  /**
   * What the body has got by these bytes, which are used for it, and what stands behind its end: the next request's. Throws for
   * what is none, or may be read in two ways.
   */
  push(bytes: Buffer): { readonly piece?: Buffer | undefined; readonly rest?: Buffer | undefined };
}

export function createIncomingReader(): IncomingReader {
  const gatherer = createHeadGatherer();
  let head: IncomingHead | undefined;
  let body: FramedBody | undefined;
  let cut: Buffer | undefined;

  /** Some clients send empty lines behind a body: https://www.rfc-editor.org/rfc/rfc9112#section-2.2-6. */
  const behindEmptyLines = (bytes: Buffer): Buffer => {
    const all = cut === undefined ? bytes : Buffer.concat([cut, bytes]);
    let from = 0;
    while (all[from] === 0x0d && all[from + 1] === 0x0a) from += 2;
    // Half of one may come first.
    const isHalf = from === all.length - 1 && all[from] === 0x0d;
    cut = isHalf ? all.subarray(from) : undefined;
    return all.subarray(isHalf ? all.length : from);
  };

  const pushBody = (read: FramedBody, bytes: Buffer, from: number): ReturnType<IncomingReader['push']> => {
    const { piece, rest } = read.push(bytes, from);
    return { piece, rest: rest < bytes.length ? bytes.subarray(rest) : undefined };
  };

  return {
    head: () => head,
    begun: () => head !== undefined || gatherer.begun(),
    whole: () => body?.whole() === true,
    push: (bytes) => {
      if (body !== undefined) return pushBody(body, bytes, 0);
      const more = gatherer.begun() ? bytes : behindEmptyLines(bytes);
      if (more.length === 0) return {};
      const found = gatherer.push(more);
      if (found === undefined) return {};
      head = readIncomingHead(found.text);
      body = createFramedBody(head.framing);
      return pushBody(body, found.bytes, found.from);
    },
  };
}
