import type { Origin } from './origin.ts';

/** The same origins as ones that count for nothing, for this reason; where one has a reason of its own, that stays. Undefined: they count. */
export function voided(origins: readonly Origin[], why: string | undefined): readonly Origin[] {
  return why === undefined ? origins : origins.map((one) => ({ ...one, void: one.void ?? why }));
}
