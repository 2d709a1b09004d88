import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { Back, Failure } from '../../../src/failure.ts';
import { createPrompts } from '../../../src/system/prompts.ts';
import type { Prompts } from '../../../src/system/system.ts';

interface Keyboard {
  readonly prompts: Prompts;
  /** Types this, key by key, each once the one before it was drawn. */
  press(...keys: readonly string[]): Promise<void>;
  /** All that was ever drawn, without colours. */
  shown(): string;
}

function keyboard(rows = 24, columns = 80): Keyboard {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  let drawn = '';
  stderr.on('data', (piece: Buffer) => void (drawn += piece.toString()));
  const streams = { stdin, stderr: Object.assign(stderr, { rows, columns }) };
  const prompts = createPrompts(streams as unknown as Parameters<typeof createPrompts>[0]);
  return {
    prompts,
    press: async (...keys) => {
      for (const key of keys) {
        const before = drawn.length;
        stdin.write(key);
        await vi.waitFor(() => expect(drawn.length).toBeGreaterThan(before), { timeout: 5000, interval: 5 });
      }
    },
    shown: () => stripVTControlCharacters(drawn),
  };
}

const escape = '\u001b';
const down = '\u001b[B';
const choices = Array.from({ length: 10_000 }, (_, index) => ({
  value: `vendor/model-${index}`,
  name: `model ${index}`,
}));

describe('a typed key', () => {
  it('is never shown, whatever keys are pressed', async () => {
    const { prompts, press, shown } = keyboard();
    const answer = prompts.password('Key of the gateway');
    await press('sk-12', '\u00143456', '\u0014\n');
    expect(await answer).toBe('sk-123456');
    expect(shown()).toContain('Key of the gateway');
    expect(shown()).not.toMatch(/sk-1|3456/);
    expect(shown()).not.toMatch(/ctrl|toggle/i);
  });

  it('that is refused gets no tick, and is typed anew', async () => {
    const { prompts, press, shown } = keyboard();
    const answer = prompts.password('Key', async (typed) => (typed === 'good' ? undefined : 'It is refused.'));
    await press('bad', '\n');
    await vi.waitFor(() => expect(shown()).toContain('It is refused.'));
    expect(shown()).not.toContain('✔');
    await press('good', '\n');
    expect(await answer).toBe('good');
    expect(shown()).toContain('✔ Key ****');
  });
});

describe('a long list', () => {
  it('says how many there are, narrows while typing, and gives what is under the cursor', async () => {
    const { prompts, press, shown } = keyboard();
    const answer = prompts.search('Which model?', choices, true);
    await vi.waitFor(() => expect(shown()).toContain('10,000 · type to filter'));
    await press('9', '9', '9');
    expect(shown()).toContain('20 of 10,000');
    await press(down, '\n');
    expect(await answer).toBe('vendor/model-1999');
  });

  it('is as high as the terminal, and marks that there is more', async () => {
    const { prompts, press, shown } = keyboard(40);
    const answer = prompts.select('Which?', choices);
    await vi.waitFor(() => expect(shown()).toContain('↓ model 34'));
    expect(shown()).not.toContain('model 35');
    await press('\n');
    expect(await answer).toBe('vendor/model-0');
  });

  it('starts on what is preselected, and has a line between groups', async () => {
    const { prompts, press, shown } = keyboard();
    const few = [
      { value: 'a', name: 'Alpha', group: 'installed' },
      { value: 'b', name: 'Beta', group: 'not installed' },
    ];
    const answer = prompts.select('Which?', few, 'b');
    await vi.waitFor(() => expect(shown()).toContain('── not installed ──'));
    await press('\n');
    expect(await answer).toBe('b');
  });

  it('shows no control characters of a name', async () => {
    const { prompts, press, shown } = keyboard();
    const answer = prompts.select('Which?', [{ value: 'a', name: 'a\u001b[2Jb\u0007', description: 'c\u0007d' }]);
    await vi.waitFor(() => expect(shown()).toContain('c d'));
    expect(shown()).toContain('ab');
    expect(shown()).not.toContain('\u0007');
    await press('\n');
    await answer;
  });
});

describe('Esc', () => {
  it('answers within 0.4 s, and is the way back', async () => {
    const asks: readonly ((prompts: Prompts) => Promise<unknown>)[] = [
      async (prompts) => prompts.select('Which?', choices),
      async (prompts) => prompts.text('Address', {}),
      async (prompts) => prompts.password('Key'),
      async (prompts) => prompts.several('Protocols', choices.slice(0, 3), []),
      async (prompts) => prompts.review('Launch?', [{ key: 'm', label: 'model', text: 'x' }]),
    ];
    for (const ask of asks) {
      const { prompts, press } = keyboard();
      const asked = ask(prompts).catch((error: unknown) => error);
      const started = performance.now();
      const [answer] = await Promise.all([asked, press(escape)]);
      expect(answer).toBeInstanceOf(Back);
      expect(performance.now() - started).toBeLessThan(400);
    }
  });

  it('takes away what was typed first', async () => {
    const { prompts, press } = keyboard();
    const answer = prompts.text('Address', { preset: 'http://localhost' });
    await press('abc', escape, '\n');
    expect(await answer).toBe('http://localhost');
  });
});

describe('boxes', () => {
  it('are ticked with the space bar, one at least', async () => {
    const { prompts, press, shown } = keyboard();
    const answer = prompts.several('Protocols', choices.slice(0, 3), []);
    await press('\n');
    expect(shown()).toContain('Tick one at least.');
    await press(' ', down, ' ', '\n');
    expect(await answer).toEqual(['vendor/model-0', 'vendor/model-1']);
  });
});

it('Ctrl-C is a cancelled command', async () => {
  const { prompts, press } = keyboard();
  const asked = prompts.select('Which?', choices).catch((error: unknown) => error);
  const [answer] = await Promise.all([asked, press('\u0003')]);
  expect(answer).toMatchObject({ code: 'cancelled' });
  expect(new Back()).toBeInstanceOf(Failure);
});
