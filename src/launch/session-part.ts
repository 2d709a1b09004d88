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
   * When it begins: `plan`, once the target is known, and then it may lead the agent elsewhere; `agent`, when nothing
   * refuses the launch any more.
   */
  readonly before: 'plan' | 'agent';
  /**
   * Undefined where it has nothing to do in this session. A Failure that it throws refuses the launch: those that have
   * begun are ended.
   */
  begin(session: Session): Promise<BegunPart | undefined>;
  /** What a dry run shows for a part that would lead the agent elsewhere. Pure: nothing is begun. */
  preview?(session: Session): Detour | undefined;
}

export interface BegunPart {
  /** Of one that begins before the plan. */
  readonly detour?: Detour;
  /** Is told of each request that a relay has noted. */
  observe?(entry: LedgerEntry): void;
  /** Called once, however the launch ends. What it throws is a line on stderr: the agent's exit code stays. */
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
  /** Those of Jetway's own that the plan had the agent read. */
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
  /** That this session obeys. */
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
  /** What the agent is started with, for parts that begin right before it. */
  readonly plan?: Pick<LaunchPlan, 'args' | 'files' | 'links' | 'set'>;
  /** Wants to be told of each request that is noted. */
  observe?(entry: LedgerEntry): void;
}

export interface RunningParts {
  /** Begins those of this time; gives the session as they left it. */
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

/** The session of a dry run: as if all had begun. */
export function previewParts(parts: readonly SessionPart[], session: Session): Session {
  return parts
    .filter(({ before }) => before === 'plan')
    .reduce((current, part) => ({ ...current, ...part.preview?.(current) }), session);
}
