import { clearPart } from './clear.ts';
import { handoverParts } from './handover.ts';
import { lastUsePart } from './last-use.ts';
import { relayPart } from './relay.ts';
import { restorePart } from './restore.ts';
import type { Left } from './restore/journal.ts';
import { summaryPart } from './summary.ts';
import { updatePart } from './update.ts';
import type { SessionPart } from './session-part.ts';
import type { System } from '../system/system.ts';
import { watchPart } from './watch.ts';

/**
 * What lives beside an agent, in the order in which it begins and the reverse of that in which it ends: the summary ends after
 * the relay, which has noted every request by then, and old files are cleared after the agent's settings were put back.
 * `others`: the sessions that run already.
 */
export function sessionParts(others: readonly Left[], system: System): readonly SessionPart[] {
  const beside = [clearPart(system), ...handoverParts(system), restorePart(others, system), lastUsePart(system)];
  return [updatePart(system), summaryPart(system), watchPart(system), relayPart(system), ...beside];
}
