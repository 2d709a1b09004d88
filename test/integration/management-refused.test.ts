import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.ts';
import type { ServedAnswer } from '../../src/net/served.ts';
import { startGateway } from '../support/gateway.ts';
import { startBifrost } from '../support/bifrost.ts';
import { jetway } from '../support/jetway.ts';

const key = 'management-secret-12345678';
const env = { JETWAY_MANAGEMENT_KEY: key, JETWAY_API_KEY: 'session-secret-12345678' };
const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ServedAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
const page: ServedAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><html><body>Sign in</body></html>',
};
const said = { error: { message: `no, ${key} may not` } };

const commands = [
  ['keys', 'list'],
  ['gateway', 'logs'],
  ['gateway', 'spend-limits'],
] as const;

describe.each(['bifrost', 'litellm'])('a management API of %s', (gateway) => {
  it.each<[string, ServedAnswer, RegExp, RegExp]>([
    ['is a page', page, /No management API of \w+ is at this address/, /doctor gateway/],
    ['is something else', json(200, {}), /answered otherwise than its management API does \(200\)/, /doctor gateway/],
    ['is empty', json(200, null), /No management API|answered otherwise/, /doctor gateway/],
    ['is too much asked', json(429, said, { 'retry-after': '7' }), /does not answer this now \(429\)/, /in 7 s/],
    ['is away', json(503, said), /does not answer this now \(503\): no, .* may not/, /in a minute/],
  ])('that %s is told by its cause, with a hint of this command, and the key in none of it', async (...one) => {
    const [, answer, message, hint] = one;
    await using server = await startGateway({ answers: () => answer });
    await using here = await jetway();
    for (const words of commands) {
      const argv = [...words, '--json', '--gateway', gateway, '--base-url', server.url];
      const outcome = await here.run(argv, { env });
      expect({ words, code: outcome.code, json: outcome.json }).toMatchObject({
        code: 5,
        json: {
          schemaVersion: 1,
          error: { message: expect.stringMatching(message) as unknown, hint: expect.stringMatching(hint) as unknown },
        },
      });
      expect(outcome.stdout + outcome.stderr).not.toContain(key);
      expect(outcome.stdout + outcome.stderr).not.toContain('session-secret');
    }
    expect(server.requests.every(({ headers }) => !JSON.stringify(headers).includes('session-secret'))).toBe(true);
    expect((await here.run(['keys', 'list', '--gateway', gateway, '--base-url', server.url], { env })).code).toBe(5);
  });
});

describe('keys create --save-as', () => {
  it('where there is no keyring makes nothing, and says where else the key may go', async () => {
    await using server = await startGateway({ answers: () => json(200, { is_auth_enabled: false }) });
    await using here = await jetway();
    const absent = (): Promise<never> =>
      Promise.reject(new Failure('credential', 'There is no keyring.', 'Give it on standard input.'));
    const argv = ['keys', 'create', 'bob', '--models', 'openai/*', '--save-as', 'bob', '--gateway', 'bifrost'];
    const { code, stderr } = await here.run([...argv, '--base-url', server.url], {
      parts: ({ credentials }) => ({
        credentials: (kind) => ({ ...credentials(kind), get: kind === 'file' ? credentials(kind).get : absent }),
      }),
    });
    expect(code).toBe(4);
    expect(stderr).toContain('There is no keyring.');
    expect(stderr).toContain('--store file');
    expect(stderr).not.toContain('standard input');
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('budget', () => {
  const words = (url: string): readonly string[] => ['budget', '--json', '--gateway', 'bifrost', '--base-url', url];
  const sent = { env: { JETWAY_API_KEY: 'sk-bf-11111111-session' } };

  it('with a key that is refused says so, and ends with 4', async () => {
    await using server = await startBifrost({ version: '2.0', keys: {} });
    await using here = await jetway();
    const { code, json: document, stdout } = await here.run(words(server.url), sent);
    expect({ code, document }).toMatchObject({ code: 4, document: { error: { code: 'credential' } } });
    expect(stdout).not.toContain('11111111');
  });

  it('of an address where nothing listens says so', async () => {
    await using here = await jetway();
    for (const more of [sent, {}]) {
      const { code, stderr } = await here.run(words('http://127.0.0.1:9'), more);
      expect(code).toBe(5);
      expect(stderr).toContain('Nothing listens at http://127.0.0.1:9');
    }
  });

  it.each([429, 500, 503])('where the gateway answers with %d says that, not that there is none', async (status) => {
    await using server = await startGateway({ answers: () => json(status, { error: { message: 'busy' } }) });
    await using here = await jetway();
    const { code, stderr } = await here.run(words(server.url), sent);
    expect(code).toBe(5);
    expect(stderr).toContain(`${status}: busy`);
  });
});

describe('words that contradict each other or would be left out are refused', () => {
  it.each<[readonly string[], string]>([
    [['usage', '--csv', '--json'], '--csv and --json'],
    [['usage', '--context'], 'of one session'],
    [['usage', 'session', 'last', '--csv'], 'no --csv'],
    [['usage', 'session', 'last', '--by', 'day'], 'no --by'],
    [['usage', '--since', '2026-02-30'], '--since'],
    [['keys', 'create', 'bob', '--models', 'a/*', '--expires', '2099-02-30'], '--expires'],
  ])('%j', async (words, message) => {
    await using server = await startGateway();
    await using here = await jetway();
    const argv = [...words, '--gateway', 'bifrost', '--base-url', server.url];
    const { code, stderr } = await here.run(argv, { env });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as unknown });
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
