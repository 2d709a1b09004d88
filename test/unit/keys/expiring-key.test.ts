import { describe, expect, it } from 'vitest';
import { readPrintedKey, readTtl } from '../../../src/keys/expiring-key.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const later = Date.parse('2026-11-29T13:00:00Z');
const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('what a key command prints', () => {
  it.each([
    ['sk-plain-key\n', 'sk-plain-key', undefined],
    ['{"access_token":"dapi1","token_type":"Bearer","expiry":"2026-11-29T13:00:00Z"}', 'dapi1', later],
    ['{"token":"t","expires_in":3600}', 't', later],
    [`{"accessToken":"t","expires_on":${later / 1000}}`, 't', later],
    [`{"key":"t","expiresAt":"${later}"}`, 't', later],
    ['{"status":{"token":"t","expirationTimestamp":"2026-11-29T13:00:00Z"}}', 't', later],
    ['{"token":"t","expiry":"soon"}', 't', undefined],
    [jwt({ exp: later / 1000 }), jwt({ exp: later / 1000 }), later],
    [jwt({}), jwt({}), undefined],
    [JSON.stringify({ id_token: jwt({ exp: later / 1000 }) }), jwt({ exp: later / 1000 }), later],
    ['{"nothing":1}', '{"nothing":1}', undefined],
    ['not.a.jwt!', 'not.a.jwt!', undefined],
  ])('is read: %s', (text, value, expiresAt) => {
    expect(readPrintedKey(text, now)).toEqual({ value, ...(expiresAt === undefined ? {} : { expiresAt }) });
  });

  it('holds for a time that is given', () => {
    expect([readTtl('90s'), readTtl('45m'), readTtl('12h')]).toEqual([90_000, 2_700_000, 43_200_000]);
    for (const wrong of ['', '0m', '5', '5d', '-1h', '1.5h']) expect(() => readTtl(wrong)).toThrow('no time');
  });
});
