import { expect, test } from 'vitest';
import { words } from '../../../src/keys/key-command.ts';
import { explain } from '../../../src/gateways/diagnosis.ts';
import { databricks } from '../../../src/gateways/databricks.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const workspace = 'https://dbc-a1b2c3d4-e5f6.cloud.databricks.com';
const connection = connect('databricks', 'workspace');

test.each(['', '/', '/browse?o=1234', '/?o=1234#home', '/ai-gateway/anthropic', '/ai-gateway/codex/v1/responses'])(
  'the workspace is understood with the ending %s',
  (ending) => {
    const [setting] = databricks.settings;
    expect(setting?.read(`${workspace}${ending}`)).toEqual({ 'base-url': workspace });
  },
);

test('without a workspace nothing is known', () => {
  expect(databricks.missing({}).map(({ id }) => id)).toEqual(['base-url']);
  expect(() => databricks.connect({})).toThrow(/empty/);
});

test.each([
  ['databricks-claude-sonnet-5', ['anthropic-messages', 'openai-chat']],
  ['system.ai.claude-sonnet-5', ['anthropic-messages', 'openai-chat']],
  ['system.ai.gpt-5.5', ['openai-responses', 'openai-chat']],
  ['databricks-gemini-3-5-flash', ['gemini', 'openai-chat']],
  ['databricks-gpt-oss-120b', ['openai-chat']],
  ['main.models.our-own', ['openai-chat']],
])('%s is spoken to over its maker’s protocol, and chat', (model, spoken) => {
  expect(connection.routes(model).map((route) => route.protocol)).toEqual(spoken);
});

test('the endpoints are those that the AI Gateway serves, over what each has', () => {
  const [endpoints, claude] = connection.lists(held(connection));
  expect(modelsIn(endpoints, sample('databricks-foundation-models').body)).toMatchObject([
    { id: 'databricks-claude-sonnet-5', protocols: ['anthropic-messages', 'openai-chat'] },
    { id: 'databricks-gpt-5-5', protocols: ['openai-responses', 'openai-chat'] },
    { id: 'databricks-gemini-3-5-flash', protocols: ['gemini'] },
    { id: 'databricks-gpt-oss-120b', protocols: ['openai-chat'] },
  ]);
  const body = { data: [{ id: 'databricks-claude-opus-4-8' }, { id: 'databricks-claude-opus-4-8-anthropic' }] };
  expect(modelsIn(claude, body).map(({ id }) => id)).toEqual(['databricks-claude-opus-4-8']);
});

test('a token that has run out is replaced by a command', () => {
  const diagnosis = explain(connection, 403, { error_code: '403', message: 'Invalid access token.' });
  expect(diagnosis).toMatchObject({ code: 'credential', hint: expect.stringMatching(/--key-command/) });
  const [, command = ''] = /--key-command "(.*)"/.exec(diagnosis.hint) ?? [];
  expect(words(command, 'linux')).toEqual([
    'sh',
    '-c',
    `databricks auth token --host ${workspace} | jq -r .access_token`,
  ]);
  const { read: judge } = connection.probe(held(connection));
  expect(judge(200, sample('databricks-anthropic-models').body)).toBe('accepted');
  expect(judge(401, {})).toMatchObject({ code: 'credential' });
  expect(judge(404, {})).toMatchObject({ code: 'gateway' });
  expect(judge(200, '<!doctype html>')).toMatchObject({ code: 'gateway' });
});
