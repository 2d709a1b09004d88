import type { ProtocolId } from '../../protocols/protocols.ts';
import type { Translator } from '../translator.ts';

/** Loads the translator of a pair; undefined where there is none. Whoever passes bytes through loads none of it. */
export async function findTranslator(from: ProtocolId, to: ProtocolId): Promise<Translator | undefined> {
  const { translators } = await import('./pairs.ts');
  return translators[`${from} to ${to}`];
}
