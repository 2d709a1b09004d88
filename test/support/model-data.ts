import { readdirSync, readFileSync } from 'node:fs';
import { dataFrom, type ModelData } from '../../src/models/data/data.ts';

const lists = new URL('lists/', import.meta.url);

/** src/models/data/model-data.json. */
export const snapshotText = readFileSync(new URL('../../src/models/data/model-data.json', import.meta.url), 'utf8');

/** The shipped data, as if nothing had been fetched since. */
export function shippedData(): ModelData {
  return dataFrom(snapshotText, '');
}

/** The ids of each list under lists/: one a line, or a body as a gateway gives it. */
export const idLists: ReadonlyMap<string, readonly string[]> = new Map(
  readdirSync(lists).map((file) => [file, idsOf(readFileSync(new URL(file, lists), 'utf8'))]),
);

function idsOf(text: string): readonly string[] {
  if (!text.startsWith('{')) return text.split('\n').filter((line) => line !== '');
  const body = JSON.parse(text) as { readonly data?: readonly { id: string }[]; readonly result?: { name: string }[] };
  return body.data?.map(({ id }) => id) ?? body.result?.map(({ name }) => name) ?? [];
}
