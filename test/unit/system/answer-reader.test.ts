import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnswerReader } from '../../../src/system/answer-reader.ts';

const origin = new URL('http://127.0.0.1:1');

interface ReadAnswer {
  readonly status: number | undefined;
  readonly rawHeaders: readonly string[] | undefined;
  readonly body: string;
  readonly whole: boolean;
  readonly overrun: boolean;
  readonly keptFor: number | undefined;
  readonly error: string | undefined;
}

/** Pushes the bytes cut at these places, and the connection's end if it is said. */
function read(bytes: Buffer, cuts: readonly number[] = [], ends = false, method = 'POST'): ReadAnswer {
  const reader = createAnswerReader(method, origin);
  const body: Buffer[] = [];
  let error: string | undefined;
  try {
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
    for (const [index, end] of places.entries()) {
      // Each piece is a read of its own: the reader works in its bytes.
      const piece = reader.push(Buffer.from(bytes.subarray(places[index - 1] ?? 0, end)));
      if (piece !== undefined) body.push(piece);
    }
    if (ends) reader.end();
  } catch (found) {
    error = found instanceof Error ? ('code' in found ? String(found.code) : found.message) : 'no error';
  }
  return {
    status: reader.head()?.status,
    rawHeaders: reader.head()?.rawHeaders,
    body: Buffer.concat(body).toString('latin1'),
    whole: reader.whole(),
    overrun: reader.overrun(),
    keptFor: reader.head()?.keptFor,
    error,
  };
}

const text = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');
const chunk = (piece: string): string => `${piece.length.toString(16)}\r\n${piece}\r\n`;

