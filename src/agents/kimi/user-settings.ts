import { parse } from 'smol-toml';
import type { JsonObject } from '../agent.ts';
import { isObject, parseJson } from '../../json-path.ts';

/**
 * As JSON: a date becomes a text, of which these settings have none. Undefined where it is no TOML. Opened where the user
 * has settings.
 */
export function parsed(text: string): JsonObject | undefined {
  try {
    const value = parseJson(JSON.stringify(parse(text.replace(/^\uFEFF/, ''))));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
