import { expect, it } from 'vitest';
import { completionFiles } from '../../../../src/commands/uninstall/completion-lines.ts';
import type { System } from '../../../../src/system/system.ts';

const line = (shell: string): string => `# mine\nsource <(jetway completion ${shell})\n`;

it.each([
  ['linux', '/home/dev', { '/home/dev/.bashrc': line('bash'), '/home/dev/.zshrc': line('zsh') }],
  // Git brings a bash.
  ['win32', 'C:\\Users\\dev', { 'C:\\Users\\dev\\.bashrc': line('bash'), 'C:\\Users\\dev\\.zshrc': line('zsh') }],
] as const)(
  'the lines that load completion are found on %s',
  (platform, home, texts: Readonly<Record<string, string>>) => {
    const system = {
      host: { env: {}, home, platform, cwd: home },
      files: { read: (path: string) => texts[path] },
    } as unknown as System;
    expect(completionFiles(system)).toEqual(Object.keys(texts).map((path) => ({ path, rest: '# mine\n' })));
  },
);
