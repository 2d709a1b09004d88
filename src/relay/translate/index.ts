import type { ProtocolId } from '../../protocols/protocols.ts';
import type { Translator } from '../translator.ts';

/** By the agent's protocol and the gateway's. The same pairs as `translations` in `protocols.ts`, which a test holds. */
const translators: Readonly<Partial<Record<`${ProtocolId} to ${ProtocolId}`, () => Promise<Translator>>>> = {};

/** Loads the translator of a pair; undefined where there is none. */
export async function findTranslator(from: ProtocolId, to: ProtocolId): Promise<Translator | undefined> {
  return translators[`${from} to ${to}`]?.();
}
