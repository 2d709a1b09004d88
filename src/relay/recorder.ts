import { costOf, leastOf } from './cost.ts';
import type { Incoming } from './incoming.ts';
import type { Forwarded } from './forward.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { Refused } from './rules.ts';
import type { Upstream } from './upstream.ts';

/** What stands in every ledger entry of a session. */
export interface SessionNames {
  /** UUID of the launch. */
  readonly session: string;
  readonly agent: string;
  readonly profile?: string;
  readonly project?: string;
}

/** Notes what each request of a session used, and what the user is to know of it in the end. */
export interface Recorder {
  /** `asked`: the model, as the user knows it. `role`: why another one is to answer. */
  begin(
    incoming: Incoming,
    asked: string,
    role: string | undefined,
    context: Readonly<Record<string, number>> | undefined,
  ): OpenRecord;
  note(line: string): void;
  summary(): readonly string[];
}

interface OpenRecord {
  /** Without a request. */
  refused(upstream: Upstream | undefined, because: Refused['because']): void;
  /** Does the work and notes what came of it, also where it throws. */
  finish(work: () => Promise<Forwarded>): Promise<LedgerEntry>;
}

/** What is known of an entry only when its request is over. */
type Result = Pick<LedgerEntry, 'gateway' | 'model' | 'outcome' | 'attempts' | 'usage'> & Partial<LedgerEntry>;

export function createRecorder(names: SessionNames, ledger: Ledger, now: () => number): Recorder {
  const notes = new Set<string>();
  const replaced = new Map<string, number>();
  return {
    begin: ({ asked: question, exchange, body }, asked, role, context) => {
      const started = now();
      // The entry is made at the end, when the agent has its answer. No literal here begins with a spread: Node 20 makes a shape of its
      // own for each object of such a one, and keeps it until it looks at all memory.
      const ended = (rest: Result): LedgerEntry => {
        const subagent = exchange.headers['x-claude-code-agent-id'];
        const entry: LedgerEntry = {
          schemaVersion: 1,
          at: new Date(started).toISOString(),
          session: names.session,
          agent: names.agent,
          ...(names.profile === undefined ? {} : { profile: names.profile }),
          ...(names.project === undefined ? {} : { project: names.project }),
          protocol: question.protocol,
          asked,
          ...(subagent === undefined || subagent.length > 64 ? {} : { subagent }),
          ...(context === undefined ? {} : { context }),
          ...rest,
          totalMs: now() - started,
        };
        ledger.add(entry);
        return entry;
      };
      const reasons = role === undefined ? [] : [`role ${role}`];
      return {
        refused: (upstream, rule) => {
          const place = upstream === undefined ? { gateway: '', model: asked } : placeOf(upstream, question.protocol);
          ended({ outcome: 'refused', because: [...reasons, rule].join(', '), attempts: 0, usage: {}, ...place });
        },
        finish: async (work) => {
          let forwarded: Forwarded;
          try {
            forwarded = await work();
          } catch (error) {
            ended({ gateway: '', model: asked, outcome: 'failed', attempts: 1, usage: {} });
            throw error;
          }
          const { upstream, status, attempts, passed, firstStatus } = forwarded;
          const because = [...reasons, ...(firstStatus === undefined ? [] : [`fallback after ${firstStatus}`])];
          if (firstStatus !== undefined && status > 0 && status < 400) {
            const line = `${placeWords(upstream, asked)} instead of ${asked} (${firstStatus === 0 ? 'no answer' : firstStatus})`;
            replaced.set(line, (replaced.get(line) ?? 0) + 1);
          }
          const usage = passed?.reading.usage ?? {};
          const id = passed?.reading.id;
          const cost = costOf(usage, upstream.about.prices);
          const isError = status === 0 || status >= 400;
          const atLeast = isError ? undefined : leastOf(usage, body.length, upstream.about.prices);
          const { gateway, model, translatedTo } = placeOf(upstream, question.protocol);
          return ended({
            gateway,
            model,
            ...(translatedTo === undefined ? {} : { translatedTo }),
            ...(passed?.reading.model === undefined ? {} : { answered: passed.reading.model.slice(0, 128) }),
            ...(id !== undefined && upstream.answerIds?.test(id) === true ? { answerId: id } : {}),
            ...(because.length === 0 ? {} : { because: because.join(', ') }),
            ...(status === 0 ? {} : { status }),
            outcome: isError ? 'failed' : passed?.outcome === 'whole' ? 'whole' : 'cut',
            attempts,
            ...(passed?.firstOutputAt === undefined || isError
              ? {}
              : { firstOutputMs: passed.firstOutputAt - started }),
            usage,
            ...(cost === undefined ? {} : { estimatedUsd: Number(cost.toFixed(6)) }),
            ...(atLeast === undefined ? {} : { atLeast }),
          });
        },
      };
    },
    note: (line) => void notes.add(line),
    summary: () => [
      ...[...replaced].map(
        ([line, times]) => `${times === 1 ? 'A request was' : `${times} requests were`} answered by ${line}.`,
      ),
      ...notes,
    ],
  };
}

/** Two servers of one kind that serve the same model are told apart by their addresses alone. */
function placeWords({ gateway, endpoint, about }: Upstream, asked: string): string {
  const place = about.id === asked ? `${gateway.name} at ${new URL(endpoint.baseUrl).host}` : gateway.name;
  return `${about.id} (${place})`;
}

function placeOf(
  { gateway, endpoint, about }: Upstream,
  protocol: string,
): Pick<LedgerEntry, 'gateway' | 'model' | 'translatedTo'> {
  return {
    gateway: gateway.id,
    model: about.id,
    ...(endpoint.protocol === protocol ? {} : { translatedTo: endpoint.protocol }),
  };
}
