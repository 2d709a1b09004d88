import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createInput, firstLine, wantsColour } from '../../../src/system/terminal.ts';

describe('colour', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'false' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ])('with %j and terminal %j is %j', (env, isTerminal, wanted) => {
    expect(wantsColour(env, isTerminal)).toBe(wanted);
  });
});

describe('the first line', () => {
  it.each([
    [['sk-1\n'], 'sk-1'],
    [['sk-1\r\nmore\n'], 'sk-1'],
    [['sk', '-1', '\nmore'], 'sk-1'],
    [['sk-1'], 'sk-1'],
    [[], ''],
    [['\nsk-1'], ''],
    [['schlüssel\n'], 'schlüssel'],
    [['{\n  "token": ', '"sk-1"\n}\n'], '{\n  "token": "sk-1"\n}\n'],
  ])('of %j is %j', async (pieces, line) => {
    expect(
      await firstLine(
        Readable.from(
          pieces.map((piece) => Buffer.from(piece)),
          { objectMode: false },
        ),
      ),
    ).toBe(line);
  });

  it('is whole where a character is cut in two', async () => {
    const bytes = Buffer.from('ü\n');
    expect(await firstLine(Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]))).toBe('ü');
  });

  it('leaves what follows unread', async () => {
    let served = 0;
    const endless = new Readable({
      highWaterMark: 16,
      read() {
        served += 1;
        this.push('key\n');
      },
    });
    expect(await firstLine(endless)).toBe('key');
    expect(endless.destroyed).toBe(true);
    expect(served).toBeLessThan(100);
  });

  it('over 64 KiB is refused', async () => {
    const long = Readable.from([Buffer.alloc(40_000, 'x'), Buffer.alloc(40_000, 'x'), Buffer.from('\n')]);
    await expect(firstLine(long)).rejects.toMatchObject({ code: 'usage' });
  });
});

it('the line on standard input is read once, and given as often as it is asked for', async () => {
  const streams = { ...process, stdin: Readable.from(['a key\nmore']) } as unknown as Parameters<typeof createInput>[0];
  const input = createInput(streams);
  expect([await input.readLine(), await input.readLine()]).toEqual(['a key', 'a key']);
});
