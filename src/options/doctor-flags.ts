import { Failure } from '../failure.ts';
import { gatewayFlags, jsonFlags, managedFlags, modelFlags, relayFlag, tagFlag, type Flag } from './flags.ts';
import type { DoctorOptions } from './options.ts';
import { lists, separated, relayModeOf, resolveOptions, type Flags } from './read-flags.ts';

export const doctorFlags: readonly Flag[] = [
  ...gatewayFlags,
  ...modelFlags,
  relayFlag,
  { ...tagFlag, about: 'tell the gateway this of real requests, where a policy wants it told' },
  ...managedFlags,
  {
    syntax: '--only <ids>',
    about: 'these checks alone; several with commas',
    repeated: true,
    once: true,
    completes: 'checks',
  },
  { syntax: '--skip <ids>', about: 'all checks but these', repeated: true, once: true, completes: 'checks' },
  { syntax: '--deep', about: 'also send real requests as the agents do; costs money', once: true },
  {
    syntax: '--capabilities',
    about: 'also try what works with the model: images, search, caching …; costs money',
    once: true,
  },
  { syntax: '--report', about: 'one text to paste into an issue, without names, ids and keys', once: true },
  { syntax: '--fix', about: 'show what can be repaired of your files, and repair it after consent', once: true },
  { syntax: '--undo', about: 'take back what the last --fix changed', once: true },
  { syntax: '-y, --yes', about: 'agree to what --deep and --capabilities cost and --fix changes', once: true },
  ...jsonFlags,
];

/** Throws a `usage` Failure for flags that do not go together. */
export function doctorOptions(flags: Flags): Omit<DoctorOptions, 'json'> {
  const [one, other] = ['fix', 'undo', 'report'].filter((name) => flags[name] === true);
  if (one !== undefined && other !== undefined) {
    throw new Failure(
      'usage',
      `--${one} and --${other} do not go together.`,
      `Give one of them: jetway doctor --${one}`,
    );
  }
  const ids = (name: string): readonly string[] => separated(flags[name]);
  return {
    ...relayModeOf(flags),
    ...resolveOptions(flags),
    tags: lists(flags['tag']),
    overrideManagedSettings: flags['overrideManagedSettings'] === true,
    only: ids('only'),
    skip: ids('skip'),
    deep: flags['deep'] === true,
    capabilities: flags['capabilities'] === true,
    report: flags['report'] === true,
    fix: flags['fix'] === true,
  };
}
