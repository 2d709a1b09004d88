import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unanswerable } from '../../../src/system/incoming-head.ts';
import { createIncomingReader } from '../../../src/system/incoming-reader.ts';

interface ReadRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface ReadConnection {
  /** Those that are whole. */
  readonly requests: readonly ReadRequest[];
  /** Something of a further one is there. */
  readonly half: boolean;
  /** The status with which the rest is refused. */
  readonly refused: number | undefined;
}

/** Reads all requests of a connection whose bytes come cut at these places. */
function read(bytes: Buffer, cuts: readonly number[] = []): ReadConnection {
  const requests: ReadRequest[] = [];
  let reader = createIncomingReader();
  let body: Buffer[] = [];
  const take = (piece: Buffer): void => {
    const found = reader.push(piece);
    // What it gives is used further: a later piece must not change it.
    if (found.piece !== undefined) body.push(Buffer.from(found.piece));
    const head = reader.head();
    if (head === undefined || !reader.whole()) return;
    const { method, path, headers } = head;
    requests.push({ method, path, headers, body: Buffer.concat(body).toString('latin1') });
    reader = createIncomingReader();
    body = [];
    if (found.rest !== undefined) take(found.rest);
  };
  try {
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
    for (const [index, end] of places.entries()) take(Buffer.from(bytes.subarray(places[index - 1] ?? 0, end)));
  } catch (error) {
    return { requests, half: false, refused: unanswerable(error).status };
  }
  return { requests, half: reader.begun(), refused: undefined };
}

const text = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');
const chunk = (piece: string): string => `${piece.length.toString(16)}\r\n${piece}\r\n`;
const post = 'POST /v1/messages HTTP/1.1';
const host = 'host: 127.0.0.1:1';

