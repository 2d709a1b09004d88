import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Said } from '../../src/protocols/said.ts';
import { parseJson, textAt } from '../../src/json-path.ts';
import { protocolIds } from '../../src/protocols/protocols.ts';
import {
  gatewayKey,
  question,
  send,
  startBackend,
  startRawBackend,
  startRelay,
  streams,
  upstream,
} from '../support/relay.ts';

const sse = { 'content-type': 'text/event-stream' };

describe.each(protocolIds)('a relay, %s on both sides', (protocol) => {
  it('hands every byte on as it came, cut anywhere, and notes what was used', async () => {
    const whole = Buffer.from(streams[protocol]);
    await using backend = await startBackend((_request, response) => {
      response.writeHead(200, { ...sse, 'x-request-id': 'abc', 'set-cookie': ['a=1', 'b=2'] });
      // In the middle of a character, among other places.
      for (let index = 0; index < whole.length; index += 7) response.write(whole.subarray(index, index + 7));
      response.end();
    });
    await using relay = await startRelay([upstream(backend.origin, protocol, 'some/model')]);
    const { path, body } = question(protocol, 'some/model');
    const sent = Buffer.from(`${JSON.stringify(body).slice(0, -1)}  ,"x":"\\u00fc \\"model\\":1"}`);
    const answer = await relay.ask(`${path}${path.includes('?') ? '&' : '?'}beta=true`, sent, {
      'x-agent': 'kept',
      'accept-encoding': 'gzip',
    });
    expect(answer).toMatchObject({ status: 200, broke: false });
    expect(answer.bytes.equals(whole)).toBe(true);
    expect(answer.headers).toMatchObject({
      'x-request-id': 'abc',
      'set-cookie': ['a=1', 'b=2'],
      'content-type': 'text/event-stream',
    });
    const [received] = backend.requests;
    expect(received?.body.equals(sent)).toBe(true);
    expect(received?.path).toBe(`${path}${path.includes('?') ? '&' : '?'}beta=true`);
    expect(received?.headers).toMatchObject({
      authorization: `Bearer ${gatewayKey}`,
      'accept-encoding': 'identity',
      'x-agent': 'kept',
      'x-session': 'attributed',
    });
    expect(JSON.stringify(received)).not.toContain(relay.token);
    const { usage, ...entry } = relay.entries()[0] ?? { usage: undefined };
    expect(usage).toEqual({
      input: 100,
      cached: 50,
      output: 9,
      ...(protocol === 'anthropic-messages' ? { cacheWritten: 20 } : { reasoning: 4 }),
    });
    expect(entry).toMatchObject({
      asked: 'some/model',
      model: 'some/model',
      answered: 'served',
      status: 200,
      outcome: 'whole',
      attempts: 1,
    });
    const written = protocol === 'anthropic-messages' ? 30 : 50;
    const writing = protocol === 'anthropic-messages' ? 20 : 0;
    expect(entry).toHaveProperty('estimatedUsd', (written * 2 + writing * 2 + 50 * 0.2 + 90) / 1_000_000);
  });

  it('hands nothing on that is of the line to it alone, either way', async () => {
    await using backend = await startBackend((_request, response) =>
      response.writeHead(200, { ...sse, connection: 'X-Hop, keep-alive', 'x-hop': '1' }).end(streams[protocol]),
    );
    await using relay = await startRelay([upstream(backend.origin, protocol, 'm')]);
    const { path, body } = question(protocol, 'm');
    // As Java's client has it with every request.
    const offer = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAEAAEAA' };
    const { status, headers } = await relay.ask(path, body, offer);
    expect({ status, hop: headers['x-hop'] }).toEqual({ status: 200, hop: undefined });
    const names = Object.keys(backend.requests[0]?.headers ?? {});
    expect(names).toContain('x-session');
    for (const name of ['upgrade', 'http2-settings']) expect(names).not.toContain(name);
  });

  it('hands an error on as it came', async () => {
    await using backend = await startBackend((_request, response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7' }).end('{"error": "slow down"}');
    });
    await using relay = await startRelay([upstream(backend.origin, protocol, 'm')]);
    const { path, body } = question(protocol, 'm');
    const answer = await relay.ask(path, body);
    expect(answer).toMatchObject({ status: 429, text: '{"error": "slow down"}' });
    expect(answer.headers['retry-after']).toBe('7');
    expect(backend.requests).toHaveLength(1);
    expect(relay.entries()).toMatchObject([{ status: 429, outcome: 'failed', usage: {} }]);
  });

  it.each([
    ['without a length', {}],
    ['whose length is told', { 'content-length': '100000' }],
  ])(
    'ends a stream %s and whose line dies with an error in the protocol, and marks it as cut',
    async (_what, length) => {
      const half = streams[protocol].slice(0, -40);
      await using backend = await startBackend((_request, response) => {
        response.writeHead(200, { ...sse, ...length });
        response.write(half, () => response.destroy());
      });
      await using relay = await startRelay([upstream(backend.origin, protocol, 'm')]);
      const { path, body } = question(protocol, 'm');
      const answer = await relay.ask(path, body);
      expect(answer).toMatchObject({ status: 200, broke: false });
      expect(answer.text.startsWith(half)).toBe(true);
      const last =
        answer.text
          .trim()
          .split('\n')
          .at(-1)
          ?.replace(/^data: /, '') ?? '';
      const event = parseJson(last);
      expect(textAt(event, 'error', 'message') ?? textAt(event, 'response', 'error', 'message')).toContain(
        'broke the connection off',
      );
      expect(relay.entries()).toMatchObject([{ outcome: 'cut' }]);
    },
  );

  it('says in the protocol that nothing listens', async () => {
    await using relay = await startRelay([upstream('http://127.0.0.1:9', protocol, 'm')]);
    const { path, body } = question(protocol, 'm');
    const answer = await relay.ask(path, body);
    expect(answer.status).toBe(502);
    expect(textAt(parseJson(answer.text), 'error', 'message')).toContain('Nothing listens at');
    expect(relay.entries()).toMatchObject([{ outcome: 'failed', usage: {} }]);
  });
});

