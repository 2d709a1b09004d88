import type { Agent } from '../agents/agent.ts';
import { findReceipts } from '../profiles/receipts.ts';
import type { System } from '../system/system.ts';
import type { SessionNote } from './sessions.ts';

/** What is to be said where a plain session of the agent may be among what a session wrote: configured, it writes the same. */
export function plainBeside(
  { id, name }: Pick<Agent, 'id' | 'name'>,
  { folder, until }: Pick<SessionNote, 'folder' | 'until'>,
  system: Pick<System, 'files' | 'host'>,
): { readonly note?: string } {
  const isConfigured = findReceipts(system, id).receipts.some(
    ({ at, project }) => at <= Date.parse(until) && (project === undefined || folder === project),
  );
  if (!isConfigured) return {};
  return {
    note: `${name} is configured for a gateway: what a plain one used in the folder of a session, while that ran, can't be told apart and counts along.`,
  };
}
