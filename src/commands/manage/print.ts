import { withoutSecrets } from '../../gateways/management.ts';
import type { System } from '../../system/system.ts';

/** The document for scripts, without what is secret in it, or its text for people. */
export function print(document: object, text: string, { json }: { readonly json: boolean }, system: System): void {
  const shown = { schemaVersion: 1, ...(withoutSecrets(document) as object) };
  system.stdout.write(json ? `${JSON.stringify(shown, null, 2)}\n` : text);
}
