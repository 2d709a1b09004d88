import { expect, test } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { previewParts, runParts, type Session, type SessionPart } from '../../../src/launch/session-part.ts';

const written: string[] = [];
const system = { stderr: { write: (text: string) => void written.push(text) } } as unknown as Parameters<
  typeof runParts
>[1];
/** Parts look at what they are given and no further. */
const session = {
  id: 'one',
  target: { cacheKey: 'the gateway' },
  keys: new Map([['gateway', 'k']]),
} as unknown as Session;
const detour = { target: { cacheKey: 'a relay' }, keys: new Map([['relay', 't']]) } as unknown as Pick<
  Session,
  'target' | 'keys'
>;

function part(name: string, seen: string[], before: SessionPart['before'] = 'agent'): SessionPart {
  return {
    before,
    begin: async ({ target }) => {
      seen.push(`${name} begins at ${target.cacheKey}`);
      return { end: async ({ code }) => void seen.push(`${name} ends after ${code ?? 'nothing'}`) };
    },
  };
}

test('parts begin in order, each at its time, and end in the reverse order', async () => {
  const seen: string[] = [];
  const parts = runParts([part('first', seen), part('second', seen), part('early', seen, 'plan')], system);
  await parts.begin('plan', session);
  await parts.begin('agent', session);
  await parts.end({ code: 3, files: [] });
  await parts.end({ code: 3, files: [] });
  expect(seen).toEqual([
    'early begins at the gateway',
    'first begins at the gateway',
    'second begins at the gateway',
    'second ends after 3',
    'first ends after 3',
    'early ends after 3',
  ]);
});

test('one that leads the agent elsewhere leads those behind it there too, with no key but its own', async () => {
  const seen: string[] = [];
  const relay: SessionPart = { before: 'plan', begin: async () => ({ detour, end: async () => undefined }) };
  const parts = runParts([relay, part('next', seen, 'plan')], system);
  const after = await parts.begin('plan', session);
  expect(seen).toEqual(['next begins at a relay']);
  expect(after).toEqual({ ...session, ...detour });
});

test('those that have begun end where another refuses the launch, and one with nothing to do is not ended', async () => {
  const seen: string[] = [];
  const idle: SessionPart = { before: 'agent', begin: async () => undefined };
  const refusing: SessionPart = {
    before: 'agent',
    begin: async () => {
      throw new Failure('configuration', 'No.', 'Do something.');
    },
  };
  const parts = runParts([part('first', seen), idle, refusing, part('never', seen)], system);
  await expect(parts.begin('agent', session)).rejects.toThrow('No.');
  await parts.end({ code: undefined, files: [] });
  expect(seen).toEqual(['first begins at the gateway', 'first ends after nothing']);
});

test('one that can not end is a line on stderr, and the others end all the same', async () => {
  const seen: string[] = [];
  const stuck: SessionPart = {
    before: 'agent',
    begin: async () => ({
      end: async () => {
        throw new Failure('configuration', 'The file is locked.', 'Unlock it.');
      },
    }),
  };
  const parts = runParts([part('first', seen), stuck], system);
  await parts.begin('agent', session);
  await parts.end({ code: 0, files: [] });
  expect(written).toEqual(['jetway: The file is locked. Unlock it.\n']);
  expect(seen).toEqual(['first begins at the gateway', 'first ends after 0']);
});

test('a dry run begins nothing and is led where the preview says', () => {
  const seen: string[] = [];
  const relay: SessionPart = { ...part('relay', seen, 'plan'), preview: () => detour };
  expect(previewParts([part('early', seen, 'plan'), relay], session)).toEqual({ ...session, ...detour });
  expect(seen).toEqual([]);
});
