import { expect, test } from 'vitest';
import { explain, messageOf } from '../../../src/gateways/diagnosis.ts';
import type { Diagnosis } from '../../../src/gateways/gateway.ts';
import { sample } from '../../support/bodies.ts';

const connection = { gateway: { id: 'g', name: 'Gate' }, url: 'https://gate.example.com/x', explain: () => undefined };

function say(status: number, body: unknown): Diagnosis {
  return explain(connection, status, body);
}

test.each([
  [400, 'gateway', false],
  [401, 'credential', false],
  [402, 'gateway', false],
  [403, 'credential', false],
  [404, 'gateway', false],
  [405, 'gateway', false],
  [408, 'gateway', true],
  [413, 'gateway', false],
  [429, 'gateway', true],
  [500, 'gateway', true],
  [529, 'gateway', true],
  [302, 'gateway', false],
])('status %i without a word is %s', (status, code, transient) => {
  const diagnosis = say(status, undefined);
  expect(diagnosis.code).toBe(code);
  expect(diagnosis.transient ?? false).toBe(transient);
  expect(diagnosis.message).toContain(`${status}`);
});

test('the gateway’s own explanation comes first', () => {
  const own: Diagnosis = { code: 'model', message: 'm', hint: 'h' };
  expect(explain({ ...connection, explain: () => own }, 401, {})).toBe(own);
});

test('the server’s message is told, on one line and without what would move the cursor', () => {
  const { message } = say(400, { error: { message: '\u001b[31mbad\nthing\u0007\u202e' } });
  expect(message).toBe('Gate refused the request (400: bad thing).');
  expect(say(400, { message: 'x'.repeat(1000) }).message.length).toBeLessThan(260);
});

test('a plain text is told up to its first line', () => {
  expect(say(502, 'upstream gone\nstack trace').message).toContain('(502: upstream gone)');
});

test('a web page is called one, unless the status says more', () => {
  const page = '<!DOCTYPE html><html><body>Sign in to continue</body></html>';
  expect(say(200, page).message).toContain('gate.example.com answered with a page');
  expect(say(403, page).code).toBe('gateway');
  expect(say(502, page)).toMatchObject({ transient: true, message: 'Gate failed (502).' });
});

test.each([
  ['litellm-error-model', 'model'],
  ['litellm-error-auth', 'credential'],
  ['openrouter-error', 'credential'],
])('%s is %s', (name, code) => {
  const { status, body } = sample(name);
  expect(say(status, body).code).toBe(code);
});

test.each([
  [{ error: { message: 'a' } }, 'a'],
  [{ error: 'b' }, 'b'],
  [{ error: [{ message: 'c' }] }, 'c'],
  [{ errors: [{ message: 'd' }] }, 'd'],
  [{ message: 'e' }, 'e'],
  [{ detail: 'f' }, 'f'],
  [{ detail: [{ msg: 'g' }] }, 'g'],
  [{}, undefined],
  [null, undefined],
])('the message of %j', (body, message) => {
  expect(messageOf(body)).toBe(message);
});
