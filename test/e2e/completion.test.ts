import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packed, type Packed } from '../support/packed.ts';
import { openTerminal } from '../support/terminal.ts';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

const models = ['vendor/gpt-5:free', 'model with space', "it's $HOME"];
const config = {
  schemaVersion: 1,
  current: 'work',
  profiles: {
    work: { gateway: 'ollama', settings: {}, models: {}, recentModels: models },
    'home-base': { gateway: 'ollama', settings: {}, models: {} },
  },
  credentials: {},
};

/** How each shell is started without anybody's own settings, and what it is told first. */
const shells = {
  bash: ['bash --norc --noprofile', 'source <(jetway completion bash)'],
  zsh: ['zsh -f', 'source <(jetway completion zsh)'],
  fish: ['fish --no-config', 'jetway completion fish | source'],
} as const;

describe.each(Object.entries(shells))('in %s', (_shell, [start, install]) => {
  it('commands, profiles and models are completed, whatever stands in them', async () => {
    await using home = await programs.home();
    home.write('.config/jetway/config.json', JSON.stringify(config));
    const path = execFileSync('sh', ['-c', 'echo "$PATH"'], { encoding: 'utf8' }).trim();
    await using terminal = openTerminal(home, { PATH: `${home.env['PATH']}:${path}` }, []);
    terminal.type(start);
    terminal.type(`${install}; echo re''ady`);
    await terminal.until('ready');
    for (const [typed, shown] of [
      ['jetway list-m', 'jetway list-models '],
      ['jetway --gateway bif', 'jetway --gateway bifrost '],
      ['jetway -m ven', 'jetway -m vendor/gpt-5:free '],
      ['jetway --model=vend', 'jetway --model=vendor/gpt-5:free '],
      ['jetway -m mod', String.raw`jetway -m model\ with\ space `],
      ['jetway -m it', String.raw`jetway -m it\'s\ \$HOME `],
      ['jetway profile use h', String.raw`jetway profile use home-base `],
    ] as const) {
      terminal.type(typed, false);
      await terminal.until(typed);
      terminal.press('Tab');
      await terminal.until(shown.trimEnd());
      terminal.press('C-c');
    }
    expect(home.read('.config/jetway/config.json')).toBe(JSON.stringify(config));
    terminal.type('exit');
  });
});