describe('an answer', () => {
  it('is read the same however it is cut, with every byte of its body', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 300 }), { maxLength: 12 }),
        fc.array(fc.nat(6000), { maxLength: 20 }),
        fc.constantFrom('chunks', 'length', 'connection'),
        fc.boolean(),
        (pieces, cuts, framing, interim) => {
          const body = pieces.join('');
          const head = [
            ...(interim ? ['HTTP/1.1 103 Early Hints', 'link: </x>', '', ''].slice(0, 3) : []),
            'HTTP/1.1 200 Fine',
            'X-One:  a b\t',
            'x-two: \u00a0ü\u00a0',
            'x-empty:',
            ...{
              chunks: ['Transfer-Encoding: Chunked'],
              length: [`Content-Length: ${body.length}`],
              connection: [],
            }[framing],
            '',
            '',
          ];
          const framed = framing === 'chunks' ? `${pieces.map(chunk).join('')}0;last=1\r\nx-trailer: 1\r\n\r\n` : body;
          const answer = read(Buffer.concat([text(...head), Buffer.from(framed, 'latin1')]), cuts, true);
          expect(answer).toMatchObject({ status: 200, body, whole: true, overrun: false, error: undefined });
          expect(answer.rawHeaders?.slice(0, 6)).toEqual(['X-One', 'a b', 'x-two', '\u00a0ü\u00a0', 'x-empty', '']);
          expect(answer.keptFor).toBe(framing === 'connection' ? 0 : Number.POSITIVE_INFINITY);
        },
      ),
    );
  });

  it('is no answer as long as its end is missing', () => {
    const whole = Buffer.concat([
      text('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', ''),
      Buffer.from(`${chunk('one')}${chunk('two')}0\r\n\r\n`),
    ]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(read(whole.subarray(0, length), [], true).error).toBe('ECONNRESET');
    }
    expect(read(whole, [], true).error).toBeUndefined();
  });

  const ok = 'HTTP/1.1 200 OK';
  it.each([
    ['a length beside chunks', text(ok, 'content-length: 3', 'transfer-encoding: chunked', '', '0\r\n\r\n')],
    ['two lengths', text(ok, 'content-length: 3', 'content-length: 3', '', 'abc')],
    ['a list of lengths', text(ok, 'content-length: 3, 3', '', 'abc')],
    ['a length with a sign', text(ok, 'content-length: +3', '', 'abc')],
    ['a length below 0', text(ok, 'content-length: -1', '', 'abc')],
    ['a length in hex', text(ok, 'content-length: 0x3', '', 'abc')],
    ['an encoding that is none', text(ok, 'transfer-encoding: xchunked', '', '0\r\n\r\n')],
    ['an encoding twice', text(ok, 'transfer-encoding: chunked', 'transfer-encoding: chunked', '', '0\r\n\r\n')],
    ['chunks that are packed too', text(ok, 'transfer-encoding: gzip, chunked', '', '0\r\n\r\n')],
    ['chunks in HTTP/1.0', text('HTTP/1.0 200 OK', 'transfer-encoding: chunked', '', '0\r\n\r\n')],
    ['a blank before the colon', text(ok, 'content-length : 3', '', 'abc')],
    ['a header on two lines', text(ok, 'x-a: 1', ' content-length: 3', '', 'abc')],
    ['a line end alone in a header', text(ok, 'x-a: 1\ncontent-length: 3', '', 'abc')],
    ['a return alone in a header', text(ok, 'x-a: 1\rcontent-length: 3', '', 'abc')],
    ['a zero byte in a header', text(ok, 'x-a: 1\0', '', 'abc')],
    ['another version', text('HTTP/2.0 200 OK', 'content-length: 3', '', 'abc')],
    ['another protocol', text('SSH-2.0-x', '', '')],
    ['a status of two digits', text('HTTP/1.1 20 OK', 'content-length: 3', '', 'abc')],
    ['a head without an end', Buffer.alloc(70_000, 'HTTP/1.1 200 OK\r\nx: y\r\n')],
    ['a chunk without a size', text(ok, 'transfer-encoding: chunked', '', '\r\nabc\r\n0\r\n\r\n')],
    ['a size with a sign', text(ok, 'transfer-encoding: chunked', '', '+3\r\nabc\r\n0\r\n\r\n')],
    ['a size with a blank', text(ok, 'transfer-encoding: chunked', '', '3 \r\nabc\r\n0\r\n\r\n')],
    ['a size as large as nothing', text(ok, 'transfer-encoding: chunked', '', 'fffffffffffff\r\nabc')],
    ['a size line that ends in half', text(ok, 'transfer-encoding: chunked', '', '3\nabc\r\n0\r\n\r\n')],
    ['a chunk longer than its size', text(ok, 'transfer-encoding: chunked', '', '3\r\nabcd\r\n0\r\n\r\n')],
    ['an extension without an end', text(ok, 'transfer-encoding: chunked', '', `3;${'x'.repeat(70_000)}`)],
    ['trailers without an end', text(ok, 'transfer-encoding: chunked', '', `0\r\n${'x: y\r\n'.repeat(20_000)}`)],
    ['interim answers without an end', Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))],
  ])('with %s is refused, as by Node', async (_what, bytes) => {
    expect(read(bytes).error).toMatch(/^HPE_/);
    // In single bytes, too: nothing of the fast way is in it then.
    expect(read(bytes, [...bytes.subarray(0, 200).keys()]).error).toMatch(/^HPE_/);
  });

  it.each([[[]], [[1, 2, 3]], [[4]]])('of another protocol is refused before its line is whole, cut at %j', (cuts) => {
    expect(read(Buffer.from('HTTQ'), cuts).error).toBe('HPE_INVALID_CONSTANT');
    expect(read(Buffer.from('SSH-2.0'), cuts).error).toBe('HPE_INVALID_CONSTANT');
    expect(read(Buffer.from('HTTP'), cuts).error).toBeUndefined();
  });

  it('that switches to another protocol is refused in words', () => {
    const bytes = text('HTTP/1.1 101 Switching Protocols', 'upgrade: x', '', '');
    expect(read(bytes).error).toBe('gateway');
  });

  it('has no body where its method or status has none', () => {
    const bytes = text('HTTP/1.1 200 OK', 'content-length: 3', '', '');
    expect(read(bytes, [], false, 'HEAD')).toMatchObject({ whole: true, body: '', error: undefined });
    for (const status of [204, 304]) {
      const empty = text(`HTTP/1.1 ${status} X`, '', '');
      expect(read(empty)).toMatchObject({ whole: true, body: '', keptFor: Number.POSITIVE_INFINITY });
    }
  });

  it('says how long its connection is kept', () => {
    const kept = (...lines: readonly string[]): number | undefined =>
      read(text('HTTP/1.1 200 OK', 'content-length: 0', ...lines, '', '')).keptFor;
    expect(kept()).toBe(Number.POSITIVE_INFINITY);
    expect(kept('keep-alive: timeout=5, max=100')).toBe(4000);
    expect(kept('keep-alive: timeout=0')).toBe(0);
    expect(kept('connection: Close')).toBe(0);
    expect(kept('connection: x-a,  close , x-b')).toBe(0);
    expect(kept('connection: keep-alive')).toBe(Number.POSITIVE_INFINITY);
    expect(read(text('HTTP/1.0 200 OK', 'content-length: 0', 'connection: keep-alive', '', '')).keptFor).toBe(0);
  });

  it('tells of more than it is', () => {
    const more = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
    for (const body of ['content-length: 3\r\n\r\nabc', `transfer-encoding: chunked\r\n\r\n${chunk('abc')}0\r\n\r\n`]) {
      const bytes = Buffer.from(`HTTP/1.1 200 OK\r\n${body}${more}`);
      expect(read(bytes)).toMatchObject({ body: 'abc', whole: true, overrun: true });
      expect(read(bytes, [bytes.length - more.length])).toMatchObject({ body: 'abc', whole: true, overrun: true });
    }
  });
});