describe('a relay lets in', () => {
  const silent = upstream('http://127.0.0.1:9', 'anthropic-messages', 'm');
  const { path, body } = question('anthropic-messages', 'm');

  it('nobody without its token', async () => {
    await using relay = await startRelay([silent]);
    const wrong = [
      {},
      { authorization: 'Bearer nope' },
      { 'x-api-key': `${relay.token}x` },
      { 'x-api-key': relay.token.slice(1) },
      { cookie: relay.token },
    ];
    for (const headers of wrong) {
      const answer = await send(`${relay.origin}${path}`, body, headers);
      expect(answer.status).toBe(401);
      expect(answer.text).toContain('authentication_error');
    }
    expect(relay.entries()).toEqual([]);
  });

  it('no web page, not even one that knows the token', async () => {
    await using relay = await startRelay([silent]);
    for (const origin of ['https://evil.example', 'null', relay.origin]) {
      expect((await relay.ask(path, body, { origin })).status).toBe(403);
    }
  });

  it('nobody who asked for another host', async () => {
    await using relay = await startRelay([silent]);
    const port = new URL(relay.origin).port;
    for (const host of ['evil.example', `localhost:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`]) {
      expect((await relay.ask(path, body, { host })).status).toBe(403);
    }
  });

  it('the token in each header that agents use', async () => {
    await using backend = await startBackend((_request, response) => response.end('{}'));
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')]);
    for (const name of ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key']) {
      expect((await send(`${relay.origin}${path}`, body, { [name]: relay.token })).status).toBe(200);
    }
    expect(
      (await send(`${relay.origin}${path}`, body, { authorization: `Bearer ${relay.token}`, 'x-goog-api-key': '' }))
        .status,
    ).toBe(200);
  });

  it('no body over 64 MiB, and goes on', async () => {
    await using backend = await startBackend((_request, response) => response.end('{}'));
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')]);
    expect((await relay.ask(path, Buffer.alloc(65 * 1024 * 1024, 32))).status).toBe(413);
    expect((await relay.ask(path, body)).status).toBe(200);
  });

  it.each(['identity', 'Identity', 'identity, IDENTITY', ' ', ','])(
    'a request that says that it is not packed: %j',
    async (coding) => {
      await using backend = await startBackend((_request, response) => response.end('{}'));
      await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')]);
      expect((await relay.ask(path, body, { 'content-encoding': coding })).status).toBe(200);
      expect(backend.requests[0]?.headers).not.toHaveProperty('content-encoding');
    },
  );

  it('no packed request, no upgrade, and follows no redirect', async () => {
    await using backend = await startBackend((_request, response) =>
      response.writeHead(307, { location: 'https://elsewhere.example/' }).end(),
    );
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')]);
    for (const coding of ['zstd', 'GZIP', 'x-gzip', 'identity, gzip']) {
      const answer = await relay.ask(path, body, { 'content-encoding': coding });
      expect(answer).toMatchObject({ status: 415, headers: { 'accept-encoding': 'identity' } });
      expect(answer.text).toContain(`not packed (content-encoding: ${coding === 'zstd' ? 'zstd' : 'gzip'})`);
    }
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
    expect(await relay.ask(path, undefined, upgrade)).toMatchObject({ status: 426, text: '' });
    expect(backend.requests).toEqual([]);
    expect(await relay.ask(path, body)).toMatchObject({ status: 502, text: expect.stringContaining('redirects to') });
  });
});

it.each([
  ['X-Gzip', (bytes: Buffer) => gzipSync(bytes)],
  ['identity, gzip', (bytes: Buffer) => gzipSync(bytes)],
  ['gzip, br', (bytes: Buffer) => brotliCompressSync(gzipSync(bytes))],
  ['utf-8', (bytes: Buffer) => bytes],
])('a relay translates an answer that is packed all the same, as %s', async (coding, pack) => {
  await using backend = await startBackend((_request, response) =>
    response.writeHead(200, { ...sse, 'content-encoding': coding }).end(pack(Buffer.from(streams['openai-chat']))),
  );
  await using relay = await startRelay([upstream(backend.origin, 'openai-chat', 'm')]);
  const { path } = question('anthropic-messages', 'm');
  const asked = { model: 'm', max_tokens: 9, stream: true, messages: [{ role: 'user', content: 'x' }] };
  expect((await relay.ask(path, asked)).text).toContain('Grüße');
  expect(relay.entries()).toMatchObject([{ outcome: 'whole', usage: { output: 9 } }]);
});

