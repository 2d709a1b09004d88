import type { StoredModel } from '../../agents/agent.ts';
import { loadFormat, writtenAt, type ExactFormat } from '../../edits/as-written.ts';
import { Refused } from '../../edits/model.ts';
import { at } from '../../json-path.ts';
import type { Before, Journal } from './journal.ts';

/** What the user calls the model of the session that stands in the text and stood there neither before. */
export function picked(
  format: ExactFormat,
  stored: StoredModel,
  text: string,
  { before, models }: Journal,
): string | undefined {
  const found = findIn(format, stored, text);
  const model = modelIn(stored, found);
  const [, key = ''] = stored.keys;
  const ours = stored.provider === undefined || found?.[key] === JSON.stringify(stored.provider);
  const same = model === modelIn(stored, before) && (stored.provider === undefined || found?.[key] === before?.[key]);
  if (model === undefined || same || !ours) return undefined;
  const known = new Map(models);
  return known.get(model) ?? known.get(stored.idIn?.(model) ?? model);
}

/** The agent's keys as a text has them. */
export function findIn(format: ExactFormat, stored: StoredModel, text: string): Before {
  try {
    return Object.fromEntries(stored.keys.map((key) => [key, writtenAt(format, text, [key])]));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** The same with the format loaded here, unless nothing stands in the text. */
export async function seenIn(stored: StoredModel, text: string): Promise<Before> {
  if (text.trim() === '') return Object.fromEntries(stored.keys.map((key) => [key, null]));
  return findIn(await loadFormat(stored.format), stored, text);
}

/** Undefined where there is none, or it is no text. */
export function modelIn(stored: StoredModel, values: Before): string | undefined {
  const written = values?.[stored.keys[0] ?? ''] ?? '';
  if (/^'[^']*'$/.test(written)) return written.slice(1, -1);
  try {
    const value = at(JSON.parse(written), ...(stored.within ?? []));
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
