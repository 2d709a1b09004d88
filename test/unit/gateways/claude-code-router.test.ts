import { expect, test } from 'vitest';
import { claudeCodeRouter } from '../../../src/gateways/claude-code-router.ts';
import { sample } from '../../support/bodies.ts';
import { connect, held, modelsIn } from '../../support/connections.ts';

const connection = connect('claude-code-router', 'local');

test('its models are those of its providers, by the names that it takes, and their keys are read by nobody', () => {
  const [list] = connection.lists(held(connection));
  const models = modelsIn(list, sample('ccr-providers').body);
  expect(models.map(({ id }) => id)).toEqual([
    'openrouter,anthropic/claude-sonnet-5',
    'openrouter,openai/gpt-5.5',
    'deepseek,deepseek-chat',
  ]);
  const kept = list?.keeps?.(sample('ccr-providers').body);
  expect(JSON.stringify(kept)).not.toMatch(/sk-|apiKey/);
  expect(modelsIn(list, kept)).toEqual(models);
});

test('it is known by its greeting', () => {
  expect(claudeCodeRouter.localProbe?.read(200, sample('ccr-greeting').body)).toBe(true);
  expect(claudeCodeRouter.localProbe?.read(200, sample('cliproxyapi-greeting').body)).toBe(false);
});

test('one without a list of providers is asked whether it has the protocol', () => {
  const probe = connection.probe(held(connection));
  expect(probe.read(200, sample('ccr-providers').body)).toBe('accepted');
  expect(probe.read(404, { message: 'Route GET:/providers not found' })).toMatchObject({ absent: 'list' });
  expect(connection.presence?.(held(connection)).together([500])).toBe(undefined);
  expect(connection.presence?.(held(connection)).together([404])).toMatchObject({ code: 'gateway' });
});
