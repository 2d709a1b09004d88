import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { parseJson, textAt } from '../../src/json-path.ts';
import { protocolIds, translations, type ProtocolId } from '../../src/protocols/protocols.ts';
import { question, startBackend, startRawBackend, startRelay, streams, upstream } from '../support/relay.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const page = '\n<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Welcome to the Wi-Fi</body></html>';
const pairs = protocolIds.flatMap((from) => [from, ...translations[from]].map((to) => [from, to] as const));

/** A request that a translator takes, answered in one piece or as events. */
function asked(protocol: ProtocolId, stream: boolean): { readonly path: string; readonly body: object } {
  const { path } = question(protocol, 'm');
  const words = [{ role: 'user', content: 'x' }];
  const bodies = {
    'anthropic-messages': { model: 'm', stream, max_tokens: 9, messages: words },
    'openai-responses': { model: 'm', stream, input: 'x' },
    'openai-chat': { model: 'm', stream, messages: words },
    gemini: { contents: [{ role: 'user', parts: [{ text: 'x' }] }] },
  };
  const whole = path.replace('streamGenerateContent?alt=sse', 'generateContent');
  return { path: stream ? path : whole, body: bodies[protocol] };
}

it.each(pairs.flatMap(([from, to]) => [true, false].map((stream) => [from, to, stream] as const)))(
  'a page in place of an answer is told as one, so that the agent stops: %s to %s, streamed %s',
  async (from, to, stream) => {
    await using portal = await startBackend((_request, response) => response.writeHead(200, html).end(page));
    await using relay = await startRelay([upstream(portal.origin, to, 'm')], { refusal: 400 });
    const { path, body } = asked(from, stream);
    const answer = await relay.ask(path, body);
    expect(answer).toMatchObject({ status: 400, headers: { 'x-should-retry': 'false' } });
    const said = textAt(parseJson(answer.text), 'error', 'message') ?? '';
    expect(said).toContain(`${new URL(portal.origin).host} answered with a page, not with Compatible server's API.`);
    expect(said).toContain('a captive portal may stand in front of it');
    expect(relay.entries()).toMatchObject([{ outcome: 'failed', status: 502, usage: {} }]);
  },
);

it('a page that does not call itself one is told as one, too, where the answer is read as a whole', async () => {
  await using portal = await startBackend((_request, response) => response.writeHead(200).end(page));
  await using relay = await startRelay([upstream(portal.origin, 'openai-chat', 'm')]);
  const { path, body } = asked('anthropic-messages', false);
  expect(await relay.ask(path, body)).toMatchObject({ status: 403, text: expect.stringContaining('with a page') });
});

it.each([
  ['packed', { 'content-encoding': 'gzip' }, [gzipSync(page)]],
  ['that begins with blanks', {}, [Buffer.from('\n \n'), Buffer.from(' '), Buffer.from(page)]],
])('a page %s is told as one over the same protocol, too', async (_what, headers, pieces) => {
  await using portal = await startBackend((_request, response) => {
    response.writeHead(200, { ...html, ...headers });
    const next = (index: number): void => {
      if (index === pieces.length) return void response.end();
      response.write(pieces[index], () => setImmediate(next, index + 1));
    };
    next(0);
  });
  await using relay = await startRelay([upstream(portal.origin, 'openai-chat', 'm')]);
  const { path, body } = asked('openai-chat', true);
  expect(await relay.ask(path, body)).toMatchObject({ status: 403, text: expect.stringContaining('with a page') });
});

it('words that are no JSON are not told as an answer that broke off', async () => {
  await using backend = await startBackend((_request, response) => response.writeHead(200).end('OK'));
  await using relay = await startRelay([upstream(backend.origin, 'openai-chat', 'm')]);
  const { path, body } = asked('anthropic-messages', false);
  expect(await relay.ask(path, body)).toMatchObject({ status: 502, text: expect.stringContaining('is no JSON') });
});

it.each(pairs)('events that call themselves a page are an answer all the same: %s to %s', async (from, to) => {
  const whole = Buffer.from(streams[to]);
  await using backend = await startBackend((_request, response) => {
    response.writeHead(200, html);
    for (let index = 0; index < whole.length; index += 50) response.write(whole.subarray(index, index + 50));
    response.end();
  });
  await using relay = await startRelay([upstream(backend.origin, to, 'm')]);
  const { path, body } = asked(from, true);
  const answer = await relay.ask(path, body);
  expect(answer).toMatchObject({ status: 200, broke: false, text: expect.stringContaining('Grüße') });
  if (from === to) expect(answer.bytes.equals(whole)).toBe(true);
});

it('a page that breaks off before its first word is told as that', async () => {
  await using dying = await startRawBackend((socket) => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100\r\n\r\n';
    socket.write(head, () => setTimeout(() => socket.resetAndDestroy(), 20));
  });
  await using relay = await startRelay([upstream(dying.origin, 'openai-chat', 'm')]);
  const { path, body } = asked('anthropic-messages', true);
  expect((await relay.ask(path, body)).text).toContain('broke the connection off');
});

it('another gateway answers in place of a page', async () => {
  await using portal = await startBackend((_request, response) => response.writeHead(200, html).end(page));
  await using backup = await startBackend((_request, response) => response.writeHead(200).end(streams['openai-chat']));
  const fallbacks = [upstream(backup.origin, 'openai-chat', 'other')];
  await using relay = await startRelay([upstream(portal.origin, 'openai-chat', 'm')], { fallbacks });
  const { path, body } = asked('anthropic-messages', true);
  expect(await relay.ask(path, body)).toMatchObject({ status: 200, text: expect.stringContaining('Grüße') });
  expect(relay.entries()).toMatchObject([{ model: 'other', because: 'fallback after 502' }]);
});

it('a page that was asked for goes on as it came', async () => {
  await using backend = await startBackend((_request, response) => response.writeHead(200, html).end(page));
  await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')]);
  expect(await relay.ask('/docs', undefined)).toMatchObject({ status: 200, text: page });
});
