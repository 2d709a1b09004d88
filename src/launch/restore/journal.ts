import { folders } from '../../host.ts';
import { at, listAt, numberAt, parseJson, textAt } from '../../json-path.ts';
import type { System } from '../../system/system.ts';

/**
 * What puts an agent's settings back after a session that broke off. Of the settings themselves it holds these keys'
 * values alone.
 */
export interface Journal {
  readonly schemaVersion: 1;
  /** The Jetway that watches, and since when, in milliseconds since 1970. */
  readonly pid: number;
  readonly since: number;
  readonly agent: string;
  /** The one in use. */
  readonly profile?: string;
  /** The file of settings. */
  readonly path: string;
  readonly existed: boolean;
  readonly before: Before;
  /** The session's models: the id that the agent knows, and the one that the user calls it by. */
  readonly models: readonly (readonly [id: string, called: string])[];
}

/** The values of an agent's keys as they were written, null for one that was not there; undefined: not known. */
export type Before = Readonly<Record<string, string | null>> | undefined;

/** A session that has not ended, or ended without a word; `place` is the journal's own file. */
export interface Left {
  readonly place: string;
  readonly journal: Journal;
  /** It still runs. */
  readonly alive: boolean;
}

/** A file for a session of its own. */
export function placeOf(system: System): string {
  return `${folder(system)}/${system.uuid()}.json`;
}

export function writeJournal(place: string, journal: Journal, system: System): void {
  system.files.writeCache(place, JSON.stringify(journal));
}

/** All journals there are. One that is none is removed, one of a newer Jetway's is left to that. Throws a `configuration` Failure. */
export function journals(system: System): readonly Left[] {
  const { files, programs } = system;
  return files.glob(`${folder(system)}/*.json`).flatMap((place): Left[] => {
    const json = parseJson(files.read(place) ?? '');
    if ((numberAt(json, 'schemaVersion') ?? 0) > 1) return [];
    const journal = journalOf(json);
    if (journal !== undefined) return [{ place, journal, alive: programs.alive(journal.pid, journal.since) }];
    files.remove(place);
    return [];
  });
}

function folder(system: System): string {
  return `${folders(system.host).cache}/guard`;
}

function journalOf(json: unknown): Journal | undefined {
  const [pid, since] = [numberAt(json, 'pid'), numberAt(json, 'since')];
  const [agent, path, profile] = [textAt(json, 'agent'), textAt(json, 'path'), textAt(json, 'profile')];
  const [existed, before] = [at(json, 'existed'), at(json, 'before')];
  if (pid === undefined || pid < 1 || since === undefined || agent === undefined || path === undefined)
    return undefined;
  if (typeof existed !== 'boolean' || !isBefore(before)) return undefined;
  const models = listAt(json, 'models').flatMap((pair): (readonly [string, string])[] => {
    const [id, called] = [textAt(pair, 0), textAt(pair, 1)];
    return id === undefined || called === undefined ? [] : [[id, called]];
  });
  const common = { schemaVersion: 1 as const, pid, since, agent, path, existed, before, models };
  return profile === undefined ? common : { ...common, profile };
}

function isBefore(value: unknown): value is Before {
  if (value === undefined) return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((written) => written === null || typeof written === 'string')
  );
}
