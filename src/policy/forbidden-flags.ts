import type { LaunchOptions } from '../options/options.ts';
import { valueOf, values } from '../options/precedence.ts';
import type { Profile } from '../profiles/profile.ts';

/** What a policy may forbid, as it is written on the command line, and whether it was asked for by flag, variable or profile. */
export const forbiddable = {
  '--no-attribution': ({ attribution }) => attribution === false,
  '--no-check': ({ check }) => check === 'never',
  '--override-managed-settings': ({ overrideManagedSettings }) => overrideManagedSettings === true,
  '--relay never': (options, saved) => valueOf(values.relay({ options, saved })) === 'never',
  '--key-command': ({ keyCommand }, saved) => keyCommand !== undefined || saved?.keyCommand !== undefined,
  '--key-stdin': ({ keyStdin }) => keyStdin === true,
  '--provider-key-stdin': ({ providerKeyStdin }) => providerKeyStdin === true,
} as const satisfies Readonly<Record<string, (options: Partial<LaunchOptions>, saved: Profile | undefined) => boolean>>;

export type ForbiddableFlag = keyof typeof forbiddable;
