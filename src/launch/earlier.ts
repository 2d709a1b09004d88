import type { Agent } from '../agents/agent.ts';
import type { System } from '../system/system.ts';

/**
 * Lines to show about the earlier session that the arguments resume. Throws `usage` where the agent would refuse it, or start
 * another session without asking.
 */
export async function lookAtEarlier(agent: Agent, args: readonly string[], system: System): Promise<readonly string[]> {
  const look = await agent.earlier?.();
  const { files, host, now } = system;
  const firstLine = (path: string): string | undefined => {
    for (const line of files.lines(path)) return line;
    return undefined;
  };
  return look?.(args, host, { glob: files.glob, mtime: files.mtime, firstLine, now: now() }) ?? [];
}
