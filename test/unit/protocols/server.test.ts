import { describe, expect, test } from 'vitest';
import { createReader, question } from '../../../src/protocols/conversation.ts';
import { answer, demoModelFor, servers } from '../../../src/commands/demo/gateway.ts';
import { demoModels } from '../../../src/commands/demo/models.ts';
import { pieces } from '../../../src/protocols/replies.ts';
import { protocolIds, protocols, type ProtocolId } from '../../../src/protocols/protocols.ts';
import type { ServedAnswer } from '../../../src/net/served.ts';

const prefixes = ['', '/v1/0123456789abcdef0123456789abcdef/my-gw/anthropic', '/openai/v1', '/genai', '/compat'];

function post(path: string, body: unknown): ServedAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return answer({ method: 'POST', path, headers: {}, body: text });
}

function get(path: string, headers: Readonly<Record<string, string>> = {}): ServedAnswer {
  return answer({ method: 'GET', path, headers, body: '' });
}

function textOf(given: ServedAnswer): string {
  return typeof given.body === 'string' ? given.body : given.body.join('');
}

function jsonOf(given: ServedAnswer): unknown {
  return JSON.parse(textOf(given));
}

function listen(protocol: ProtocolId, given: ServedAnswer): { readonly text: string; readonly outcome: object } {
  const reader = createReader(protocol);
  const pushed = [...textOf(given)].map((character) => reader.push(character)).join('');
  const { text, ...outcome } = reader.end();
  return { text: `${pushed}${text}`, outcome };
}

test('there is a voice for every protocol', () => {
  expect(servers.map((server) => server.protocol).toSorted()).toEqual(protocolIds.toSorted());
});

describe.each(protocolIds)('%s', (protocol) => {
  const path = protocols[protocol].requestPath('demo/small');
  const ask = (message: string): string => question(protocol, 'demo/small', { message: message }, 64).body;

  test('a question is answered with canned text that says so, and with token counts', () => {
    for (const prefix of prefixes) {
      const given = post(`${prefix}${path}`, ask('Hello there'));
      expect(given).toMatchObject({ status: 200, headers: { 'content-type': 'text/event-stream' } });
      expect(given.body.length).toBeGreaterThan(3);
      const { text, outcome } = listen(protocol, given);
      expect(text).toBe("This is Jetway's demo gateway: the answer is canned. You wrote: Hello there");
      expect(outcome).toEqual({
        model: 'demo/small',
        stop: expect.any(String),
        tokensIn: Math.ceil(ask('Hello there').length / 4),
        tokensOut: Math.ceil(text.length / 4),
      });
    }
  });

  test('the same text comes in one piece where no stream is asked for', () => {
    const { stream, ...body } = JSON.parse(ask('Hello')) as { readonly stream?: boolean };
    expect(stream).toBe(protocol === 'gemini' ? undefined : true);
    const given = post(path.replace(/:stream(G)enerateContent.*/, ':generateContent'), body);
    expect(given.headers['content-type']).toBe('application/json');
    expect(listen(protocol, given)).toMatchObject({
      text: "This is Jetway's demo gateway: the answer is canned. You wrote: Hello",
      outcome: { model: 'demo/small', stop: expect.any(String), tokensIn: expect.any(Number) },
    });
  });

  test('junk is refused with status 400 in the words of the protocol', () => {
    const bodies = ['', '{', 'null', '7', '[]', '{}', '{"model":7,"messages":[],"input":[],"contents":[]}', '\u0000'];
    for (const body of bodies) {
      const given = post(path, body);
      expect(given.status, body).toBe(400);
      expect(listen(protocol, given).outcome).toEqual({ error: `This is no ${protocol} request.` });
    }
  });

  test('odd values inside a request neither throw nor show', () => {
    const odd: readonly unknown[] = [null, 7, [], {}, 'x', { role: 'user', content: [null, { text: 5 }], parts: 3 }];
    const given = post(path, {
      model: 'm',
      messages: odd,
      input: odd,
      contents: odd,
      tools: odd,
      system: odd,
      text: odd,
      output_config: 5,
      generationConfig: null,
    });
    expect(given.status).toBe(200);
    expect(textOf(given)).toContain('canned');
  });
});

test('a long message is quoted in part, on one line', () => {
  const { text } = listen(
    'openai-chat',
    post('/v1/chat/completions', question('openai-chat', 'm', { message: 'a\nb '.repeat(900) }, 9).body),
  );
  expect(text.length).toBeLessThan(300);
  expect(text).toMatch(/You wrote: a b a b .*…$/);
});