describe('a relay keeps the rules', () => {
  const answered = async (): ReturnType<typeof startBackend> =>
    startBackend((_request, response) => response.writeHead(200, sse).end(streams['anthropic-messages']));
  const { path, body } = question('anthropic-messages', 'm');

  it('by refusing a model that is not allowed, so that the agent stops at once', async () => {
    await using backend = await answered();
    const models = [
      upstream(backend.origin, 'anthropic-messages', 'm'),
      upstream(backend.origin, 'anthropic-messages', 'claude-x'),
    ];
    await using relay = await startRelay(models, { rules: { models: ['claude-*'] } });
    const refused = await relay.ask(path, body);
    expect(refused).toMatchObject({
      status: 403,
      text: expect.stringContaining('not among the models that --allow-models'),
    });
    expect(refused.headers['x-should-retry']).toBe('false');
    const allowed = question('anthropic-messages', 'claude-x').body;
    const twice = JSON.stringify(allowed).replace(/\}$/, ',"model":"m"}');
    for (const sent of [twice, { ...allowed, models: ['m'] }]) {
      expect((await relay.ask(path, sent)).status).toBeGreaterThanOrEqual(400);
    }
    expect((await relay.ask(path, allowed)).status).toBe(200);
    expect(backend.requests).toHaveLength(1);
    const told = relay.entries().map(({ outcome, because }) => [outcome, because]);
    expect(told).toEqual([...Array.from({ length: 3 }, () => ['refused', 'rule model']), ['whole', undefined]]);
  });

  it.each(['/v1//messages', '/v1/messages/', '/v1/%6dessages?x=%2F'])(
    'in another spelling too: %s',
    async (spelled) => {
      await using backend = await answered();
      const models = ['m', 'claude-x'].map((model) => upstream(backend.origin, 'anthropic-messages', model));
      await using relay = await startRelay(models, { rules: { models: ['claude-*'] } });
      expect((await relay.ask(spelled, body)).status).toBe(403);
      expect((await relay.ask(spelled, question('anthropic-messages', 'claude-x').body)).status).toBe(200);
      expect(backend.requests.map((one) => one.path.split('?')[0])).toEqual(['/v1/messages']);
      expect(relay.entries().map(({ outcome }) => outcome)).toEqual(['refused', 'whole']);
    },
  );

  it.each(['/v1', '/v1alpha'])('for what a library of Google’s asks of another version: %s', async (version) => {
    await using backend = await startBackend((_request, response) => response.writeHead(200, sse).end(streams.gemini));
    const models = ['m', 'gemini-x'].map((model) => upstream(backend.origin, 'gemini', model));
    await using relay = await startRelay(models, { rules: { models: ['gemini-*'] } });
    const ask = async (model: string): Promise<number> => {
      const { path: usual, body: contents } = question('gemini', model);
      return (await relay.ask(usual.replace('/v1beta', version), contents)).status;
    };
    expect([await ask('m'), await ask('gemini-x')]).toEqual([403, 200]);
    expect(backend.requests.map((one) => one.path)).toEqual([question('gemini', 'gemini-x').path]);
    expect(relay.entries().map(({ outcome }) => outcome)).toEqual(['refused', 'whole']);
  });

  it.each([
    ['--allow-models', { models: ['m'] }],
    ["Jetway's budget", { limits: [{ per: 'session', budget: { unit: 'tokens', amount: 200 } }] }],
  ] as const)('by refusing what %s can not be kept of', async (name, rules) => {
    await using backend = await startBackend((_request, response) => response.end('{"data":[]}'));
    await using relay = await startRelay([upstream(backend.origin, 'openai-chat', 'm')], {
      protocols: ['openai-chat'],
      rules,
    });
    const refused = await relay.ask('/v1/embeddings', { model: 'm', input: 'x' });
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining(`${name} can't be kept of POST`) });
    expect((await relay.ask('/v1/models', undefined)).status).toBe(200);
    expect(backend.requests.map((one) => one.path)).toEqual(['/v1/models']);
  });

  it.each([
    [{ unit: 'tokens', amount: 200 }, 2],
    [{ unit: 'usd', amount: 0.0002 }, 1],
  ] as const)('by stopping at a budget of %o', async (budget, letThrough) => {
    await using backend = await answered();
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')], {
      rules: { limits: [{ per: 'session', budget }] },
      refusal: 400,
    });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await relay.ask(path, { ...body, index })).status);
    expect(statuses).toEqual([
      ...Array.from({ length: letThrough }, () => 200),
      ...Array.from({ length: 4 - letThrough }, () => 400),
    ]);
    const last = await relay.ask(path, body);
    expect(last.text).toContain("Jetway's budget for this session is used up");
    expect(backend.requests).toHaveLength(letThrough);
    expect(relay.entries().at(-1)).toMatchObject({ outcome: 'refused', because: 'rule budget' });
  });

  it('by counting what other sessions of the day and profile have used', async () => {
    await using backend = await answered();
    const rules = { limits: [{ per: 'day', budget: { unit: 'tokens', amount: 150 }, profiles: ['work'] }] } as const;
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')], {
      rules,
      profile: 'work',
    });
    expect((await relay.ask(path, body)).status).toBe(200);
    const [entry] = relay.entries();
    const file = [...relay.home.snapshot().keys()].find((name) => name.includes('/ledger/')) ?? '';
    const append = (profile: string): void =>
      relay.system.files.append(
        `${relay.home.path}/${file}`,
        `${JSON.stringify({ ...entry, session: 'other', profile })}\n`,
      );
    append('home');
    expect((await relay.ask(path, { ...body, n: 1 })).status).toBe(200);
    append('work');
    const refused = await relay.ask(path, { ...body, n: 2 });
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('budget for today is used up') });
  });

  it('by stopping a request that was answered again and again', async () => {
    await using backend = await answered();
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')]);
    const statuses = [];
    for (let index = 0; index < 14; index += 1) statuses.push((await relay.ask(path, body)).status);
    expect(statuses.slice(0, 12).every((status) => status === 200)).toBe(true);
    expect(statuses.slice(12)).toEqual([403, 403]);
    expect((await relay.ask(path, { ...body, other: true })).status).toBe(200);
    const program = { mayRepeat: true };
    await using open = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')], program);
    for (let index = 0; index < 14; index += 1) expect((await open.ask(path, body)).status).toBe(200);
  });
});

