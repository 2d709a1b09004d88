import { describe, expect, it } from 'vitest';
import { jetway } from '../support/jetway.ts';
import { question, startBackend, startRelay, streams, upstream } from '../support/relay.ts';

// LiteLLM hands on a provider's headers as `llm_provider-…` (1.108.7), and Codex gives up at a 429 without `retry-after`.
const name = 'llm_provider-retry-after';
const json = { 'content-type': 'application/json' };

describe('where the gateway hands on its provider’s retry-after under a name of its own', () => {
  it.each([
    ['openai-responses', 429, { [name]: '7' }, '7'],
    ['openai-responses', 503, { 'LLM_Provider-Retry-After': '9' }, '9'],
    ['openai-chat', 429, { [name]: '7', 'retry-after': '2' }, '2'],
    ['openai-chat', 429, {}, undefined],
  ] as const)('the agent is told it: over %s, %d with %j', async (from, status, headers, wait) => {
    await using busy = await startBackend((_request, response) =>
      response.writeHead(status, { ...json, ...headers }).end('{"error":{"message":"slow down"}}'),
    );
    const { path } = question(from, 'm');
    const body = { model: 'm', stream: true, input: 'x', messages: [{ role: 'user', content: 'x' }] };
    // As it came, and translated.
    for (const to of new Set([from, 'openai-chat'] as const)) {
      const m = { ...upstream(busy.origin, to, 'm'), providerRetryAfter: name };
      await using relay = await startRelay([m]);
      const answer = await relay.ask(path, body);
      expect([answer.status, answer.headers['retry-after']], to).toEqual([status, wait]);
      expect(answer.text).toContain('slow down');
    }
  });

  it('and waits itself before a fallback is asked', async () => {
    let times = 0;
    await using busy = await startBackend((_request, response) => {
      times += 1;
      if (times === 1) response.writeHead(429, { [name]: '0' }).end('{}');
      else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(streams['openai-chat']);
    });
    const m = { ...upstream(busy.origin, 'openai-chat', 'm'), providerRetryAfter: name };
    const fallbacks = [upstream('http://127.0.0.1:9', 'openai-chat', 'other')];
    await using relay = await startRelay([m], { fallbacks });
    const { path, body } = question('openai-chat', 'm');
    expect((await relay.ask(path, body)).status).toBe(200);
    expect(times).toBe(2);
  });

  it('elsewhere the same header means nothing', async () => {
    await using busy = await startBackend((_request, response) => response.writeHead(429, { [name]: '7' }).end('{}'));
    await using relay = await startRelay([upstream(busy.origin, 'openai-chat', 'm')]);
    const { path, body } = question('openai-chat', 'm');
    expect((await relay.ask(path, body)).headers).not.toHaveProperty('retry-after');
  });
});

it.each([
  ['the gateway', 'litellm', []],
  ['a fallback', 'compatible', ['profile:spare/m']],
])('%s that is LiteLLM is such a one', async (_what, gateway, fallback) => {
  await using busy = await startBackend((_request, response) =>
    response.writeHead(429, { ...json, [name]: '77' }).end('{"error":{"message":"slow down"}}'),
  );
  await using down = await startBackend((_request, response) => response.writeHead(503, json).end('{}'));
  await using here = await jetway();
  here.program('vault', "console.log('other-key-77')");
  here.program(
    'client',
    `const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key } = process.env;
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
    fetch(base + '/chat/completions', { method: 'POST', headers: { authorization: 'Bearer ' + key }, body })
      .then(({ headers }) => (process.exitCode = Number(headers.get('retry-after'))));`,
  );
  const url = gateway === 'litellm' ? busy.origin : down.origin;
  const settings = gateway === 'litellm' ? { 'base-url': url } : { 'base-url': url, protocols: 'openai-chat' };
  const spare = {
    gateway: 'litellm',
    settings: { 'base-url': busy.origin },
    models: {},
    keyCommand: [`${here.prefix}/bin/vault`],
  };
  const profiles = { work: { gateway, settings, models: {}, fallback }, spare };
  here.home.write('.config/jetway/config.json', JSON.stringify({ schemaVersion: 1, current: 'work', profiles }));
  const { code, stderr } = await here.run(['relay', '-m', 'm', '--', 'client'], { env: { JETWAY_API_KEY: 'k' } });
  expect({ code, stderr }).toMatchObject({ code: 77 });
});
