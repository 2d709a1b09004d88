import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createPrompts } from '../../../src/system/prompts.ts';

it('a key that is typed is never shown, whatever keys are pressed', async () => {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  const shown: string[] = [];
  stderr.on('data', (piece: Buffer) => void shown.push(piece.toString()));
  const streams = { stdin, stderr } as unknown as Parameters<typeof createPrompts>[0];
  const answer = createPrompts(streams).password('Key of the gateway');
  for (const pressed of ['sk-12', '\u0014', '3456', '\u0014', '\u0014', '\n']) stdin.write(pressed);
  expect(await answer).toBe('sk-123456');
  const text = shown.join('');
  expect(text).toContain('Key of the gateway');
  expect(text).not.toMatch(/sk-1|3456/);
  expect(text).not.toMatch(/ctrl|toggle|show/i);
});
