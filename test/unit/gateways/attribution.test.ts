import { expect, test } from 'vitest';
import { asciiJson, facetsOf, percentEncoded, sessionOf } from '../../../src/gateways/attribution.ts';
import { Failure } from '../../../src/failure.ts';

const base = { session: 'uuid', agent: 'codex' };

test('tags add facets, replace user and project, and take them away', () => {
  const given = { ...base, user: 'alice', project: 'shop' };
  expect(sessionOf({ ...given, tags: ['team=core', 'user=bob', 'project='] })).toEqual({
    ...base,
    user: 'bob',
    tags: { team: 'core' },
  });
  expect(sessionOf(given)).toEqual({ ...given, tags: {} });
  expect(sessionOf({ ...base, user: undefined })).toEqual({ ...base, tags: {} });
});

test('a value may hold equal signs, and the last of two tags wins', () => {
  expect(sessionOf({ ...base, tags: ['a=1', 'a=b=c'] }).tags).toEqual({ a: 'b=c' });
});

test.each(['', 'x', '=1', 'a b=1', 'é=1', `${'k'.repeat(65)}=1`, 'session=1', 'agent=1'])('"%s" is no tag', (tag) => {
  expect(() => sessionOf({ ...base, tags: [tag] })).toThrow(Failure);
});

test('values lose control characters and are cut', () => {
  const { user, project } = sessionOf({ ...base, user: ' a\r\nx-evil: 1\u0000 ', project: '🚀'.repeat(300) });
  expect(user).toBe('a x-evil: 1');
  expect([...(project ?? '')]).toHaveLength(256);
});

test('half a character is no obstacle to any encoding', () => {
  const { user } = sessionOf({ ...base, user: 'a\ud83d' });
  expect(percentEncoded(user ?? '')).toBe('a%EF%BF%BD');
  expect(JSON.parse(asciiJson({ user }))).toEqual({ user: 'a\ufffd' });
});

test('a key that is a name of every object is a tag like any other', () => {
  expect(Object.entries(sessionOf({ ...base, tags: ['__proto__=1', 'constructor=2'] }).tags)).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
});

test('facets come in the order of their worth', () => {
  const session = sessionOf({ ...base, user: 'u', project: 'p', tags: ['z=1', 'a=2'] });
  expect(facetsOf(session).map(([name]) => name)).toEqual(['session', 'agent', 'user', 'project', 'z', 'a']);
});

test('percent signs are encoded, so that the encoding can be undone', () => {
  expect(decodeURIComponent(percentEncoded('100% Zoë'))).toBe('100% Zoë');
});