test('the pieces of a text are the text', () => {
  for (const text of ['a', ' a ', 'a b  c\n\nd e f g ', '   ', '…', 'a'.repeat(500)])
    expect(pieces(text).join('')).toBe(text);
});

test('a request for JSON of a schema is answered with such JSON', () => {
  const schema = {
    type: 'object',
    properties: {
      title: { type: 'string', maxLength: 12 },
      kind: { type: 'string', enum: ['new', 'old'] },
      sure: { type: 'boolean' },
      count: { type: 'integer' },
      tags: { type: 'array' },
      inner: { type: 'object', properties: { none: { type: 'null' } } },
    },
  };
  const { text } = listen(
    'openai-responses',
    post('/v1/responses', {
      model: 'm',
      stream: true,
      input: 'Name this',
      text: { format: { type: 'json_schema', schema } },
    }),
  );
  expect(JSON.parse(text)).toEqual({
    title: 'Demo: Name t',
    kind: 'new',
    sure: false,
    count: 0,
    tags: [],
    inner: { none: null },
  });
});

test('a tool that takes its command as a list is given a list', () => {
  const given = post('/responses', {
    model: 'm',
    input: 'use a tool',
    tools: [{ type: 'function', name: 'shell', parameters: { properties: { command: { type: 'array' } } } }],
  });
  expect(jsonOf(given)).toMatchObject({
    output: [{ type: 'function_call', name: 'shell', arguments: '{"command":["ls"]}' }],
  });
});

test('no tool is called that is not offered, or that is no shell', () => {
  const body = {
    model: 'm',
    messages: [{ role: 'user', content: 'list the files' }],
    tools: [{ type: 'function', function: { name: 'read', parameters: { properties: { path: { type: 'string' } } } } }],
  };
  expect(jsonOf(post('/chat/completions', body))).toMatchObject({
    choices: [{ message: { content: expect.stringContaining('You wrote: list the files') } }],
  });
});

test('the models are listed in the shape of each vendor', () => {
  const ids = demoModels.map((model) => model.id);
  for (const path of ['/v1/models', '/openai/v1/models?limit=1000', '/v1/abc/my-gw/compat/models', '/models']) {
    expect(jsonOf(get(path)), path).toMatchObject({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });
  }
  for (const given of [
    get('/v1/abc/gw/anthropic/v1/models'),
    get('/v1/models', { 'anthropic-version': '2023-06-01' }),
  ]) {
    expect(jsonOf(given)).toMatchObject({ has_more: false, data: ids.map((id) => ({ id, type: 'model' })) });
  }
  expect(jsonOf(get('/genai/v1beta/models'))).toMatchObject({ models: ids.map((id) => ({ name: `models/${id}` })) });
});

test('each protocol has a model to start with', () => {
  expect(demoModelFor('anthropic-messages').id).toBe('demo/claude-sonnet-4-6');
  expect(demoModelFor('openai-responses').id).toBe('demo/gpt-5.5');
  expect(demoModelFor('gemini').id).toBe('demo/gemini-2.5-pro');
  expect(demoModelFor(undefined)).toBe(demoModels[0]);
});

test('the small questions have answers, everything else is a 404 in JSON', () => {
  expect(get('/health').status).toBe(200);
  expect(get('/anthropic/api/hello').status).toBe(200);
  expect(get('/api/governance/virtual-keys/quota').status).toBe(200);
  expect(jsonOf(post('/v1/messages/count_tokens', '12345678'))).toEqual({ input_tokens: 2 });
  expect(answer({ method: 'HEAD', path: '/anything', headers: {}, body: '' }).status).toBe(200);
  for (const given of [get('/'), get('/v1/chat/completions'), post('/v1/embeddings', {}), post('/health', {})]) {
    expect(given.status).toBe(404);
    expect(jsonOf(given)).toMatchObject({ error: { type: 'not_found' } });
  }
  expect(answer({ method: 'DELETE', path: '/v1/models', headers: {}, body: '' }).status).toBe(405);
});

test('the same request has the same answer, another request another id', () => {
  const first = post('/v1/messages', question('anthropic-messages', 'm', { message: 'one' }, 9).body);
  expect(post('/v1/messages', question('anthropic-messages', 'm', { message: 'one' }, 9).body)).toEqual(first);
  const id = (given: ServedAnswer): string | undefined => /"id":"(\w+)"/.exec(textOf(given))?.[1];
  expect(id(post('/v1/messages', question('anthropic-messages', 'm', { message: 'two' }, 9).body))).not.toBe(id(first));
});
