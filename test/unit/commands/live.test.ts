import { describe, expect, it } from 'vitest';
import { live } from '../../../src/commands/usage/live.ts';
import type { Output } from '../../../src/system/system.ts';

function terminal(isTerminal: boolean): Output & { readonly written: string[] } {
  const written: string[] = [];
  return { isTerminal, colour: false, columns: 80, written, write: (text) => void written.push(text) };
}

describe('a view that is drawn anew', () => {
  it('is written over in place, and only where it changed', async () => {
    const stdout = terminal(true);
    const views = ['one\n', 'one\n', 'two\n'];
    let looks = 0;
    const wait = async (): Promise<boolean> => looks < views.length;
    await live(async () => views[looks++] ?? '', { stdout }, wait);
    expect(stdout.written).toEqual(['\x1b[2J\x1b[Hone\x1b[K\n\x1b[J', '\x1b[Htwo\x1b[K\n\x1b[J']);
  });

  it('wants a terminal', async () => {
    const drawn = live(
      async () => '',
      { stdout: terminal(false) },
      async () => false,
    );
    await expect(drawn).rejects.toMatchObject({ code: 'usage' });
  });
});
