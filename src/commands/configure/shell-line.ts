import type { System } from '../../system/system.ts';
import { shells } from '../env/shells.ts';

/** What sets a variable to the key, by shell. `account`: undefined where the gateway wants none, and any text will do. */
export function shellLines(
  variable: string,
  account: string | undefined,
  { self }: Pick<System, 'self'>,
): Readonly<Record<keyof typeof shells, string>> {
  const value = account === undefined ? { text: 'none' } : { command: [...self, 'token', account] };
  const line = (shell: keyof typeof shells): string => shells[shell].set(variable, [value]);
  return { bash: line('bash'), zsh: line('zsh'), fish: line('fish'), powershell: line('powershell') };
}

/** The shell that the user is in, or what is nearest to it. */
export function shellOf({ env, platform }: System['host']): keyof typeof shells {
  const name = /[^/\\]+$/.exec(env['SHELL'] ?? '')?.[0] ?? '';
  if (name === 'zsh' || name === 'fish') return name;
  return name === '' && platform === 'win32' ? 'powershell' : 'bash';
}