describe('models by role', () => {
  const models = ['large', 'small', 'vast'];
  const roles = {
    subagent: 'small',
    cheap: { over: 50, model: 'small' },
    long: { from: 2000, model: 'vast' },
  } as const;
  /** The model that a gateway is asked for, and what the ledger says of it. */
  const asked = async (
    requests: readonly {
      readonly text: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly model?: string;
    }[],
    more: Parameters<typeof startRelay>[1] = { roles },
  ): Promise<readonly unknown[]> => {
    await using backend = await startBackend((_request, response) =>
      response.writeHead(200, sse).end(streams['anthropic-messages']),
    );
    await using relay = await startRelay(
      models.map((model) => upstream(backend.origin, 'anthropic-messages', model)),
      more,
    );
    const { path, body } = question('anthropic-messages', 'large');
    for (const { text, headers = {}, model = 'large' } of requests) {
      await relay.ask(path, { ...body, model, messages: [{ role: 'user', content: text }] }, headers);
    }
    const sent = backend.requests.map((one) => textAt(parseJson(one.body.toString('utf8')), 'model'));
    return relay.entries().map((entry, index) => [sent[index], entry.asked, entry.model, entry.because]);
  };
  const helper = { 'x-claude-code-agent-id': 'a1' };

  it.each([
    ['the main model without one', 'short', {}, ['large', 'large', 'large', undefined]],
    [
      'that of a subagent of OpenCode',
      'short',
      { 'x-parent-session-id': 's' },
      ['small', 'large', 'small', 'role subagent'],
    ],
    ['the small one for a subagent', 'short', helper, ['small', 'large', 'small', 'role subagent']],
    ['the one with the long window', 'word '.repeat(4000), {}, ['vast', 'large', 'vast', 'role long']],
    ['a subagent before the length', 'word '.repeat(4000), helper, ['small', 'large', 'small', 'role subagent']],
  ])('are %s', async (_name, text, headers, expected) => {
    expect(await asked([{ text, headers }])).toEqual([expected]);
  });

  it.each([
    ['by its requests', { main: 'large', isPlanning: ({ turns }: Said) => turns.at(-1)?.text === 'plan' }, 'large'],
    ['by its own means', { main: 'large' }, 'vast'],
  ])('are those of plan mode where the agent tells %s', async (_name, planSigns, named) => {
    const two = [{ text: 'plan', model: named }, { text: 'work' }, { text: 'plan', model: 'small' }];
    const more = { roles: { plan: 'vast' }, planSigns };
    expect(await asked(two, more)).toEqual([
      ['vast', named, 'vast', 'role plan'],
      ['large', 'large', 'large', undefined],
      ['small', 'small', 'small', undefined],
    ]);
  });

  it('are cheap once so much of the budget is used', async () => {
    const rules = { limits: [{ per: 'session', budget: { amount: 200, unit: 'tokens' } }] } as const;
    const two = [{ text: 'one' }, { text: 'two' }];
    expect(await asked(two, { roles, rules })).toEqual([
      ['large', 'large', 'large', undefined],
      ['small', 'large', 'small', 'role cheap'],
    ]);
  });

  it('stay within the list of allowed models', async () => {
    const seen = await asked([{ text: 'short', headers: helper }], { roles, rules: { models: ['large'] } });
    expect(seen).toEqual([[undefined, 'large', 'small', 'role subagent, rule model']]);
  });
});

