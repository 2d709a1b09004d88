import { launches } from './launches.ts';
import type { Setup } from './machine.ts';
import { commands } from './commands.ts';
import { policies } from './policies.ts';
import { stuckKeyring } from './stuck-keyring.ts';

/** All that is tried on Windows, by what it shows. Each has profiles and gateways of its own; a failure is an error. */
export const cases: Readonly<Record<string, (setup: Setup) => Promise<void>>> = {
  ...commands,
  ...launches,
  ...policies,
  ...stuckKeyring,
};
