import { parse } from 'smol-toml';
import { objectBy } from '../../json-path.ts';
import type { JsonObject } from '../agent.ts';

/** Opened where the user has settings. */
export function parsed(text: string): JsonObject | undefined {
  return objectBy(parse, text);
}
