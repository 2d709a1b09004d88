import { launchOptions } from '../options/read-flags.ts';
import type { Call } from './row.ts';

/** The launch, or with `--dry-run` what it would do. */
export async function launchOrShow(agent: string | undefined, args: readonly string[], call: Call): Promise<number> {
  const { flags, system, json } = call;
  const options = launchOptions(flags);
  const worktree = flags['worktree'] === true ? '' : flags['worktree'];
  if (flags['dryRun'] === true) {
    const { dryRun } = await import('./dry-run.ts');
    if (typeof worktree !== 'string') return dryRun(agent, args, { ...options, json }, system);
    const { findWorktree } = await import('../launch/worktree.ts');
    return dryRun(agent, args, { ...options, json, worktree: await findWorktree(worktree, system) }, system);
  }
  const { launch } = await import('./launch.ts');
  if (typeof worktree !== 'string') return launch(agent, args, options, system);
  const { inWorktree } = await import('../launch/worktree.ts');
  return inWorktree(worktree, system, async (inside) => launch(agent, args, options, inside));
}
