import { launchOptions } from '../options/read-flags.ts';
import type { Call } from './row.ts';

/** The launch, or with `--dry-run` what it would do. */
export async function launchOrShow(agent: string | undefined, args: readonly string[], call: Call): Promise<number> {
  const options = launchOptions(call.flags);
  if (call.flags['dryRun'] !== true) return (await import('./launch.ts')).launch(agent, args, options, call.system);
  return (await import('./dry-run.ts')).dryRun(agent, args, { ...options, json: call.json }, call.system);
}
