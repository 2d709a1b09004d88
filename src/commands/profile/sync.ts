import { exitCodes, Failure } from '../../failure.ts';
import { textAt, at as placeIn } from '../../json-path.ts';
import {
  changesBetween,
  parsePublished,
  rowsOf,
  type Change,
  type PublishedDocument,
} from '../../profiles/published.ts';
import { takenFrom, withTaken } from '../../profiles/take-published.ts';
import type { System } from '../../system/system.ts';
import { namesFor, refuseTaken, type AddOptions } from './names-here.ts';
import { agreed } from './agree.ts';
import { documentUrl, fetchPublished, refusing, type Fetched } from './fetch-published.ts';
import { drawChanges, placesOf } from './show-published.ts';
import { say, tell } from '../../say.ts';

export interface SyncOptions extends AddOptions {
  /** Tells alone; what has changed is a Failure. */
  readonly check: boolean;
}

/** One source, and how it stands. */
interface Synced {
  readonly url: string;
  readonly status: 'unchanged' | 'changed' | 'updated' | 'failed';
  readonly sha256?: string;
  readonly changes?: readonly Change[];
  readonly error?: string;
}

/**
 * Asks where profiles came from whether they are otherwise there by now, shows how, and takes it once that is agreed to.
 * Throws `configuration` for a change under `--check`, and the Failure of the first source that could not be read.
 */
export async function profileSync(typed: string | undefined, options: SyncOptions, system: System): Promise<number> {
  const { published = {} } = system.profiles.read();
  const urls = typed === undefined ? Object.keys(published) : [documentUrl(typed)];
  const stranger = urls.find((url) => !Object.hasOwn(published, url));
  if (stranger !== undefined) {
    throw new Failure(
      'usage',
      `No profile came from ${stranger}.`,
      `Take what is there: jetway profile add ${stranger}`,
    );
  }
  if (urls.length === 0 && !options.json) say('No profile here was published by anybody.', system);
  const told: Synced[] = [];
  let failure: Failure | undefined;
  for (const url of urls) {
    try {
      told.push(await syncOne(url, options, system));
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'usage' || error.code === 'cancelled') throw error;
      told.push({ url, status: 'failed', error: error.message });
      if (failure !== undefined) tell(failure.message, system);
      failure = error;
    }
  }
  if (options.check && failure === undefined && told.some(({ status }) => status === 'changed')) {
    failure = new Failure(
      'configuration',
      'What is published has changed.',
      'Look at it, and take it: jetway profile sync',
    );
  }
  if (failure !== undefined && !options.json) throw failure;
  // One document: each source says what became of it.
  if (options.json) system.stdout.write(`${JSON.stringify({ schemaVersion: 1, sources: told }, null, 2)}\n`);
  return failure === undefined ? 0 : exitCodes[failure.code];
}

async function syncOne(url: string, options: SyncOptions, system: System): Promise<Synced> {
  const record = placeIn(system.profiles.read().published, url);
  const [sha256, since = ''] = [textAt(record, 'sha256'), textAt(record, 'at')?.slice(0, 10)];
  const fetched = await fetchPublished(url, system);
  const output = options.json ? system.stderr : system.stdout;
  const before = agreedBefore(record, url);
  if (fetched.sha256 === sha256 && before !== undefined) {
    output.write(`${url} is as it was agreed to on ${since}.\n`);
    return { url, status: 'unchanged', sha256 };
  }
  const changes = changesBetween(
    before === undefined ? [] : rowsOf(before, refusing(url)),
    rowsOf(fetched.document, refusing(url)),
  );
  const heading = `${url} has changed since ${since}`;
  output.write(drawChanges(heading, [...placeChange(before, fetched), ...changes], output));
  if (changes.length === 0) output.write('It is written otherwise, and says the same.\n');
  const told = { url, sha256: fetched.sha256, changes };
  if (options.check) return { ...told, status: 'changed' };
  if (!(await agreed('Take it, as it stands now?', fetched.sha256, options, system))) {
    say('Nothing is taken: the profiles stay as they are.', system);
    return { ...told, status: 'changed' };
  }
  await take(url, fetched, before, options, system);
  say('Taken.', system);
  return { ...told, status: 'updated' };
}

async function take(
  url: string,
  { sha256, document }: Fetched,
  before: PublishedDocument | undefined,
  options: SyncOptions,
  system: System,
): Promise<void> {
  const config = system.profiles.read();
  const here = takenFrom(url, config);
  // What was left out or removed here stays out.
  const fresh = Object.keys(document.profiles).filter(
    (name) => !here.has(name) && !Object.hasOwn(before?.profiles ?? {}, name),
  );
  const added = fresh.length === 0 ? new Map() : await namesFor(fresh, document, options.as, config, system);
  const names = new Map([...here, ...added]);
  const at = new Date(system.now()).toISOString();
  await system.profiles.change((now) => {
    refuseTaken(
      [...added.values()].filter((name) => name !== undefined),
      now,
    );
    return withTaken({ url, sha256, at, document, names }, before, now);
  });
}

/** Where all of it goes is the first thing to know of a change. */
function placeChange(before: PublishedDocument | undefined, { document }: Fetched): readonly Change[] {
  const [was, is] = [before === undefined ? '' : placesOf(before), placesOf(document)];
  return was === is
    ? []
    : [{ profile: 'all', what: 'requests and keys', ...(was === '' ? {} : { before: was }), after: is }];
}

/** What was agreed to; undefined where it can't be used any more, so that all of the new is shown. */
function agreedBefore(record: unknown, url: string): PublishedDocument | undefined {
  const document = placeIn(record, 'document');
  try {
    return parsePublished(JSON.stringify({ schemaVersion: 1, ...(document as object) }), refusing(url));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