it('what is read as a whole answer is read so by Node as well', async () => {
  const pieces = fc.constantFrom(
    ...[
      'HTTP/1.1 200 OK',
      '\r\n',
      '\r\n\r\n',
      'content-length: 3',
      'Content-Length: 0',
      'abc',
      '0\r\n\r\n',
      '3\r\nabc\r\n',
    ],
    ...[
      'transfer-encoding: chunked',
      'x: y',
      ' ',
      ':',
      '\n',
      '\r',
      '\0',
      'ü',
      ';',
      'a',
      'HTTP/1.0 404 No',
      'connection: close',
    ],
  );
  let now = Buffer.alloc(0);
  let compared = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(now));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const head = fc.constantFrom(
      'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n',
      'HTTP/1.1 200 OK\r\n',
    );
    await fc.assert(
      fc.asyncProperty(head, fc.array(pieces, { maxLength: 8 }), async (start, rest) => {
        now = Buffer.from(`${start}${rest.join('')}`, 'latin1');
        const mine = read(now, [], true);
        if (mine.error !== undefined || mine.overrun) return;
        compared += 1;
        const theirs = await new Promise<string>((resolve) => {
          const outgoing = request({ port, host: '127.0.0.1', method: 'POST', agent: false }, (incoming) => {
            let body = `${incoming.statusCode} ${JSON.stringify(incoming.rawHeaders)} `;
            incoming.setEncoding('latin1');
            incoming.on('data', (piece: string) => (body += piece));
            incoming.on('end', () => resolve(body));
            incoming.on('error', (error) => resolve(`error ${error.message}`));
          });
          outgoing.on('error', (error) => resolve(`error ${error.message}`));
          outgoing.end();
        });
        expect(theirs, JSON.stringify(now.toString('latin1'))).toBe(
          `${mine.status} ${JSON.stringify(mine.rawHeaders)} ${mine.body}`,
        );
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(20);
  } finally {
    server.close();
  }
});
