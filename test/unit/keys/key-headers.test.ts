import { expect, it } from 'vitest';
import { bearer, carriesCredential, keyHeaders } from '../../../src/keys/key-headers.ts';
import { bearerOf, Secret } from '../../../src/keys/secret.ts';
import { protocolIds, protocols } from '../../../src/protocols/protocols.ts';

const key = new Secret('https://gateway.example');

it.each([
  ['Authorization', true],
  ['x-api-key', true],
  ['key', true],
  ['x-auth-token', true],
  ['Set-Cookie', true],
  ['monkey', false],
  ['x-key-id', false],
])('takes the header %s for one of a credential: %s', (name, carries) => {
  expect(carriesCredential(name)).toBe(carries);
});

it.each(protocolIds)('%s sends its key in one of the headers that are known to carry one', (id) => {
  const { keyHeader, variables } = protocols[id];
  const names = [...Object.keys(keyHeader(key)), ...Object.keys(variables.key)];
  expect(keyHeaders).toEqual(expect.arrayContaining(names));
  expect(names.filter((name) => !carriesCredential(name))).toEqual([]);
});

it('gives a key as a bearer, and has it back', () => {
  expect(bearerOf(bearer(key)['authorization'])).toBe(key);
});
