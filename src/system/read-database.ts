import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { codeOf, trouble } from './trouble.ts';

/** What is used of `node:sqlite`, of which Node 20 has none. */
interface Sqlite {
  readonly DatabaseSync: new (
    path: string,
    options: { readonly readOnly: true; readonly timeout: number },
  ) => {
    prepare(query: string): { iterate(): Iterable<Readonly<Record<string, unknown>>> };
    close(): void;
  };
}

/** How long somebody who writes there is waited for. Milliseconds. */
const patienceMs = 1000;

/**
 * The rows of a database of SQLite by a query that only reads, the first column of each, where that is a text; without
 * holding them, none where there is no such file. Undefined where this Node has no SQLite (before 22.13). Going through
 * them throws a `configuration` Failure where it can't be read, and for what is no such database.
 */
export async function readDatabase(path: string, query: string): Promise<Iterable<string> | undefined> {
  const sqlite = await load();
  return sqlite === undefined ? undefined : rows(sqlite, path, query);
}

function* rows({ DatabaseSync }: Sqlite, path: string, query: string): Generator<string> {
  const size = sizeOf(path);
  if (size === undefined) return;
  let database: InstanceType<Sqlite['DatabaseSync']> | undefined;
  try {
    // Where nothing waits to be written into it, a reader's usual two files beside it are not made.
    const address = `${pathToFileURL(path).href}${(sizeOf(`${path}-wal`) ?? 0) === 0 ? '?immutable=1' : ''}`;
    database = new DatabaseSync(address, { readOnly: true, timeout: patienceMs });
    for (const row of database.prepare(query).iterate()) {
      const [text] = Object.values(row);
      if (typeof text === 'string') yield text;
    }
  } catch (error) {
    throw trouble('read', path, withoutCode(error));
  } finally {
    database?.close();
  }
}

/** Undefined before Node 22.13. From there on, and before it was stable, it says on stderr that it may change. */
async function load(): Promise<Sqlite | undefined> {
  const { emitWarning } = process;
  // Held from the compiler, whose Node is the oldest one.
  const name: string = 'node:sqlite';
  try {
    process.emitWarning = () => undefined;
    return (await import(name)) as Sqlite;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Undefined where there is no such file. */
function sizeOf(path: string): number | undefined {
  try {
    const status = statSync(path);
    // The opening of a pipe would wait for its other end.
    if (status.isFile()) return status.size;
    throw Object.assign(new Error('ENXIO'), { code: 'ENXIO' });
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw trouble('read', path, error);
  }
}

/** SQLite's words tell more than the one code that Node has for all of its errors. */
function withoutCode(error: unknown): unknown {
  return codeOf(error) === 'ERR_SQLITE_ERROR' && error instanceof Error ? new Error(error.message) : error;
}