describe('thoughts that another model sealed', () => {
  const call = { type: 'tool_use', id: 't1', name: 'ls', input: {} };
  const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'foreign' };
  const refused = {
    'anthropic-messages': 'messages.1.content.0: Invalid `signature` in `thinking` block',
    'openai-responses': 'The encrypted content foreign could not be verified. (invalid_encrypted_content)',
    gemini: 'Thought signature is not valid.',
  } as const;
  const bodies = {
    'anthropic-messages': {
      thinking: { type: 'enabled', budget_tokens: 2000 },
      context_management: { edits: [{ type: 'clear_thinking_20251015' }] },
      messages: [
        { role: 'user', content: 'list' },
        { role: 'assistant', content: [thinking, call] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'a' }] },
      ],
    },
    'openai-responses': {
      input: [
        { role: 'user', content: 'list' },
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'foreign' },
        { type: 'function_call', call_id: 'c1', name: 'ls', arguments: '{}' },
      ],
    },
    gemini: {
      contents: [
        { role: 'model', parts: [{ functionCall: { name: 'ls', args: {} }, thoughtSignature: 'foreign' }] },
        { role: 'model', parts: [{ text: 'x', thoughtSignature: 'foreign' }] },
      ],
    },
  } as const;
  const left = {
    'anthropic-messages': {
      messages: [
        { role: 'user', content: 'list' },
        { role: 'assistant', content: [call] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'a' }] },
      ],
    },
    'openai-responses': {
      input: [
        { role: 'user', content: 'list' },
        { type: 'function_call', call_id: 'c1', name: 'ls', arguments: '{}' },
      ],
    },
    gemini: {
      contents: [
        {
          role: 'model',
          parts: [{ functionCall: { name: 'ls', args: {} }, thoughtSignature: 'skip_thought_signature_validator' }],
        },
        { role: 'model', parts: [{ text: 'x' }] },
      ],
    },
  } as const;
  const protocolsWithSeals = ['anthropic-messages', 'openai-responses', 'gemini'] as const;

  it.each(protocolsWithSeals)('are left out of %s once they are refused, and the answer comes', async (protocol) => {
    let asked = 0;
    await using backend = await startBackend((_request, response) => {
      asked += 1;
      if (asked > 1) response.writeHead(200, sse).end(streams[protocol]);
      else response.writeHead(400).end(JSON.stringify({ error: { message: refused[protocol] } }));
    });
    await using relay = await startRelay([upstream(backend.origin, protocol, 'm')]);
    const { path, body } = question(protocol, 'm');
    const { messages: _none, ...rest } = body as { readonly messages?: unknown };
    const answer = await relay.ask(path, { ...rest, ...bodies[protocol] });
    expect([answer.status, answer.text]).toEqual([200, streams[protocol]]);
    expect(backend.requests.map((one) => parseJson(one.body.toString('utf8')))).toEqual([
      { ...rest, ...bodies[protocol] },
      { ...rest, ...left[protocol] },
    ]);
    expect(relay.entries()).toMatchObject([{ outcome: 'whole', attempts: 2, status: 200 }]);
    expect(relay.summary()).toEqual([expect.stringContaining('had sealed were refused; they were left out')]);
  });

  it.each(protocolsWithSeals)(
    'are asked about once in %s, and the refusal is handed on as it came',
    async (protocol) => {
      const words = JSON.stringify({ error: { message: refused[protocol] } });
      await using backend = await startBackend((_request, response) => response.writeHead(400).end(words));
      await using relay = await startRelay([upstream(backend.origin, protocol, 'm')]);
      const { path, body } = question(protocol, 'm');
      const answer = await relay.ask(path, { ...body, ...bodies[protocol] });
      expect([answer.status, answer.text, backend.requests.length]).toEqual([400, words, 2]);
    },
  );

  it('stay where another thing was refused', async () => {
    const words = '{"error":{"message":"max_tokens: too many"}}';
    await using backend = await startBackend((_request, response) => response.writeHead(400).end(words));
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')]);
    const { path, body } = question('anthropic-messages', 'm');
    const answer = await relay.ask(path, { ...body, ...bodies['anthropic-messages'] });
    expect([answer.status, answer.text, backend.requests.length]).toEqual([400, words, 1]);
  });
});

