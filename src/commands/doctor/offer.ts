import type { Diagnoses } from '../doctor.ts';

/** Behind a view of findings: where something can be repaired, the command. Else empty. */
export function offer({ checks }: Diagnoses): string {
  return checks.some(({ repairs }) => repairs !== undefined)
    ? 'To see what can be repaired of this, and to have it repaired: jetway doctor --fix\n'
    : '';
}
