import { folders } from '../../host.ts';
import type { System } from '../../system/system.ts';
import { at, parseJson } from '../../json-path.ts';
import { entryOf, makerOfId, type Entry } from './entry.ts';
import { identify, otherNames, type Identity } from './identify.ts';
import { hasOnePrice, keyOf } from './key.ts';

/** What is known of models beside what their gateway says. */
export interface ModelData {
  /** ISO day; undefined where the shipped file is missing. */
  readonly date: string | undefined;
  /** Undefined for an id that names no model. */
  find(id: string): Finding | undefined;
}

interface Finding {
  /** The maker that the id names. */
  readonly maker: string | undefined;
  /**
   * Undefined where the model is not known: no relative stands in for it. Without a name where the id is not that model
   * itself but made from it, and without prices where the id's may be others.
   */
  readonly entry: Entry | undefined;
}

/** The shipped data, and before them those fetched since; both are read when first needed. */
export function modelData(system: System): ModelData {
  const known = read.get(system.host);
  if (known !== undefined) return known;
  const data = dataFrom(textOf(system, `${system.host.assets}/models.json`), textOf(system, fetchedPath(system)));
  read.set(system.host, data);
  return data;
}

/** Has the files read again. */
export function forget(system: System): void {
  read.delete(system.host);
}

/** Where the fetched data are kept. */
export function fetchedPath(system: System): string {
  return `${folders(system.host).cache}/models.json`;
}

/** How the file of both begins: its date is known before it is parsed, and an older one need not be. */
export const headOf = (date: string): string => `{"schemaVersion":1,"date":"${date}",`;

const read = new WeakMap<System['host'], ModelData>();

interface Source {
  readonly date: string | undefined;
  row(key: string): unknown;
}

/** From the texts of both files; empty: there is none. */
export function dataFrom(shippedText: string, fetchedText: string): ModelData {
  const shipped = source(shippedText);
  const fetched = source(fetchedText);
  const isNewer = fetched.date !== undefined && fetched.date > (shipped.date ?? '');
  const sources = isNewer ? [fetched, shipped] : [shipped];
  return {
    date: isNewer ? fetched.date : shipped.date,
    find: (id) => {
      const identity = identify(id);
      if (identity === undefined) return undefined;
      const { maker, name } = identity;
      let entry = entryIn(sources, name, identity, true);
      if (entry === undefined) {
        for (const other of otherNames(name)) entry ??= entryIn(sources, other.name, identity, other.same);
      }
      return { maker, entry };
    },
  };
}

/** What the first source does not know is taken from the next. `same`: the id's prices are those of the name. */
function entryIn(
  sources: readonly Source[],
  name: string,
  { itself, price }: Identity,
  same: boolean,
): Entry | undefined {
  const key = name.startsWith('@') ? name : keyOf(name);
  let joined: Entry | undefined;
  for (const { row } of sources) {
    const found = row(key);
    if (!Array.isArray(found)) continue;
    const prices = same && (price === 'own' || (price === 'passed on' && hasOnePrice(makerOfId(String(found[0])))));
    const entry = entryOf(found, { name: itself, prices });
    if (entry !== undefined) joined = joined === undefined ? entry : { ...entry, ...joined };
  }
  return joined;
}

function source(text: string): Source {
  const date = /^\{\s*"schemaVersion":\s*1,\s*"date":\s*"(\d{4}-\d\d-\d\d)"/.exec(text.slice(0, 100))?.[1];
  if (date === undefined) return { date, row: () => undefined };
  let models: Readonly<Record<string, unknown>> | undefined;
  return { date, row: (key) => (models ??= rowsOf(text))[key] };
}

function rowsOf(text: string): Readonly<Record<string, unknown>> {
  const models = at(parseJson(text), 'models');
  return typeof models === 'object' && models !== null ? (models as Readonly<Record<string, unknown>>) : {};
}

/** Empty where it can't be read. */
function textOf(system: System, path: string): string {
  try {
    return system.files.read(path) ?? '';
  } catch {
    return '';
  }
}
