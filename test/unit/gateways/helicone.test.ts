import { describe, expect, test } from 'vitest';
import { readAnswers } from '../../../src/options/parse-settings.ts';
import { claude } from '../../../src/agents/claude.ts';
import { explain } from '../../../src/gateways/diagnosis.ts';
import { providerKeyAccount, type Connection, type Diagnosis } from '../../../src/gateways/gateway.ts';
import { helicone } from '../../../src/gateways/helicone.ts';
import { route } from '../../../src/launch/target.ts';
import { Secret } from '../../../src/keys/secret.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const connection = connect('helicone', 'gateway');
const inFront = connect('helicone', 'anthropic');

const spoken = ({ routes }: Connection, model: string): readonly string[] => routes(model).map((way) => way.protocol);

describe('the address', () => {
  test.each(['', '/', '/v1', '/v1/chat/completions', '/v1/responses', '/v1/models'])(
    'is understood with the ending %s',
    (ending) => {
      const given = readAnswers(helicone, { 'base-url': `https://ai-gateway.helicone.ai${ending}` });
      expect(given).toEqual({ 'base-url': 'https://ai-gateway.helicone.ai', service: 'gateway' });
      expect(helicone.missing(given)).toEqual([]);
    },
  );

  test('tells the service where it is one of Helicone’s own, and contradicts another', () => {
    const read = (service: string): unknown =>
      readAnswers(helicone, { 'base-url': 'https://anthropic.helicone.ai/v1', service });
    expect(read('anthropic')).toEqual({ 'base-url': 'https://anthropic.helicone.ai', service: 'anthropic' });
    expect(() => read('gateway')).toThrow(/disagree about the service/);
  });

  test('decides over a service that was saved with another, so that no key goes where another belongs', () => {
    const { routes, credentials } = helicone.connect({
      service: 'gateway',
      'base-url': 'https://anthropic.helicone.ai',
    });
    const [way] = routes('claude-sonnet-4-5');
    expect(way?.protocol).toBe('anthropic-messages');
    expect(way === undefined ? {} : Object.keys(credentials(way, { key: true, providerKey: false }))).toEqual([
      'helicone-auth',
    ]);
  });

  test('is refused with a key behind it, which is not shown', () => {
    const refused = (): unknown =>
      readAnswers(helicone, { 'base-url': 'https://anthropic.helicone.ai/sk-helicone-a1b2' });
    expect(refused).toThrow(/a key in the address/);
    expect(refused).not.toThrow(/a1b2/);
  });
});

test('the AI Gateway has chat for every model, and responses for two makers’', () => {
  expect(spoken(connection, 'gpt-5')).toEqual(['openai-responses', 'openai-chat']);
  expect(spoken(connection, 'claude-4.5-sonnet')).toEqual(['openai-chat', 'openai-responses']);
  expect(spoken(connection, 'gemini-2.5-pro')).toEqual(['openai-chat']);
  expect(spoken(connection, 'deepseek-v3')).toEqual(['openai-chat']);
});

test('an agent whose protocol this service does not have is sent to the others', () => {
  expect(() => route(claude, connection, 'claude-4.5-sonnet')).toThrow(
    expect.objectContaining({ code: 'model', hint: expect.stringContaining('--set service=anthropic') }),
  );
  expect(route(claude, inFront, 'claude-sonnet-4-5')).toMatchObject({ baseUrl: 'https://anthropic.helicone.ai' });
});

test('a provider, a deployment or further models behind a model are no part of its name', () => {
  for (const model of ['gpt-4o/azure', 'gpt-4o/azure/clm1a2b3c', 'gpt-4o,claude-opus-4']) {
    expect(connection.routes(model)[0]).toMatchObject({ protocol: 'openai-responses', model });
  }
});

test('in front of a provider there are that provider’s models alone, by the provider’s own names', () => {
  expect(inFront.routes('anthropic/claude-sonnet-4-5')[0]).toMatchObject({ model: 'claude-sonnet-4-5' });
  expect(spoken(inFront, 'gpt-5')).toEqual([]);
  expect(spoken(connect('helicone', 'openai'), 'gpt-5')).toEqual(['openai-responses', 'openai-chat']);
  expect(spoken(connect('helicone', 'openai'), 'claude-sonnet-4-5')).toEqual([]);
});

test('the provider’s key goes in the provider’s header and Helicone’s beside it, each bound to the address', () => {
  const account = 'https://anthropic.helicone.ai';
  expect(inFront.account).toBe(account);
  expect(connection.account).not.toBe(account);
  const [way] = inFront.routes('claude-sonnet-4-5');
  expect(way?.provider).toBe('anthropic');
  const sent = (key: boolean, providerKey: boolean): object =>
    way === undefined ? {} : inFront.credentials(way, { key, providerKey });
  const auth = { 'helicone-auth': ['Bearer ', new Secret(account)] };
  const own = { 'x-api-key': new Secret(providerKeyAccount({ account }, 'anthropic')) };
  expect(sent(true, true)).toEqual({ ...auth, ...own });
  expect(sent(true, false)).toEqual(auth);
  expect(sent(false, true)).toEqual(own);
});

