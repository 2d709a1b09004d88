import { basename, dirname } from 'node:path';
import Conf from 'conf';
import type { Config } from '../profiles/profile.ts';
import { withUnread, type ReadConfig } from '../profiles/read-config.ts';
import { behindLinks, proveWritten } from './links.ts';
import { locked } from './lock.ts';
import { trouble } from './trouble.ts';

/**
 * Reads again, changes and writes, while no other Jetway does. A file that is no configuration is never overwritten:
 * `look` throws first. Written to the place that the name leads to, and read back.
 */
export async function changeProfiles(
  path: string,
  look: () => ReadConfig & { readonly json: Readonly<Record<string, unknown>> },
  update: (config: Config) => Config,
  removed?: string,
): Promise<void> {
  await locked(path, () => {
    const { json, ...read } = look();
    const next = withUnread(update(read.config), json, read, removed);
    try {
      const target = behindLinks(path);
      store(target).store = { ...next };
      proveWritten(path, target, Buffer.from(serialize(next)));
    } catch (error) {
      throw trouble('written', path, error);
    }
  });
}

/** Atomic writes, 0600 from the first byte: conf 15.1.0, atomically 2.1.1. */
function store(path: string): Conf {
  return new Conf({
    cwd: dirname(path),
    configName: basename(path, '.json'),
    ...(path.endsWith('.json') ? {} : { fileExtension: '' }),
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    serialize,
    // It reads what is there before it writes: what Jetway can read it can write.
    deserialize: (text) => JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown>,
  });
}

function serialize(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
