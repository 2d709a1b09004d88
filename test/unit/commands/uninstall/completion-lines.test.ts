import { expect, it } from 'vitest';
import { scripts } from '../../../../src/commands/completion/scripts.ts';
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

it('the script in a profile of PowerShell is found where OneDrive keeps the documents', () => {
  const path = 'C:\\Users\\dev\\OneDrive - Org\\Documents\\PowerShell\\Microsoft.PowerShell_profile.ps1';
  const env = { ONEDRIVE: 'C:\\Users\\dev\\OneDrive - Org' };
  const texts: Readonly<Record<string, string>> = {
    [path]: `# mine\r\n${scripts.powershell.replaceAll('\n', '\r\n')}`,
  };
  const system = {
    host: { env, home: 'C:\\Users\\dev', platform: 'win32', cwd: 'C:\\' },
    files: { read: (place: string) => texts[place] },
  } as unknown as System;
  expect(completionFiles(system)).toEqual([{ path, rest: '# mine\r\n' }]);
});