describe('requests', () => {
  const one = fc.record({
    pieces: fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 300 }), { maxLength: 6 }),
    framing: fc.constantFrom('chunks', 'length', 'none'),
    emptyLines: fc.nat(2),
    path: fc.constantFrom('/', '/v1/messages?beta=true', '/v1beta/models/a:b?alt=sse', '/%C3%BC?x=[1]|2'),
  });

  it('are read the same however they are cut, each with every byte of its body', () => {
    fc.assert(
      fc.property(fc.array(one, { maxLength: 4 }), fc.array(fc.nat(6000), { maxLength: 20 }), (list, cuts) => {
        const bytes = list.map(({ pieces, framing, emptyLines, path }) => {
          const body = pieces.join('');
          const [head, framed] = {
            chunks: ['Transfer-Encoding: Chunked\r\n', `${pieces.map(chunk).join('')}0;last=1\r\nx-trailer: 1\r\n\r\n`],
            length: [`Content-Length: ${body.length}\r\n`, body],
            none: ['', ''],
          }[framing] as [string, string];
          return `${'\r\n'.repeat(emptyLines)}PUT ${path} HTTP/1.1\r\nHost: h\r\nX-One:  a b\t\r\nx-one:c\r\nX-Empty:\r\n${head}\r\n${framed}`;
        });
        const found = read(Buffer.from(bytes.join(''), 'latin1'), cuts);
        expect(found).toMatchObject({ half: false, refused: undefined });
        expect(found.requests.map(({ method, path, body }) => [method, path, body])).toEqual(
          list.map(({ pieces, framing, path }) => ['PUT', path, framing === 'none' ? '' : pieces.join('')]),
        );
        for (const { headers } of found.requests) {
          expect(headers).toMatchObject({ host: 'h', 'x-one': 'a b, c', 'x-empty': '' });
        }
      }),
    );
  });

  it('are none as long as their end is missing', () => {
    const whole = Buffer.concat([
      text(post, host, 'transfer-encoding: chunked', '', ''),
      Buffer.from(`${chunk('one')}${chunk('two')}0\r\n\r\n`),
    ]);
    for (let length = 1; length < whole.length; length += 1) {
      expect(read(whole.subarray(0, length))).toEqual({ requests: [], half: true, refused: undefined });
    }
    expect(read(whole).requests).toHaveLength(1);
  });

  it.each([
    [
      'a length beside chunks',
      text(post, host, 'content-length: 3', 'transfer-encoding: chunked', '', '0\r\n\r\n'),
      400,
    ],
    ['chunks beside a length', text(post, host, 'transfer-encoding: chunked', 'content-length: 3', '', 'abc'), 400],
    ['two lengths', text(post, host, 'content-length: 3', 'content-length: 3', '', 'abc'), 400],
    ['two lengths that differ', text(post, host, 'content-length: 3', 'Content-Length: 0', '', 'abc'), 400],
    ['a list of lengths', text(post, host, 'content-length: 3, 3', '', 'abc'), 400],
    ['a length with a sign', text(post, host, 'content-length: +3', '', 'abc'), 400],
    ['a length in hex', text(post, host, 'content-length: 0x3', '', 'abc'), 400],
    ['a length that is empty', text(post, host, 'content-length:', '', 'abc'), 400],
    ['a length without an end', text(post, host, `content-length: ${'9'.repeat(20)}`, '', ''), 400],
    ['an encoding that is none', text(post, host, 'transfer-encoding: xchunked', '', '0\r\n\r\n'), 400],
    ['an encoding twice', text(post, host, 'transfer-encoding: chunked', 'transfer-encoding: chunked', '', ''), 400],
    ['chunks that are packed too', text(post, host, 'transfer-encoding: gzip, chunked', '', ''), 400],
    ['chunks in HTTP/1.0', text('POST / HTTP/1.0', host, 'transfer-encoding: chunked', '', '0\r\n\r\n'), 400],
    ['a blank before the colon', text(post, host, 'content-length : 3', '', 'abc'), 400],
    ['a header on two lines', text(post, host, 'x-a: 1', ' content-length: 3', '', 'abc'), 400],
    ['a header on two lines, by a tab', text(post, host, 'x-a: 1', '\tb', '', ''), 400],
    ['a blank in front of the first header', text(post, ` ${host}`, '', ''), 400],
    ['a header without a colon', text(post, host, 'x-a', '', ''), 400],
    ['a header without a name', text(post, host, ': 1', '', ''), 400],
    ['a name with a bracket', text(post, host, 'x(a): 1', '', ''), 400],
    ['a name outside ASCII', text(post, host, 'x-\u00fc: 1', '', ''), 400],
    ['a line end alone in a header', text(post, host, 'x-a: 1\ncontent-length: 3', '', 'abc'), 400],
    ['a return alone in a header', text(post, host, 'x-a: 1\rcontent-length: 3', '', 'abc'), 400],
    ['line ends alone throughout', Buffer.from(`${post}\n${host}\n\n`), 400],
    ['a zero byte in a header', text(post, host, 'x-a: 1\0', '', ''), 400],
    ['no host', text(post, 'x-a: 1', '', ''), 400],
    ['two hosts', text(post, host, 'host: evil', '', ''), 400],
    ['two keys', text(post, host, 'authorization: a', 'authorization: b', '', ''), 400],
    ['two types', text(post, host, 'content-type: a/b', 'content-type: c/d', '', ''), 400],
    ['the address of a proxy', text('POST http://h/x HTTP/1.1', host, '', ''), 400],
    ['no path', text('OPTIONS * HTTP/1.1', host, '', ''), 400],
    ['a blank in the path', text('GET /a b HTTP/1.1', host, '', ''), 400],
    ...[
      '/v1/../b',
      '/v1/./b',
      '/..',
      '/v1/.?x',
      '/v1/%2e%2E/b',
      '/v1/.%2e',
      '/v1/..%2fb',
      '/v1\\..\\b',
      '/v1/..;/b',
    ].map((path): [string, Buffer, number] => [`the path ${path}`, text(`GET ${path} HTTP/1.1`, host, '', ''), 400]),
    ['a part of a page', text('GET /a#b HTTP/1.1', host, '', ''), 400],
    ['a path outside ASCII', text('GET /\u00fc HTTP/1.1', host, '', ''), 400],
    ['two blanks in the first line', text('GET  / HTTP/1.1', host, '', ''), 400],
    ['a blank behind the first line', text('GET / HTTP/1.1 ', host, '', ''), 400],
    ['half of an empty line in front', text('\rGET / HTTP/1.1', host, '', ''), 400],
    ['no version', text('GET /', host, '', ''), 400],
    ['another protocol', Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1'), 400],
    ['another version', text('GET / HTTP/2.0', host, '', ''), 505],
    ['a method in small letters', text('get / HTTP/1.1', host, '', ''), 400],
    ['a method nobody needs', text('TRACE / HTTP/1.1', host, '', ''), 501],
    ['the wish for a tunnel', text('CONNECT a:1 HTTP/1.1', host, '', ''), 501],
    ['another expectation', text(post, host, 'expect: gold', 'content-length: 3', '', 'abc'), 417],
    ['a head without an end', Buffer.alloc(70_000, 'GET / HTTP/1.1\r\nx: y\r\n'), 431],
    ['a header without an end', Buffer.concat([text(post, 'x: '), Buffer.alloc(70_000, 'y')]), 431],
    ['a chunk without a size', text(post, host, 'transfer-encoding: chunked', '', '\r\nabc\r\n0\r\n\r\n'), 400],
    ['a size with a sign', text(post, host, 'transfer-encoding: chunked', '', '+3\r\nabc\r\n0\r\n\r\n'), 400],
    ['a size with a blank', text(post, host, 'transfer-encoding: chunked', '', '3 \r\nabc\r\n0\r\n\r\n'), 400],
    ['a size line that ends in half', text(post, host, 'transfer-encoding: chunked', '', '3\nabc\r\n0\r\n\r\n'), 400],
    ['a chunk longer than its size', text(post, host, 'transfer-encoding: chunked', '', '3\r\nabcd\r\n0\r\n\r\n'), 400],
    ['an extension without an end', text(post, host, 'transfer-encoding: chunked', '', `3;${'x'.repeat(70_000)}`), 400],
    [
      'trailers without an end',
      text(post, host, 'transfer-encoding: chunked', '', `0\r\n${'x: y\r\n'.repeat(20_000)}`),
      400,
    ],
  ])('with %s are refused, however they are cut', (_what, bytes, status) => {
    expect(read(bytes)).toEqual({ requests: [], half: false, refused: status });
    // In single bytes, too: nothing of the fast way is in it then.
    expect(read(bytes, [...bytes.subarray(0, 300).keys()])).toEqual({ requests: [], half: false, refused: status });
  });

  it('may have as large a head as Node takes, and four times that', () => {
    const head = Buffer.concat([text(post, host, 'x: '), Buffer.alloc(60_000, 'y'), Buffer.from('\r\n\r\n')]);
    expect(read(head).requests).toHaveLength(1);
  });

  it.each(['/v1/models/gpt-5.5', '/v1/...', '/v1/.well/a..b', '/v1/a?b=/../c', '/v1/a%2Fb.:x', '/v1/a\\b'])(
    'may have the path %s',
    (path) => {
      expect(read(text(`GET ${path} HTTP/1.1`, host, '', '')).requests).toMatchObject([{ path }]);
    },
  );

  it('tell what becomes of the connection', () => {
    const told = (...lines: readonly string[]): object | undefined => {
      const reader = createIncomingReader();
      reader.push(text(...lines, '', ''));
      return reader.head();
    };
    expect(told(post, host)).toMatchObject({ closes: false, old: false, waits: false, switches: false });
    expect(told(post, host, 'connection: x,  Close')).toMatchObject({ closes: true });
    expect(told('GET / HTTP/1.0', 'connection: keep-alive')).toMatchObject({ closes: true, old: true });
    expect(told(post, host, 'connection: Upgrade', 'upgrade: websocket')).toMatchObject({ switches: true });
    expect(told(post, host, 'upgrade: websocket')).toMatchObject({ switches: false });
    expect(told(post, host, 'connection: Upgrade, HTTP2-Settings', 'upgrade: h2c')).toMatchObject({ switches: false });
    expect(told(post, host, 'expect: 100-Continue', 'content-length: 3')).toMatchObject({ waits: true });
    expect(told(post, host, 'expect: 100-continue')).toMatchObject({ waits: false });
    expect(told('POST / HTTP/1.0', 'expect: 100-continue', 'content-length: 3')).toMatchObject({ waits: false });
  });
});