describe('a fallback', () => {
  const { path, body } = question('anthropic-messages', 'm');
  const good = async (): ReturnType<typeof startBackend> =>
    startBackend((_request, response) => response.writeHead(200, sse).end(streams['anthropic-messages']));

  it.each([408, 409, 425, 429, 500, 502, 503, 529])(
    'answers in place of a %d, with its own name in the body',
    async (status) => {
      await using bad = await startBackend((_request, response) => response.writeHead(status).end('{}'));
      await using backup = await good();
      const fallbacks = [upstream(backup.origin, 'anthropic-messages', 'other')];
      await using relay = await startRelay([upstream(bad.origin, 'anthropic-messages', 'm')], { fallbacks });
      const answer = await relay.ask(path, body);
      expect(answer).toMatchObject({ status: 200, text: streams['anthropic-messages'] });
      expect(parseJson(backup.requests[0]?.body.toString() ?? '')).toMatchObject({ ...body, model: 'other' });
      expect(relay.entries()).toMatchObject([
        { asked: 'm', model: 'other', attempts: 2, because: `fallback after ${status}` },
      ]);
      expect(relay.summary()).toEqual([
        `A request was answered by other (Compatible server) instead of m (${status}).`,
      ]);
    },
  );

  it.each([
    ['an empty stream', ''],
    ['a stream of comments', ': ping\n\n: ping\n\n'],
    ['a start without an answer', streams['anthropic-messages'].split('\n\n').slice(0, 2).join('\n\n')],
    [
      'an error as the first word',
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"no"}}\n\n',
    ],
  ])('answers in place of %s', async (_name, text) => {
    await using bad = await startBackend((_request, response) => response.writeHead(200, sse).end(text));
    await using backup = await good();
    const fallbacks = [upstream(backup.origin, 'anthropic-messages', 'other')];
    await using relay = await startRelay([upstream(bad.origin, 'anthropic-messages', 'm')], { fallbacks });
    expect(await relay.ask(path, body)).toMatchObject({ status: 200, text: streams['anthropic-messages'] });
  });

  it('answers where nothing listens, and where the line dies first', async () => {
    await using dying = await startRawBackend((socket) => socket.destroy());
    await using backup = await good();
    const fallbacks = [
      upstream(dying.origin, 'anthropic-messages', 'second'),
      upstream(backup.origin, 'anthropic-messages', 'third'),
    ];
    await using relay = await startRelay([upstream('http://127.0.0.1:9', 'anthropic-messages', 'm')], { fallbacks });
    expect((await relay.ask(path, body)).text).toBe(streams['anthropic-messages']);
    expect(relay.entries()).toMatchObject([{ model: 'third', attempts: 3 }]);
  });

  it.each([400, 401, 403, 404, 413, 422])('is not asked after a %d', async (status) => {
    await using bad = await startBackend((_request, response) => response.writeHead(status).end('{"no":1}'));
    await using backup = await good();
    const fallbacks = [upstream(backup.origin, 'anthropic-messages', 'other')];
    await using relay = await startRelay([upstream(bad.origin, 'anthropic-messages', 'm')], { fallbacks });
    expect(await relay.ask(path, body)).toMatchObject({ status, text: '{"no":1}' });
    expect(backup.requests).toHaveLength(0);
  });

  it('is never asked once a piece of the answer is out', async () => {
    const text = streams['anthropic-messages'];
    await using bad = await startBackend((_request, response) => {
      response.writeHead(200, sse);
      response.write(text.slice(0, text.indexOf('Welt')), () => response.destroy());
    });
    await using backup = await good();
    const fallbacks = [upstream(backup.origin, 'anthropic-messages', 'other')];
    await using relay = await startRelay([upstream(bad.origin, 'anthropic-messages', 'm')], { fallbacks });
    const answer = await relay.ask(path, body);
    expect(answer.text).toContain('event: error');
    expect(backup.requests).toHaveLength(0);
  });

  it('is asked three times at most, and the last error is handed on', async () => {
    await using bad = await startBackend((_request, response) =>
      response.writeHead(503, { 'retry-after': '99' }).end('{"down":1}'),
    );
    const fallbacks = ['b', 'c', 'd'].map((model) => upstream(bad.origin, 'anthropic-messages', model));
    await using relay = await startRelay([upstream(bad.origin, 'anthropic-messages', 'm')], { fallbacks });
    const answer = await relay.ask(path, body);
    expect(answer).toMatchObject({ status: 503, text: '{"down":1}' });
    expect(answer.headers['retry-after']).toBe('99');
    expect(bad.requests).toHaveLength(3);
  });

  it('is not asked where the model’s own gateway says that it will be back at once', async () => {
    let times = 0;
    await using busy = await startBackend((_request, response) => {
      times += 1;
      if (times === 1) response.writeHead(429, { 'retry-after': '0' }).end('{}');
      else response.writeHead(200, sse).end(streams['anthropic-messages']);
    });
    await using backup = await good();
    const fallbacks = [upstream(backup.origin, 'anthropic-messages', 'other')];
    await using relay = await startRelay([upstream(busy.origin, 'anthropic-messages', 'm')], { fallbacks });
    expect((await relay.ask(path, body)).status).toBe(200);
    expect(backup.requests).toHaveLength(0);
    expect(relay.summary()).toEqual([]);
  });

  it('is noted, and told with its address, where it is the same model at another gateway', async () => {
    await using bad = await startBackend((_request, response) => response.writeHead(503).end('{}'));
    await using backup = await good();
    const fallbacks = [upstream(backup.origin, 'anthropic-messages', 'm')];
    await using relay = await startRelay([upstream(bad.origin, 'anthropic-messages', 'm')], { fallbacks });
    expect((await relay.ask(path, body)).status).toBe(200);
    expect(relay.entries()).toMatchObject([{ asked: 'm', model: 'm', because: 'fallback after 503' }]);
    const { host } = new URL(backup.origin);
    expect(relay.summary()).toEqual([`A request was answered by m (Compatible server at ${host}) instead of m (503).`]);
  });

  it('is noted and told beside the role in whose place it answers', async () => {
    await using bad = await startBackend((_request, response) => response.writeHead(503).end('{}'));
    await using backup = await good();
    const models = ['m', 'small'].map((model) => upstream(bad.origin, 'anthropic-messages', model));
    const fallbacks = [upstream(backup.origin, 'anthropic-messages', 'other')];
    await using relay = await startRelay(models, { fallbacks, roles: { subagent: 'small' } });
    expect((await relay.ask(path, body, { 'x-claude-code-agent-id': 'a1' })).status).toBe(200);
    expect(relay.entries()).toMatchObject([
      { asked: 'm', model: 'other', because: 'role subagent, fallback after 503' },
    ]);
    expect(relay.summary()).toEqual(['A request was answered by other (Compatible server) instead of m (503).']);
  });

  it('is passed over where its model is not allowed', async () => {
    await using bad = await startBackend((_request, response) => response.writeHead(503).end('{}'));
    await using backup = await good();
    const fallbacks = [upstream(backup.origin, 'anthropic-messages', 'other')];
    await using relay = await startRelay([upstream(bad.origin, 'anthropic-messages', 'm')], {
      fallbacks,
      rules: { models: ['m'] },
    });
    expect((await relay.ask(path, body)).status).toBe(503);
    expect(backup.requests).toHaveLength(0);
  });
});

