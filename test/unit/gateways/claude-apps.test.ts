import { expect, test } from 'vitest';
import { claudeApps } from '../../../src/gateways/claude-apps.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const connection = connect('claude-apps', 'remote');

test('it has one protocol, and its token goes as a bearer', () => {
  expect(connection.routes('claude-opus-5')).toEqual([
    { protocol: 'anthropic-messages', baseUrl: 'https://claude-gateway.example.com', model: 'claude-opus-5' },
  ]);
  const [route] = connection.routes();
  if (route === undefined) throw new Error('There is no route.');
  expect(Object.keys(connection.credentials(route, { key: true, providerKey: false }))).toEqual(['authorization']);
});

test('its list tells the windows that it tells', () => {
  const [list] = connection.lists(held(connection));
  expect(modelsIn(list, sample('claude-apps-models').body)).toMatchObject([
    { id: 'claude-opus-4-6' },
    { id: 'claude-opus-5', contextWindow: 1_000_000 },
    { id: 'claude-haiku-4-5-20251001', contextWindow: 200_000 },
  ]);
});

test('it is known by how it describes its sign-in, as no other issuer does', () => {
  const { body } = sample('claude-apps-metadata');
  expect(claudeApps.localProbe?.read(200, body)).toBe(true);
  const usual = { ...(body as object), authorization_endpoint: 'https://login.example.com/authorize' };
  expect(claudeApps.localProbe?.read(200, usual)).toBe(false);
  expect(claudeApps.localProbe?.read(200, { issuer: 'https://login.example.com' })).toBe(false);
});

test('where it has no list, as LiteLLM has none there, that is no fault', () => {
  const other = connect('claude-apps', 'litellm');
  expect(other.probe(held(other)).read(404, { detail: 'Not Found' })).toMatchObject({ absent: 'list' });
  expect(other.presence?.(held(other)).questions.map(({ url }) => url)).toEqual([
    'https://litellm.example.com/claude_code_gateway/v1/messages',
  ]);
});

test('whose sign-in it is stands in the token', () => {
  const claims = Buffer.from(JSON.stringify({ sub: 'ann', email: 'ann@example.com' })).toString('base64url');
  expect(connection.signIn?.whose?.({ access_token: `e30.${claims}.x` })).toBe('ann@example.com');
  expect(connection.signIn?.whose?.({ access_token: 'opaque', user_id: 'u-1' })).toBe('u-1');
  expect(connection.signIn?.whose?.(undefined)).toBe(undefined);
});
