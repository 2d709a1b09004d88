import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/failure.ts';
import { at } from '../../../../src/json-path.ts';
import { signIn } from '../../../../src/keys/sign-in/sign-in.ts';
import type { HttpRequest, System } from '../../../../src/system/system.ts';
import { systemIn } from '../../../support/system-in.ts';

const issuer = 'https://login.example';
const metadata = {
  issuer,
  token_endpoint: `${issuer}/token`,
  device_authorization_endpoint: `${issuer}/device`,
};
const begun = {
  device_code: 'device-code-4f1d7c2b9a',
  user_code: 'ABCD-EFGH',
  verification_uri: `${issuer}/activate`,
  expires_in: 600,
};

type Answer = { readonly status: number; readonly json: object; readonly challenge?: string } | 'broken';

/** Signs in by a code at an issuer that gives these answers to the question for the token, one after the other. */
async function outcomeOf(
  tokens: readonly Answer[],
  other: { readonly metadata?: object; readonly begun?: object } = {},
): Promise<{
  readonly pauses: readonly number[];
  readonly sent: readonly HttpRequest[];
  readonly access: string | Failure;
  readonly who?: string;
  readonly shown: readonly unknown[];
}> {
  const [pauses, sent, shown]: [number[], HttpRequest[], unknown[]] = [[], [], []];
  const answers = [...tokens];
  let now = 1_000_000;
  const real = systemIn({});
  const answer = ({ url }: HttpRequest): Answer => {
    if (url.includes('/.well-known/')) {
      return url === `${issuer}/.well-known/oauth-authorization-server`
        ? { status: 200, json: { ...metadata, ...other.metadata } }
        : { status: 404, json: {} };
    }
    if (url === `${issuer}/device`) return { status: 200, json: { ...begun, ...other.begun } };
    return answers.shift() ?? { status: 400, json: { error: 'authorization_pending' } };
  };
  const system: System = {
    ...real,
    now: () => now,
    http: {
      ...real.http,
      send: async (request) => {
        sent.push(request);
        const given = answer(request);
        if (given === 'broken') throw new Failure('gateway', 'Nothing answers.', 'Wait.');
        const text = JSON.stringify(given.json);
        return {
          status: given.status,
          headers: {
            'content-type': 'application/json',
            ...(given.challenge === undefined ? {} : { 'www-authenticate': given.challenge }),
          },
          text,
          json: given.json,
          milliseconds: 1,
        };
      },
    },
  };
  const ended = signIn(
    {
      place: { issuer, clientId: 'jetway', scopes: ['models'] },
      by: 'device',
      tell: { issuer: () => undefined, address: () => undefined, code: (one) => void shown.push(one) },
      pause: async (forMs) => {
        pauses.push(forMs);
        now += forMs;
      },
    },
    { url: 'https://gateway.example', gateway: { id: 'compatible', name: 'Compatible server' } },
    system,
  );
  return ended.then(
    ({ record, who }) => ({ pauses, sent, shown, access: record.access, ...(who === undefined ? {} : { who }) }),
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      return { pauses, sent, shown, access: error };
    },
  );
}

const pending: Answer = { status: 400, json: { error: 'authorization_pending' } };
const slower: Answer = { status: 400, json: { error: 'slow_down' } };
const given: Answer = { status: 200, json: { access_token: 'token-1', token_type: 'Bearer', expires_in: 60 } };

