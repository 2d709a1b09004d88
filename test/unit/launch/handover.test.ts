import { describe, expect, it } from 'vitest';
import type { FoundKey } from '../../../src/keys/sources.ts';
import { handoverParts } from '../../../src/launch/handover.ts';
import { runParts, type Session } from '../../../src/launch/session-part.ts';

const key: FoundKey = { value: 'sk-1', source: { kind: 'keyring', place: 'Secret Service' } };
const command = ['node', 'jetway.js', 'token', 'https://gateway.test'];
const place = '/run/user/1/jetway-one/key';

/** What was done, by a session of an agent that is started with these arguments. */
async function session(
  found: FoundKey | undefined,
  printKey: readonly string[] | undefined,
  args: (printKey: readonly string[]) => readonly string[],
  where = place,
): Promise<readonly string[]> {
  const done: string[] = [];
  const handovers = {
    placeFor: (id: string) => (id === 'one' && where !== '' ? where : undefined),
    give: async (at: string, text: string) => {
      done.push(`${text} at ${at}`);
      return () => void done.push('over');
    },
    take: async () => undefined,
  };
  const parts = runParts(handoverParts({ handovers }), {
    stderr: { isTerminal: false, colour: false, columns: 80, write: () => undefined },
  });
  const known = { id: 'one', key: found, keys: new Map(), target: { printKey } } as unknown as Session;
  const later = await parts.begin('plan', known);
  await parts.begin('agent', { ...later, plan: { args: args(later.target.printKey ?? []), set: {} } });
  await parts.end({ code: 0, files: [] });
  return done;
}

describe('the key of the launch', () => {
  it('is handed over where the agent asks by a command, and no longer than the session', async () => {
    expect(await session(key, command, (all) => ['-c', `auth=${JSON.stringify(all)}`])).toEqual([
      `sk-1 at ${place}`,
      'over',
    ]);
  });

  it.each([
    ['an agent that asks by none', key, command, place],
    ['a key that a file has', { ...key, source: { kind: 'file', place: 'a file' } } as const, command, place],
    ['a gateway without one', undefined, undefined, place],
    ['a key of no store', { ...key, source: { kind: 'stdin' } } as const, undefined, place],
    ['a system without such places', key, command, ''],
  ])('is not with %s', async (what, found, printKey, where) => {
    const args = (all: readonly string[]): readonly string[] => (what.startsWith('an agent') ? [] : all);
    expect(await session(found, printKey, args, where)).toEqual([]);
  });
});
