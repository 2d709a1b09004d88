import type { Agent, LaunchPlan, Target } from '../agents/agent.ts';
import type { Installation } from '../host.ts';
import type { FoundKey } from '../keys/sources.ts';
import type { Keys } from '../keys/secret.ts';
import type { Choice, LaunchOptions } from '../options/options.ts';
import type { Policies } from '../policy/policy.ts';
import type { LedgerEntry } from '../relay/ledger.ts';
import type { System } from '../system/system.ts';
import { quietly } from './quietly.ts';

/**
 * What lives beside one run of an agent: it begins before the agent and ends after it. A launch holds a list of them;
 * they begin in its order and end in the reverse of it.
 */
export interface SessionPart {
  /**
   * When it begins: before the `plan`, when the target is known and it may still lead the agent to another; or before the
   * `agent` starts, when nothing can refuse the launch any more.
   */
  readonly before: 'plan' | 'agent';
  /**
   * Gives undefined where it has nothing to do in this session. A Failure that it throws refuses the launch, and ends the
   * parts that have begun.
   */
  begin(session: Session): Promise<BegunPart | undefined>;
  /** What a dry run shows for a part that would lead the agent elsewhere. Pure: nothing is begun. */
  preview?(session: Session): Detour | undefined;
}

export interface BegunPart {
  /** Only of a part that begins before the plan. */
  readonly detour?: Detour;
  /** Is told of each request that a relay has noted. */
  observe?(entry: LedgerEntry): void;
  /** Called once, however the launch ends. What it throws becomes a line on stderr and does not change the exit code. */
  end(ending: Ending): Promise<void>;
}

/** Another target for the agent, and the only keys that it may be given there. */
export interface Detour {
  readonly target: Target;
  readonly keys: Keys;
}

interface Ending {
  /** The agent's exit code, 128+n after a signal; undefined where it never ran. */
  readonly code: number | undefined;
  /** The paths of Jetway's own files that the plan had the agent read. */
  readonly files: readonly string[];
  /** See `LaunchPlan.pinned`. */
  readonly pinned?: true;
}

/** What is known when a part begins; a dry run knows of no program where none is installed. */
export interface Session {
  /** UUID, the same as in the attribution headers. */
  readonly id: string;
  readonly agent: Agent;
  /** The user's arguments for the agent. */
  readonly args: readonly string[];
  readonly installation: Installation | undefined;
  /** The administrator's and the published ones that this session obeys. */
  readonly policies: Policies;
  readonly choice: Choice;
  /** The name of the profile in use; undefined where a flag or a variable takes this launch to another place. */
  readonly profile: string | undefined;
  /** Where the agent is to connect, as the parts before this one left it, and the keys for it. */
  readonly target: Target;
  readonly keys: Keys;
  /** The gateway's own, and where it came from. */
  readonly key?: FoundKey | undefined;
  readonly options: LaunchOptions;
  /** What the agent is started with: known to parts that begin before the `agent`. */
  readonly plan?: Pick<LaunchPlan, 'args' | 'files' | 'links' | 'set'>;
  /** Set by a part that wants to be told of each request that a relay notes. */
  observe?(entry: LedgerEntry): void;
}

export interface RunningParts {
  /** Begins the parts that are to begin now, one after the other; gives the session as they left it. */
  begin(before: SessionPart['before'], session: Session): Promise<Session>;
  /** Ends all that have begun, the last one first. Never throws. */
  end(ending: Ending): Promise<void>;
}

export function runParts(parts: readonly SessionPart[], system: Pick<System, 'stderr'>): RunningParts {
  const begun: BegunPart[] = [];
  return {
    begin: async (before, session) => {
      let current = session;
      for (const part of parts.filter((one) => one.before === before)) {
        // One after the other: each is told where the one before it leads.
        const one = await part.begin(current);
        if (one === undefined) continue;
        begun.push(one);
        current = { ...current, ...one.detour, ...(one.observe === undefined ? {} : { observe: one.observe }) };
      }
      return current;
    },
    end: async (ending) => {
      for (const part of begun.splice(0).toReversed()) await quietly(system, async () => part.end(ending));
    },
  };
}

/** The session that a dry run shows: as if the parts before the plan had begun. */
export function previewParts(parts: readonly SessionPart[], session: Session): Session {
  return parts
    .filter(({ before }) => before === 'plan')
    .reduce((current, part) => ({ ...current, ...part.preview?.(current) }), session);
}
