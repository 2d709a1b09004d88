import type { Agent, StoredModel, Target } from '../agents/agent.ts';
import { agents } from '../agents/index.ts';
import { journals, placeOf, writeJournal, type Before, type Journal, type Left } from './restore/journal.ts';
import { quietly } from './quietly.ts';
import type { SessionPart } from './session-part.ts';
import type { System } from '../system/system.ts';

/** Puts back what the agent's own model picker wrote. `others`: the sessions beside this one, as `restoreLeftovers` gave them. */
export function restorePart(others: readonly Left[], system: System): SessionPart {
  return {
    before: 'agent',
    begin: async ({ agent, args, profile, target }) => ({
      end: track(agent, { args, models: target.models, profile, others }, system),
    }),
  };
}

/** What a session may leave behind in a file of the user's. */
export interface Watched {
  /** The user's arguments for the agent. */
  readonly args: readonly string[];
  readonly models: Target['models'];
  /** The name of the profile in use, which is to remember another model. */
  readonly profile: string | undefined;
  /** The sessions beside this one, as `restoreLeftovers` gave them. */
  readonly others: readonly Left[];
}

/**
 * When the user picks a model in a session, the agent saves it in the user's own settings, where it is of no use without the
 * gateway. This reads those settings before the start, and gives the function to call after the end: that restores the one
 * key, and only where it now holds a model of this session that was not there before. Neither throws; what fails is a line on
 * stderr.
 */
export function track(agent: Agent, watched: Watched, system: System): () => Promise<void> {
  const stored = agent.storesModel;
  const path = stored?.path(system.host, watched.args);
  const text = path === undefined ? undefined : readable(path, system);
  // What can't be read the agent can't read either, so it won't write it.
  if (stored === undefined || path === undefined || text === undefined) return async () => undefined;
  let begun: Promise<Begun> | undefined;
  const begin = async (): Promise<Begun> =>
    (begun ??= note({ agent, stored, path, text: text.content }, watched, system).catch((error: unknown) => {
      // The end tries again.
      begun = undefined;
      throw error;
    }));
  // The agent does not wait for this.
  const soon = setImmediate(() => void quietly(system, async () => void (await begin())));
  return async () =>
    quietly(system, async () => {
      clearImmediate(soon);
      const { journal, place, inherited } = await begin();
      const now = system.files.read(path);
      if (now !== undefined && now !== text.content) {
        const { putBack } = await import('./restore/put-back.ts');
        await putBack(agent, stored, journal, inherited ? undefined : (text.content ?? ''), system);
      }
      system.files.remove(place);
    });
}

/**
 * Restores the settings for sessions that broke off before they could do it. Gives the sessions that still run. Never throws,
 * and reads one folder only where there is nothing to do.
 */
export async function restoreLeftovers(system: System): Promise<readonly Left[]> {
  const alive: Left[] = [];
  await quietly(system, async () => {
    for (const left of journals(system)) {
      if (left.alive) alive.push(left);
      else await quietly(system, async () => mend(left, system));
    }
  });
  return alive;
}

async function mend({ place, journal }: Left, system: System): Promise<void> {
  const agent = agents.find(({ id }) => id === journal.agent);
  const stored = agent?.storesModel;
  const now = system.files.read(journal.path);
  if (agent !== undefined && stored !== undefined && now !== undefined) {
    const { putBack } = await import('./restore/put-back.ts');
    await putBack(agent, stored, journal, undefined, system);
  }
  system.files.remove(place);
}

interface Begun {
  readonly journal: Journal;
  readonly place: string;
  /** What stood there before is known from another session. */
  readonly inherited: boolean;
}

/** Writes down what a later start needs if this session breaks off. */
async function note(
  file: {
    readonly agent: Agent;
    readonly stored: StoredModel;
    readonly path: string;
    readonly text: string | undefined;
  },
  { models, profile, others }: Watched,
  system: System,
): Promise<Begun> {
  const { agent, stored, path, text } = file;
  const { seen, first } = await look(stored, path, text ?? '', others);
  const { existed, before } = first ?? { existed: text !== undefined, before: seen };
  const journal: Journal = {
    schemaVersion: 1,
    pid: system.pid,
    since: system.now(),
    agent: agent.id,
    ...(profile === undefined ? {} : { profile }),
    path,
    existed,
    before,
    models: models.map(({ model, about }) => [model, about.id]),
  };
  const place = placeOf(system);
  if (before !== undefined) writeJournal(place, journal, system);
  return { journal, place, inherited: first !== undefined };
}

/** The agent's keys, and what another session knows to have stood there before. What reads a text is loaded for one alone. */
async function look(
  stored: StoredModel,
  path: string,
  text: string,
  others: readonly Left[],
): Promise<{ readonly seen: Before; readonly first?: Pick<Journal, 'existed' | 'before'> | undefined }> {
  if (text.trim() === '' && others.length === 0) {
    return { seen: Object.fromEntries(stored.keys.map((key) => [key, null])) };
  }
  const { modelIn, seenIn } = await import('./restore/changed-model.ts');
  const seen = await seenIn(stored, text);
  return { seen, first: earlier((before) => modelIn(stored, before), path, seen, others) };
}

/** Another session that still runs may have changed the setting already: then its journal knows what was there before. */
function earlier(
  modelIn: (before: Before) => string | undefined,
  path: string,
  seen: Before,
  others: readonly Left[],
): Pick<Journal, 'existed' | 'before'> | undefined {
  const model = modelIn(seen);
  return others
    .map(({ journal }) => journal)
    .filter((journal) => journal.path === path && journal.models.some(([id]) => id === model))
    .find((journal) => modelIn(journal.before) !== model);
}

/** Undefined where there is a file that can't be read. */
function readable(path: string, { files }: System): { readonly content: string | undefined } | undefined {
  try {
    return { content: files.read(path) };
  } catch {
    return undefined;
  }
}
