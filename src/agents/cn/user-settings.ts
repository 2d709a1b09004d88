import { parse } from 'yaml';
import { isObject, parseJson } from '../../json-path.ts';
import type { JsonObject } from '../agent.ts';

/** As JSON, with what an alias refers to in its place. Undefined where it is no mapping of YAML. Opened where the user has settings. */
export function parsed(text: string): JsonObject | undefined {
  try {
    const value = parseJson(JSON.stringify(parse(text.replace(/^\uFEFF/, ''))));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
