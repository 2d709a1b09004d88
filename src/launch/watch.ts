import { gatewayKeys } from '../keys/request-keys.ts';
import type { FoundKey } from '../keys/sources.ts';
import type { Choice } from '../options/options.ts';
import type { Profile } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';
import { budgetFile } from '../usage/budget-file.ts';
import type { RelayedSession } from './relay.ts';
import type { BegunPart, Session, SessionPart } from './session-part.ts';

/** What looks on while a session runs: the status line, and a collector of the user's. Loaded where one of them is wanted. */
export function watchPart(system: System): SessionPart {
  return { before: 'plan', begin: async (session) => beginWatch(session, system) };
}

/** Undefined where nothing of this session is wanted. */
export async function beginWatch(session: RelayedSession, system: System): Promise<BegunPart | undefined> {
  const wanted = { statusline: showsStatus(session), collector: collectorOf(session, system) };
  if (!wanted.statusline && wanted.collector === undefined) return undefined;
  const { watch } = await import('../usage/watch.ts');
  return watch(session, wanted, system);
}

/** The command of the status line, where one is wanted. */
export function statusCommand(
  choice: Choice,
  key: FoundKey | undefined,
  options: Pick<Session['options'], 'statusline'>,
  system: System,
): readonly string[] | undefined {
  if (!showsStatus({ options, choice })) return undefined;
  return [...system.self, 'statusline', '--budget', budgetFile(choice, gatewayKeys(choice, key), system.host)];
}

/** Whether a launch adds a status line to an agent that can show one. */
function showsStatus({
  options,
  choice,
}: {
  readonly options: Pick<Session['options'], 'statusline'>;
  readonly choice: { readonly profile?: { readonly saved: Profile } };
}): boolean {
  return options.statusline ?? choice.profile?.saved.statusline ?? false;
}

/** The address of the collector that is to be told of this session; undefined where none is. */
function collectorOf({ options, choice }: RelayedSession, { host }: Pick<System, 'host'>): string | undefined {
  const saved = choice.profile?.saved.otlp;
  if (!(options.export ?? saved !== undefined)) return undefined;
  return saved ?? host.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? 'http://localhost:4318';
}
