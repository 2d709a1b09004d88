import { resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { variable, type Host } from '../../host.ts';
import { parseJson, textAt } from '../../json-path.ts';
import { clean } from '../../text.ts';
import type { EarlierFiles, Earlier } from '../agent.ts';
import { isExec, resumed } from './arguments.ts';
import { providerId } from './environment.ts';

/** What the first line of a session's file says. */
interface Begun {
  readonly id: string;
  readonly provider: string;
  readonly cwd: string;
  readonly isExec: boolean;
}

/**
 * Codex goes on with a session under the provider that it began with alone. By its id it refuses another one; as the last
 * one it passes it over without a word, for an older one or a new. Its fork takes the history of any (0.171.0).
 */
export const earlier: Earlier = (args, host, files) => {
  const wanted = resumed(args);
  if (wanted === undefined) return [];
  const fork = `jetway codex ${isExec(args) ? 'exec ' : ''}fork`;
  if (typeof wanted === 'object') {
    const found = byId(wanted.id, host, files);
    if (found === undefined || found.provider === providerId) return [];
    throw new Failure(
      'usage',
      `Codex goes on with a session under its own provider alone, and ${found.id} began with ${clean(found.provider)}, not through Jetway.`,
      `Go on in a copy of it: ${fork} ${found.id}`,
    );
  }
  const here = newestFirst(host, files).filter(({ cwd }) => cwd === host.cwd);
  const [newest] = here.filter((one) => isExec(args) || !one.isExec);
  if (newest === undefined || newest.provider === providerId) return [];
  const copy = `${fork} ${newest.id}`;
  const passed = `the last session here, ${newest.id}, began with ${clean(newest.provider)}, not through Jetway`;
  const older = here.some(({ provider }) => provider === providerId);
  if (older) return [`${passed}: Codex goes on with an older one. To go on in a copy of it: ${copy}`];
  if (wanted === 'picked') return [`${passed}: Codex does not list it. To go on in a copy of it: ${copy}`];
  throw new Failure(
    'usage',
    `T${passed.slice(1)}: Codex would begin a new one without a word.`,
    `Go on in a copy of it: ${copy}`,
  );
};

/** An id of version 7 begins with the time at which it was made, and a session lies in the folder of its day. */
function byId(id: string, host: Host, files: EarlierFiles): Begun | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)) return undefined;
  const made = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
  const path = foldersOf(made + day, 3, host)
    .flatMap((folder) => files.glob(`${folder}/*.jsonl`))
    .find((one) => one.endsWith(`-${id}.jsonl`));
  return path === undefined ? undefined : begunIn(path, files);
}

/** Of the last thirty days: by when each was last written. */
function newestFirst(host: Host, files: EarlierFiles): readonly Begun[] {
  return foldersOf(files.now + day, 31, host)
    .flatMap((folder) => files.glob(`${folder}/*.jsonl`))
    .map((path) => ({ path, at: files.mtime(path) ?? 0 }))
    .toSorted((a, b) => b.at - a.at)
    .slice(0, most)
    .flatMap(({ path }) => begunIn(path, files) ?? []);
}

/** How many sessions are looked at. */
const most = 200;
const day = 86_400_000;

/** Of so many days, backwards; the zone in which Codex counts them does not matter where a day more is taken. */
function foldersOf(from: number, days: number, { cwd, env, home, platform }: Host): readonly string[] {
  const own = variable(env, 'CODEX_HOME', platform) ?? '';
  const root = own === '' ? `${home}/.codex` : resolve(cwd, own);
  return Array.from({ length: days }, (_, index) => {
    const date = new Date(from - index * day).toISOString().slice(0, 10);
    return `${root}/sessions/${date.replaceAll('-', '/')}`;
  });
}

function begunIn(path: string, files: EarlierFiles): Begun | undefined {
  const line = parseJson(files.firstLine(path) ?? '');
  const said = (name: string): string => textAt(line, 'payload', name) ?? '';
  if (said('id') === '' || said('model_provider') === '') return undefined;
  return { id: said('id'), provider: said('model_provider'), cwd: said('cwd'), isExec: said('source') === 'exec' };
}
