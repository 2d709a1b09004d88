import { fetchLeft } from '../doctor/fetch-status.ts';
import { leaveFailure } from '../lazy.ts';
import type { RelayedSession } from '../launch/relay.ts';
import type { BegunPart } from '../launch/session-part.ts';
import { projectName } from '../launch/session.ts';
import type { LedgerEntry } from '../relay/ledger.ts';
import type { System } from '../system/system.ts';
import { exporter } from './export-otlp.ts';
import { figuresFile } from './session-figures.ts';
import { tally, total } from './tally.ts';

/** How often the gateway is asked what is left, for the status line. Milliseconds. */
const refreshMs = 60_000;

interface Wanted {
  readonly statusline: boolean;
  /** The collector's address. */
  readonly collector: string | undefined;
}

/** Follows a session while it runs, for the status line and a collector. What goes wrong here never disturbs the agent. */
export function watch(session: RelayedSession, { statusline, collector }: Wanted, system: System): BegunPart {
  const status = statusline ? watchFigures(session, system) : undefined;
  const project = session.options.attribution ? projectName(system, session.options.place) : undefined;
  const about = {
    session: session.id,
    agent: session.agent.id,
    gateway: session.choice.gateway.id,
    model: session.target.main.about.id,
    profile: session.profile,
    project,
    user: session.options.attribution ? system.userName() : undefined,
    since: system.now(),
  };
  const telling = collector === undefined ? undefined : exporter(about, collector, system);
  return {
    observe: (entry) => {
      status?.observe(entry);
      telling?.observe(entry);
    },
    end: async ({ code }) => {
      status?.end();
      await telling?.end(code);
    },
  };
}

/** Keeps a session's sums, and what is left of the gateway's budget, where the status line reads them. */
function watchFigures(session: RelayedSession, system: System): { observe(entry: LedgerEntry): void; end(): void } {
  const path = figuresFile(session.id, system.host);
  const sums = tally();
  const refresh = (): void => {
    const uses = [{ model: session.target.main.about.id }];
    // Asking keeps the answer where the status line finds it.
    void fetchLeft(session.choice, session.key, system)
      .then((left) => left?.(uses))
      .catch(leaveFailure);
  };
  const timer = session.options.offline === true ? undefined : setInterval(refresh, refreshMs).unref();
  if (timer !== undefined) refresh();
  return {
    observe: ({ usage, estimatedUsd, outcome }) => {
      if (outcome === 'refused') return;
      sums.add('', 'ledger', undefined, { requests: 1, ...usage, usd: estimatedUsd });
      const { requests, usd, unpriced } = total(sums.groups);
      system.files.writeCache(path, JSON.stringify({ schemaVersion: 1, requests, usd, unpriced }));
    },
    end: () => {
      clearInterval(timer);
      system.files.remove(path);
    },
  };
}
