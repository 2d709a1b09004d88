import { createHash } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { protocolIds, translations, type ProtocolId } from '../../src/protocols/protocols.ts';
import { question, startRawBackend, startRelay, streams, upstream, type Answer } from '../support/relay.ts';

/** The same numbers on each run. */
function numbers(seed: string): (below: number) => number {
  let count = 0;
  return (below) => {
    count += 1;
    return createHash('sha256').update(`${seed} ${count}`).digest().readUInt32BE(0) % below;
  };
}

const pairs = protocolIds.flatMap((from) => [from, ...translations[from]].map((to) => [from, to] as const));
const rounds = Math.ceil(1000 / pairs.length);

/** What a server, or whatever stands in its place, may send: a good answer with something wrong in it. */
function broken(
  protocol: ProtocolId,
  random: (below: number) => number,
): { readonly bytes: Buffer; readonly ends: 'closes' | 'resets' } {
  const body = spoilt(Buffer.from(streams[protocol]), random);
  const status = [200, 200, 200, 200, 204, 400, 401, 429, 500, 529, 302, 999][random(12)];
  const type = ['text/event-stream', 'text/event-stream', 'application/json', 'text/html', ''][random(5)];
  const length =
    [
      `content-length: ${body.length}`,
      `content-length: ${body.length + random(50)}`,
      'transfer-encoding: chunked',
      'content-length: -1',
      '',
    ][random(5)] ?? '';
  const encoding = ['', '', '', 'content-encoding: gzip\r\n', 'content-encoding: zstd\r\n'][random(5)] ?? '';
  const head = `HTTP/1.1 ${status} X\r\ncontent-type: ${type}\r\n${encoding}${length === '' ? '' : `${length}\r\n`}connection: close\r\n\r\n`;
  const chunked = length.startsWith('transfer') && random(3) > 0;
  const payload = chunked
    ? Buffer.concat([
        Buffer.from(`${body.length.toString(16)}\r\n`),
        body,
        Buffer.from(random(2) === 0 ? '\r\n0\r\n\r\n' : ''),
      ])
    : body;
  const all = random(12) === 0 ? randomBytes(random, 300) : Buffer.concat([Buffer.from(head), payload]);
  return {
    bytes: random(6) === 0 ? all.subarray(0, random(all.length + 1)) : all,
    ends: random(3) === 0 ? 'resets' : 'closes',
  };
}

function spoilt(body: Buffer, random: (below: number) => number): Buffer {
  switch (random(8)) {
    case 0:
      return body.subarray(0, random(body.length));
    case 1:
      return Buffer.concat([
        body.subarray(0, random(body.length)),
        randomBytes(random, 40),
        body.subarray(random(body.length)),
      ]);
    case 2:
      return Buffer.from(
        body
          .toString()
          .replaceAll(/"(?:delta|choices|response|parts|usage\w*|content)":/g, () =>
            random(3) === 0 ? '"x":' : '"content":',
          ),
      );
    case 3:
      return Buffer.from(
        body
          .toString()
          .replaceAll(/\d+|"[a-z_.]+"/g, (text) =>
            random(6) === 0 ? (['null', '-1', '1e999', '[]', '{}', '""'][random(6)] ?? text) : text,
          ),
      );
    case 4:
      return Buffer.from('data: {"error":{"message":"no","code":{}}}\n\n');
    case 5:
      return Buffer.from(
        JSON.stringify([[], null, { choices: 5 }, 'text', { type: 'error' }, { candidates: [null] }][random(6)]),
      );
    case 6:
      return Buffer.concat([body, body]);
    default:
      return body;
  }
}

function randomBytes(random: (below: number) => number, most: number): Buffer {
  return Buffer.from(Array.from({ length: random(most) }, () => random(256)));
}

it.each(pairs)(`${rounds} broken answers of a gateway end in the agent's protocol: %s to %s`, async (from, to) => {
  const random = numbers(`${from} ${to}`);
  let now = broken(to, random);
  await using backend = await startRawBackend((socket) => {
    socket.write(now.bytes, () => (now.ends === 'resets' ? socket.resetAndDestroy() : socket.end()));
  });
  await using relay = await startRelay([upstream(backend.origin, to, 'm')]);
  const { path, body } = question(from, 'm');
  for (let round = 0; round < rounds; round += 1) {
    now = broken(to, random);
    const answer = await relay.ask(path, {
      ...body,
      messages: [{ role: 'user', content: `${round}` }],
      input: `${round}`,
      contents: [{ role: 'user', parts: [{ text: `${round}` }] }],
    });
    expect(answer.status, now.bytes.toString('latin1')).toBeGreaterThanOrEqual(200);
    if (from !== to) expect(ended(answer, from), `${now.bytes.toString('latin1')}\n→\n${answer.text}`).toBe(true);
  }
  // The client has its answer before the ledger has its line.
  await vi.waitFor(() => expect(relay.entries()).toHaveLength(rounds), { timeout: 5000, interval: 20 });
  for (const { usage } of relay.entries()) {
    for (const count of Object.values(usage)) expect(Number.isFinite(count)).toBe(true);
  }
});

/** A translated answer is whole in its own protocol, whatever came: an end or an error, in JSON that parses. */
function ended({ text, status, headers }: Answer, protocol: ProtocolId): boolean {
  if (!String(headers['content-type']).startsWith('text/event-stream'))
    return status >= 400 && parseJson(text) !== undefined;
  const lines = text.split('\n').filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]');
  const last = lines.at(-1)?.slice('data: '.length) ?? '';
  if (lines.some((line) => parseJson(line.slice('data: '.length)) === undefined)) return false;
  return {
    'anthropic-messages': /"type":"(message_stop|error)"/,
    'openai-responses': /"type":"response\.(completed|failed|incomplete)"/,
    'openai-chat': /"error"|"finish_reason":"/,
    gemini: /"error"|"finishReason":"/,
  }[protocol].test(last);
}
