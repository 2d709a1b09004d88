import { toml } from '../../config-layers/write-toml.ts';
import type { Json } from '../../json-path.ts';

/** The arguments that set one key above every file. */
export function override(key: string, value: Json): readonly [string, string] {
  return ['-c', `${key}=${toml(value)}`];
}