/** What Claude Code asks beside the session whether an action is dangerous (2.1.332), and answers in one piece. */
const dangerous = {
  model: 'large',
  max_tokens: 64,
  system: 'Judge the action.',
  messages: [{ role: 'user', content: 'rm -rf build' }],
  stop_sequences: ['</severity>', '</block>'],
};
const verdict = '<block>no</block>';
const verdicts = {
  'anthropic-messages': JSON.stringify({ type: 'message', content: [{ type: 'text', text: verdict }] }),
  'openai-chat': JSON.stringify({ choices: [{ message: { content: verdict }, finish_reason: 'stop' }] }),
  'openai-responses': JSON.stringify({
    object: 'response',
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text', text: verdict }] }],
  }),
};
const stopsIn = {
  'anthropic-messages': { stop_sequences: dangerous.stop_sequences },
  'openai-chat': { stop: dangerous.stop_sequences },
  'openai-responses': {},
};

describe('a relay', () => {
  it.each([true, false])(
    'gives a translated answer the second in which it was asked for, streamed: %s',
    async (stream) => {
      await using backend = await startBackend((_request, response) =>
        response.writeHead(200, stream ? sse : {}).end(stream ? streams['openai-chat'] : verdicts['openai-chat']),
      );
      await using relay = await startRelay([upstream(backend.origin, 'openai-chat', 'm')]);
      const before = Math.floor(Date.now() / 1000);
      const { text } = await relay.ask('/v1/responses', { model: 'm', input: 'hi', stream });
      const created = [...text.matchAll(/"created_at":(\d+)/g)].map(([, second]) => Number(second));
      expect(created.length).toBe(stream ? 3 : 1);
      expect(new Set(created).size).toBe(1);
      expect(created[0]).toBeGreaterThanOrEqual(before);
      expect(created[0]).toBeLessThanOrEqual(Date.now() / 1000);
    },
  );

  it.each(['anthropic-messages', 'openai-chat', 'openai-responses'] as const)(
    'hands the headers on that tell sessions apart, and its own attribution, with every request over %s',
    async (protocol) => {
      await using backend = await startBackend((_request, response) =>
        response.writeHead(200, sse).end(streams[protocol]),
      );
      await using relay = await startRelay([upstream(backend.origin, protocol, 'm')]);
      const session = { 'session-id': 's1', 'x-session-id': 's2', 'x-claude-code-session-id': 's3' };
      const messages = [{ role: 'user', content: 'hi' }];
      for (const turn of [1, 2]) {
        await relay.ask('/v1/messages', { model: 'm', stream: true, max_tokens: turn, messages }, session);
      }
      expect(backend.requests.map(({ headers }) => headers)).toMatchObject(
        [1, 2].map(() => ({ ...session, 'x-session': 'attributed' })),
      );
    },
  );

  it.each(['anthropic-messages', 'openai-chat', 'openai-responses'] as const)(
    'gives the model that was asked the question whether an action is dangerous, and its own verdict, over %s',
    async (protocol) => {
      await using backend = await startBackend((_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(verdicts[protocol]),
      );
      const models = ['large', 'small'].map((model) => upstream(backend.origin, protocol, model));
      await using relay = await startRelay(models, { roles: { subagent: 'small', plan: 'small' } });
      const answer = await relay.ask('/v1/messages', dangerous);
      expect(answer.headers['content-type']).toBe('application/json');
      // Responses knows no stop sequences: the relay ends the answer there.
      const text = textAt(parseJson(answer.text), 'content', 0, 'text');
      expect(text).toBe(protocol === 'openai-responses' ? '<block>no' : '<block>no</block>');
      const sent = parseJson(backend.requests[0]?.body.toString() ?? '');
      expect(sent).toMatchObject({ model: 'large', ...stopsIn[protocol] });
      expect(sent).not.toHaveProperty('tools');
      expect(sent).not.toHaveProperty('stream', true);
      expect(relay.entries()).toMatchObject([{ model: 'large', outcome: 'whole' }]);
    },
  );

  it.each([
    ['an answer without a word', 'openai-chat', '{"choices":[]}', 500],
    ['an error', 'openai-chat', '{"error":{"message":"no","code":500}}', 500],
    ['an error', 'openai-responses', '{"error":{"message":"no"}}', 500],
    ['no answer at all', 'openai-responses', '"x"', 500],
    ['half an answer', 'openai-chat', '{"choices":[{"mess', 502],
  ] as const)('makes no answer of %s with a 200 over %s', async (_name, protocol, text, status) => {
    await using backend = await startBackend((_request, response) => response.writeHead(200).end(text));
    await using relay = await startRelay([upstream(backend.origin, protocol, 'm')]);
    const answer = await relay.ask('/v1/messages', { ...dangerous, model: 'm' });
    expect(answer).toMatchObject({ status, text: expect.stringMatching(/^\{"type":"error"/) });
    expect(relay.entries()).toMatchObject([{ outcome: 'failed' }]);
  });

  it.each(['{"choices":[]}', '{"choices":[{"message":{"content":""},"finish_reason":"stop"}]}'])(
    'falls back where an answer that is not streamed is empty: %s',
    async (text) => {
      await using empty = await startBackend((_request, response) => response.writeHead(200).end(text));
      await using backup = await startBackend((_request, response) => response.end(verdicts['openai-chat']));
      const fallbacks = [upstream(backup.origin, 'openai-chat', 'other')];
      await using relay = await startRelay([upstream(empty.origin, 'openai-chat', 'large')], { fallbacks });
      const answer = await relay.ask('/v1/messages', dangerous);
      expect(textAt(parseJson(answer.text), 'content', 0, 'text')).toBe('<block>no</block>');
      expect(relay.entries()).toMatchObject([{ model: 'other', outcome: 'whole', attempts: 2 }]);
    },
  );

  it('answers for what it has not in the protocol: settings that are managed elsewhere, telemetry, a greeting', async () => {
    await using relay = await startRelay([upstream('http://127.0.0.1:9', 'openai-chat', 'm')]);
    for (const path of ['/managed-settings', '/v1/managed-settings', '/api/hello', '/api/event_logging/batch']) {
      for (const body of [undefined, {}]) {
        const answer = await relay.ask(path, body);
        expect(answer).toMatchObject({ status: 404, text: expect.stringContaining('not_found_error') });
        expect(answer.headers['x-should-retry']).toBe('false');
      }
    }
    expect(relay.entries()).toEqual([]);
  });

  it('asks for a new key once, where the old one is refused', async () => {
    let key = 'old-key-1234';
    await using backend = await startBackend((request, response) => {
      if (request.headers.authorization === 'Bearer new-key-1234') response.writeHead(200, sse).end(streams.gemini);
      else response.writeHead(401).end('{}');
    });
    const there = upstream(backend.origin, 'gemini', 'm');
    let renewals = 0;
    const keys = {
      current: () => new Map([[backend.origin, key]]),
      renew: async () => {
        renewals += 1;
        key = renewals === 1 ? 'new-key-1234' : 'worse-key-1234';
        return true;
      },
    };
    await using relay = await startRelay([{ ...there, keys }]);
    const { path, body } = question('gemini', 'm');
    expect((await relay.ask(path, body)).text).toBe(streams.gemini);
    expect(renewals).toBe(1);
    key = 'revoked-key-1';
    expect((await relay.ask(path, { ...body, n: 1 })).status).toBe(401);
    expect(renewals).toBe(2);
  });

  it('stops the gateway where the agent goes away, and marks the answer as cut', async () => {
    let closed: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    await using backend = await startBackend((_request, response) => {
      response.writeHead(200, sse);
      response.write(streams.gemini.slice(0, 250));
      response.on('close', () => closed?.());
    });
    await using relay = await startRelay([upstream(backend.origin, 'gemini', 'm')]);
    const { path, body } = question('gemini', 'm');
    const controller = new AbortController();
    const headers = { 'content-type': 'application/json', 'x-goog-api-key': relay.token };
    const response = await fetch(`${relay.origin}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    await gone;
    await relay.close();
    expect(relay.entries()).toMatchObject([{ outcome: 'cut' }]);
  });

  it('answers for lists and whatever else stands below the base URL, unnoted', async () => {
    await using backend = await startBackend((_request, response) => response.end('{"data":[]}'));
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')]);
    expect((await relay.ask('/v1/models', undefined)).text).toBe('{"data":[]}');
    expect((await relay.ask('/v1/messages/count_tokens', { model: 'm' })).status).toBe(200);
    expect(backend.requests.map(({ path }) => path)).toEqual(['/v1/models', '/v1/messages/count_tokens']);
    expect(relay.entries()).toEqual([]);
  });

  it('notes no number that the server did not send', async () => {
    await using backend = await startBackend((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}'),
    );
    await using relay = await startRelay([upstream(backend.origin, 'openai-chat', 'm')]);
    const { path, body } = question('openai-chat', 'm');
    expect((await relay.ask(path, body)).status).toBe(200);
    expect(relay.entries()).toMatchObject([{ outcome: 'whole', usage: {} }]);
    expect(relay.entries()[0]).not.toHaveProperty('estimatedUsd');
  });

  it('notes no text of anybody’s', async () => {
    await using backend = await startBackend((_request, response) =>
      response.writeHead(200, sse).end(streams['anthropic-messages']),
    );
    await using relay = await startRelay([upstream(backend.origin, 'anthropic-messages', 'm')], { inspect: true });
    const { path } = question('anthropic-messages', 'm');
    const body = {
      model: 'm',
      system: 'SECRET-SYSTEM',
      tools: [{ name: 'SECRET-TOOL' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'tool_result', content: 'SECRET-RESULT' },
            { type: 'text', text: 'SECRET-PROMPT' },
          ],
        },
      ],
    };
    await relay.ask(path, body);
    const text = JSON.stringify(relay.entries());
    expect(text).not.toMatch(/SECRET|Welt/);
    expect(text).not.toContain(gatewayKey);
    expect(relay.entries()).toMatchObject([{ context: { toolCount: 1, turns: 1, system: 15 } }]);
  });
});

it.each(['openai-chat', 'openai-responses', 'anthropic-messages'] as const)(
  'keeps the gateway’s id of an answer over %s where it can be asked by that what it cost, and else none',
  async (protocol) => {
    await using backend = await startBackend((_request, response) => {
      response.writeHead(200, sse).end(streams[protocol]);
    });
    const [, id = ''] = /"id":"([^"]+)"/.exec(streams[protocol]) ?? [];
    expect(id).not.toBe('');
    const plain = upstream(backend.origin, protocol, 'plain');
    const told = { ...upstream(backend.origin, protocol, 'told'), answerIds: /./ };
    const other = { ...upstream(backend.origin, protocol, 'other'), answerIds: /^gen-only-this$/ };
    await using relay = await startRelay([plain, told, other]);
    for (const model of ['plain', 'told', 'other']) {
      const { path, body } = question(protocol, model);
      await relay.ask(path, body);
    }
    expect(relay.entries().map(({ model, answerId }) => [model, answerId])).toEqual([
      ['plain', undefined],
      ['told', id],
      ['other', undefined],
    ]);
  },
);
