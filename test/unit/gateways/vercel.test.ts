import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/gateways/diagnosis.ts';
import type { Diagnosis } from '../../../src/gateways/gateway.ts';
import { vercel } from '../../../src/gateways/vercel.ts';
import { Secret } from '../../../src/keys/secret.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const connection = connect('vercel', 'direct');

test.each(['', '/', '/v1', '/v1/ai', '/v3/ai', '/v1/responses', '/v1/messages', '/v1/models'])(
  'Vercel AI Gateway is understood with the ending %s',
  (ending) => {
    expect(vercel.missing({})).toEqual([]);
    expect(vercel.connect({ 'base-url': `https://ai-gateway.vercel.sh${ending}` }).url).toBe(
      'https://ai-gateway.vercel.sh',
    );
  },
);

test('every model is served over three protocols, its own first', () => {
  const spoken = (model: string): readonly string[] => connection.routes(model).map((route) => route.protocol);
  expect(spoken('anthropic/claude-opus-4.5')).toEqual(['anthropic-messages', 'openai-responses', 'openai-chat']);
  expect(spoken('openai/gpt-5.5')).toEqual(['openai-responses', 'openai-chat', 'anthropic-messages']);
  expect(spoken('google/gemini-2.5-pro')).toEqual(['openai-chat', 'openai-responses', 'anthropic-messages']);
});

test('a key goes in each protocol’s own header, and an OIDC token where alone it is taken', () => {
  const key = new Secret('https://ai-gateway.vercel.sh');
  const sent = (setup: string): readonly object[] => {
    const { routes, credentials } = connect('vercel', setup);
    return routes('anthropic/claude-opus-4.5').map((route) => credentials(route, { key: true, providerKey: false }));
  };
  const bearer = { authorization: ['Bearer ', key] };
  expect(sent('direct')).toEqual([{ 'x-api-key': key }, bearer, bearer]);
  expect(sent('oidc')).toEqual([bearer, bearer, bearer]);
});

test('the list has limits, prices and abilities, and language models alone', () => {
  const [list] = connection.lists(held(connection));
  expect(list?.url).toBe('https://ai-gateway.vercel.sh/v1/models');
  expect(modelsIn(list, sample('vercel-models').body)).toMatchObject([
    {
      id: 'anthropic/claude-sonnet-4.5',
      contextWindow: 1_000_000,
      maxOutputTokens: 64_000,
      prices: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
      tools: true,
      protocols: ['anthropic-messages', 'openai-responses', 'openai-chat'],
    },
  ]);
  expect(modelsIn(list, { data: [{ id: 'openai/text-embedding-3-small', type: 'embedding' }] })).toEqual([]);
});

test('the probe asks for the credits, which only a key may see', () => {
  const judge = (key: boolean, status: number, body: unknown): string | Diagnosis =>
    connection.probe(held(connection, key)).read(status, body);
  expect(connection.probe(held(connection)).url).toBe('https://ai-gateway.vercel.sh/v1/credits');
  expect(judge(true, 200, sample('vercel-credits').body)).toBe('accepted');
  expect(judge(true, 401, sample('vercel-error-auth').body)).toMatchObject({ code: 'credential' });
  expect(judge(true, 400, { error: { message: 'teamId is required', type: 'invalid_request_error' } })).toBe('open');
  expect(judge(true, 200, '<!doctype html>')).toMatchObject({ code: 'gateway' });
  expect(judge(true, 404, '<!doctype html>')).toMatchObject({ code: 'gateway' });
  expect(judge(true, 503, {})).toMatchObject({ code: 'gateway', transient: true });
  expect(judge(false, 200, sample('vercel-models').body)).toBe('open');
});

describe('errors', () => {
  const say = (status: number, body: unknown): Diagnosis => explain(connection, status, body);

  test.each([
    ['authentication_error', 401, 'credential', /does not accept the key/],
    ['model_not_found', 404, 'model', /no such model/],
    ['forbidden', 403, 'gateway', /rule of the Vercel team/],
    ['not_found', 404, 'configuration', /nothing at this address/],
    ['failed_dependency', 424, 'gateway', /provider behind/],
    ['rate_limit_exceeded', 429, 'gateway', /asked too much/],
    ['internal_server_error', 500, 'gateway', /failed/],
    ['invalid_request_error', 400, 'gateway', /refused the request/],
  ])('%s is explained', (type, status, code, message) => {
    const body = { error: { message: 'why', type, param: null, code: null }, generationId: 'gen_1' };
    expect(say(status, body)).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(say(status, body).message).toContain('why');
  });

  test('the samples are', () => {
    expect(say(401, sample('vercel-error-auth').body)).toMatchObject({ code: 'credential' });
    expect(say(404, sample('vercel-error-model').body)).toMatchObject({
      code: 'model',
      message: expect.stringMatching(/claude-9/),
    });
  });
});

describe('attribution, of which Vercel bills every value', () => {
  const session = { session: '0d0f8c9e-3b1a-4c55-9a51-0c2d8b7d6a11', agent: 'codex', user: 'zoë', project: 'shop' };
  const headers = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    connection.attribution?.({ ...session, tags }) ?? {};

  test('is the session, the user and the user’s own tags', () => {
    expect(headers({})).toEqual({ 'ai-reporting-tags': `session:${session.session}`, 'ai-reporting-user': 'zo%C3%AB' });
    expect(headers({ team: 'a,b' })['ai-reporting-tags']).toBe(`session:${session.session},team:a%2Cb`);
  });

  test('keeps within what a request is refused for', () => {
    const tags = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`t${index}`, 'é'.repeat(100)]));
    const sent = headers(tags)['ai-reporting-tags']?.split(',') ?? [];
    expect(sent).toHaveLength(10);
    for (const tag of sent) {
      expect(tag.length).toBeLessThanOrEqual(64);
      expect(tag).not.toMatch(/%[0-9A-F]?$/);
    }
  });
});
