import { formatAge } from '../../models/catalogue.ts';
import type { System } from '../../system/system.ts';
import { drawRows } from '../doctor/draw-capabilities.ts';
import type { ListedModel } from './report.ts';

type Tried = NonNullable<ListedModel['capabilities']>[number];

/** What `doctor --capabilities` found last of these models, a table for each route. */
export function drawTried(models: readonly ListedModel[], { now, stdout }: System): readonly string[] {
  const found = models.flatMap(({ id, capabilities = [] }) => {
    const ways = [...new Set(capabilities.map(wayOf))];
    return ways.map((way) => ({ id, way, rows: capabilities.filter((one) => wayOf(one) === way) }));
  });
  if (found.length === 0) return ['What works with a model is tried by: jetway doctor --capabilities\n'];
  return found.map(({ id, way, rows }) => {
    const oldest = Math.min(...rows.map(({ at }) => Date.parse(at)));
    const heading = `${id}, by ${way}, tried ${formatAge(Math.max(0, now() - oldest))}`;
    const told = rows.map(({ id: capability, result, said = '', agent }) => ({
      capability,
      result,
      said: [said, ...(agent === undefined ? [] : [`(as ${agent} asks)`])].filter(Boolean).join(' '),
    }));
    return drawRows(heading, told, stdout);
  });
}

function wayOf({ protocol, translatedTo }: Tried): string {
  return translatedTo === undefined ? protocol : `${protocol}, translated to ${translatedTo}`;
}
