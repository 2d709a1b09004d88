import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Conf from 'conf';
import type { Config } from '../profiles/profile.ts';
import { trouble } from './files.ts';
import { locked } from './lock.ts';

/**
 * Reads again, changes and writes, while no other Jetway does. A file that is no configuration is never overwritten:
 * `read` throws first.
 */
export async function changeProfiles(
  path: string,
  read: () => Config,
  update: (config: Config) => Config,
): Promise<void> {
  await locked(path, () => {
    const next = update(read());
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      store(path).store = { ...next };
    } catch (error) {
      throw trouble('written', path, error);
    }
  });
}

/** Atomic writes, 0600 from the first byte, symbolic links written through: conf 15.1.0, atomically 2.1.1. */
function store(path: string): Conf {
  return new Conf({
    cwd: dirname(path),
    configName: basename(path, '.json'),
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    serialize: (value) => `${JSON.stringify(value, undefined, 2)}\n`,
  });
}