describe('a sign-in by a code', () => {
  it('waits as long as it is told to, and longer where it asks too often', async () => {
    const { pauses, access } = await outcomeOf([pending, slower, pending, slower, given]);
    expect(access).toBe('token-1');
    expect(pauses).toEqual([5000, 5000, 10_000, 10_000, 15_000]);
    expect((await outcomeOf([given], { begun: { interval: 2 } })).pauses).toEqual([2000]);
  });

  it('bears a line that breaks, but not for ever', async () => {
    expect((await outcomeOf(['broken', 'broken', given])).access).toBe('token-1');
    const { access, pauses } = await outcomeOf(Array.from({ length: 9 }, () => 'broken' as const));
    expect(access).toMatchObject({ code: 'gateway' });
    expect(pauses).toHaveLength(5);
  });

  it.each([
    ['access_denied', 'credential', 'The sign-in was refused at https://login.example.'],
    ['expired_token', 'credential', 'Nobody has signed in in time.'],
    ['invalid_client', 'credential', 'https://login.example does not know this client.'],
    ['something_new', 'credential', 'https://login.example refuses the sign-in: something_new.'],
  ])('ends at %s with what it means', async (error, code, message) => {
    const { access } = await outcomeOf([pending, { status: 400, json: { error } }]);
    expect(access).toMatchObject({ code, message });
  });

  it('reads what an issuer says beside a challenge for a password that nobody has', async () => {
    const { access } = await outcomeOf([
      { status: 401, json: { error: 'invalid_client' }, challenge: 'Basic realm="x"' },
    ]);
    expect(access).toMatchObject({ code: 'credential', message: `${issuer} does not know this client.` });
  });

  it('goes on where the issuer is in trouble for a moment', async () => {
    const down: Answer = { status: 503, json: { error: 'temporarily_unavailable' } };
    expect((await outcomeOf([down, pending, given])).access).toBe('token-1');
    const { access } = await outcomeOf(Array.from({ length: 9 }, () => down));
    expect(access).toMatchObject({ code: 'gateway', message: `${issuer} answers with 503.` });
  });

  it('shows what the issuer has to say to everybody', async () => {
    const { shown } = await outcomeOf([given], { begun: { login_notice: 'Company use\u001B[2J only.' } });
    expect(at(shown, 0, 'notice')).toBe('Company use only.');
  });

  it('neither floods an issuer that asks for it nor waits for ever', async () => {
    expect((await outcomeOf([given], { begun: { interval: 0.0001 } })).pauses).toEqual([1000]);
    expect((await outcomeOf([given], { begun: { interval: 1e10 } })).pauses).toEqual([60_000]);
    const { shown } = await outcomeOf([given], { begun: { expires_in: 1e300 } });
    expect(at(shown, 0, 'forMs')).toBe(3_600_000);
  });

  it.each([
    ['with a line end', 'token\r\nx-evil: 1', 'has characters that no header may hold'],
    ['without end', 't'.repeat(100_000), 'is 100000 characters long'],
  ])('takes no token %s', async (_name, token, why) => {
    const { access } = await outcomeOf([{ status: 200, json: { access_token: token, token_type: 'Bearer' } }]);
    expect(access).toMatchObject({ code: 'gateway', message: `A token of the issuer's ${why}.` });
  });

  it('ends when the code does', async () => {
    const { access, pauses } = await outcomeOf([], { begun: { expires_in: 12 } });
    expect(access).toMatchObject({ message: 'Nobody has signed in in time.' });
    expect(pauses).toHaveLength(3);
  });

  it.each([
    ['a token endpoint without encryption', { token_endpoint: 'http://login.example/token' }],
    ['a token endpoint on this machine', { token_endpoint: 'http://127.0.0.1:1/token' }],
    ['another issuer', { issuer: 'https://evil.example' }],
  ])('sends nothing to %s', async (_name, wrong) => {
    const { access, sent } = await outcomeOf([given], { metadata: wrong });
    expect(access).toMatchObject({ code: 'gateway' });
    expect(sent.every(({ url }) => url.includes('/.well-known/'))).toBe(true);
  });

  it('shows no address that is not encrypted, and nothing that would move the cursor', async () => {
    const plain = await outcomeOf([given], { begun: { verification_uri: 'http://login.example/activate' } });
    expect(plain.access).toMatchObject({ code: 'gateway' });
    expect(plain.shown).toEqual([]);
    const { shown } = await outcomeOf([given], { begun: { user_code: 'AB\u001B[2JCD\r\nOpen: x' } });
    expect(at(shown, 0, 'code')).toBe('ABCD Open: x');
  });

  it('follows no redirect with a token', async () => {
    const { sent } = await outcomeOf([given]);
    expect(sent.map(({ redirects }) => redirects)).toEqual(sent.map(() => 'refused'));
  });

  it('asks for what was wanted, as the client that was named', async () => {
    const { sent } = await outcomeOf([given]);
    const asked = sent.find(({ url }) => url === `${issuer}/device`);
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({ client_id: 'jetway', scope: 'models' });
  });
});