it('what is read as whole requests is read so by Node as well', async () => {
  const good = fc.constantFrom(
    'POST /a HTTP/1.1\r\nhost: h\r\nContent-Length: 3\r\nx: y\r\n\r\nabc',
    'POST /b?c HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nz: 1\r\n\r\n',
    'GET /d HTTP/1.1\r\nHost: h\r\nX: 1\r\nx: 2\r\ncookie: a=b\r\ncookie: c\r\n\r\n',
    'PUT /e HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\nexpect: 100-continue\r\n\r\n',
  );
  const noise = fc.constantFrom(
    ...[
      '\r\n',
      '\n',
      '\r',
      '\0',
      ' ',
      '\t',
      ':',
      ',',
      ';',
      'a',
      '0',
      '3',
      '\u00fc',
      '\u0085',
      '/',
      '#',
      '%',
      '"',
      '\x7f',
    ],
    ...['content-length: 3\r\n', 'transfer-encoding: chunked\r\n', 'x: y\r\n', ' folded\r\n', 'abc', '0\r\n\r\n'],
  );
  let theirs: string[] = [];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('latin1');
    incoming.on('data', (piece: string) => (body += piece));
    incoming.on('end', () => {
      const { method, url, headers } = incoming;
      theirs.push(JSON.stringify([method, url, headers, body]));
      outgoing.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let compared = 0;
  try {
    const mistakes = fc.array(fc.tuple(fc.nat(400), fc.nat(3), noise), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(good, { minLength: 1, maxLength: 3 }), mistakes, async (list, wrong) => {
        let all = list.join('');
        for (const [at, length, piece] of wrong) {
          const place = at % all.length;
          all = `${all.slice(0, place)}${piece}${all.slice(place + length)}`;
        }
        const bytes = Buffer.from(all, 'latin1');
        const mine = read(bytes);
        if (mine.refused !== undefined || mine.half || mine.requests.length === 0) return;
        theirs = [];
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        socket.write(bytes);
        socket.write('GET /last HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n');
        socket.resume();
        await once(socket, 'close');
        const ours = mine.requests.map(({ method, path, headers, body }) =>
          JSON.stringify([method, path, headers, body]),
        );
        // It may refuse more, as the signs that a chunk's extension may hold, and never read anything else.
        const refused = theirs.at(-1)?.includes('/last') !== true;
        if (!refused) compared += 1;
        expect(refused ? theirs : theirs.slice(0, -1), JSON.stringify(bytes.toString('latin1'))).toEqual(
          refused ? ours.slice(0, theirs.length) : ours,
        );
      }),
      { numRuns: 1000 },
    );
    expect(compared).toBeGreaterThan(100);
  } finally {
    server.close();
  }
});
