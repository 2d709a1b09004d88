import { isDeepStrictEqual } from 'node:util';
import { withoutSecrets } from '../../gateways/management.ts';
import type { Json } from '../../json-path.ts';
import { clean } from '../../text.ts';

/** A setting before and after; undefined: it was not there. */
export interface Change {
  readonly field: string;
  readonly before?: Json;
  readonly after?: Json;
}

export function changeOf(field: string, before: Json | undefined, after: Json | undefined): readonly Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  return [{ field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

export function inWords(value: Json | undefined): string {
  if (value === true) return 'on';
  if (value === false) return 'off';
  if (value === null || value === undefined) return 'none';
  return clean(typeof value === 'string' ? value : JSON.stringify(withoutSecrets(value)), 200);
}