test('the AI Gateway never gets a provider’s key, which Helicone keeps itself', () => {
  for (const way of connection.routes('gpt-5')) {
    expect(connection.credentials(way, { key: true, providerKey: true })).toEqual({
      authorization: ['Bearer ', new Secret('https://ai-gateway.helicone.ai')],
    });
  }
});

test('the lists have what converses', () => {
  const ids = (of: Connection, body: unknown): readonly string[] =>
    of.lists(held(of)).flatMap((list) => modelsIn(list, body).map(({ id }) => id));
  const written = (...names: readonly string[]): object => ({ object: 'list', data: names.map((id) => ({ id })) });
  expect(ids(connection, written('claude-opus-4', 'gpt-4o', 'gpt-image-1', 'text-embedding-3-small'))).toEqual([
    'claude-opus-4',
    'gpt-4o',
  ]);
  expect(ids(connect('helicone', 'openai'), written('gpt-5', 'whisper-1', 'gpt-4o-mini-tts', 'dall-e-3'))).toEqual([
    'gpt-5',
  ]);
  expect(ids(inFront, sample('cf-anthropic-v1-models').body)).not.toEqual([]);
});

test('the probe is the list, which says nothing of Helicone’s key', () => {
  const judge = (of: Connection, status: number, body: unknown): string | Diagnosis =>
    of.probe(held(of, true)).read(status, body);
  expect(judge(connection, 200, { object: 'list', data: [] })).toBe('open');
  expect(judge(inFront, 200, sample('cf-anthropic-v1-models').body)).toBe('open');
  expect(judge(connection, 200, '<!doctype html>')).toMatchObject({ code: 'gateway' });
  expect(judge(inFront, 401, sample('cf-error-provider-401-anthropic').body)).toMatchObject({ code: 'credential' });
  expect(judge(inFront, 401, { error: { message: 'x-api-key header is required' } })).toBe('open');
  expect(judge(connect('helicone', 'openai'), 401, sample('cf-error-provider-401-openai').body)).toBe('open');
  expect(judge(connection, 401, { error: { message: 'A key is required' } })).toMatchObject({ code: 'credential' });
});

describe('errors', () => {
  /** As its own source writes them. */
  const written = (message: string, code = 'request_failed'): object => ({
    success: false,
    error: { code, message, details: [], param: null },
  });
  const say = (of: Connection, status: number, body: unknown): Diagnosis => explain(of, status, body);

  test.each([
    [429, 'Insufficient credits', 'gateway', /no credit/, /us\.helicone\.ai\/credits/],
    [403, 'Wallet suspended', 'gateway', /does not take its credits/, /providers/],
    [400, 'Cloud billing is disabled for all requested models.', 'gateway', /does not take its credits/, /providers/],
    [400, 'No available providers for the requested models.', 'model', /no provider for this model/, /list-models/],
    [401, 'Authentication failed', 'credential', /key that Helicone holds/, /providers/],
    [429, 'Rate limited', 'gateway', /asked too much/, /Wait/],
    [500, 'All attempts failed', 'gateway', /failed \(500/, /Try again/],
  ])('%i %s is explained', (status, message, code, meaning, hint) => {
    expect(say(connection, status, written(message))).toMatchObject({
      code,
      message: expect.stringMatching(meaning),
      hint: expect.stringMatching(hint),
    });
  });

  test('a refusal of Helicone’s own key is, which is no JSON', () => {
    expect(say(connection, 401, 'Invalid Helicone API key')).toMatchObject({
      code: 'credential',
      message: 'Helicone does not accept the key (401: Invalid Helicone API key).',
      hint: expect.stringMatching(/jetway login/),
    });
  });

  test('a provider that got no key of its own says how it is given', () => {
    const { status, body } = sample('cf-error-provider-401-anthropic');
    expect(say(inFront, status, body)).toMatchObject({
      code: 'credential',
      hint: expect.stringMatching(/JETWAY_PROVIDER_KEY.*--provider anthropic/),
    });
  });
});

test('a session has its three headers, the user one, and all else is a property', () => {
  const session = { session: 'uuid', agent: 'codex', user: 'zoë', project: 'shop', tags: { Team: 'core' } };
  expect(connection.attribution?.(session)).toEqual({
    'helicone-session-id': 'uuid',
    'helicone-session-name': 'codex',
    'helicone-session-path': '/codex',
    'helicone-user-id': 'zo%C3%AB',
    'helicone-property-project': 'shop',
    'helicone-property-team': 'core',
  });
});
