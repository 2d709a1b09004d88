import { rowsOf } from '../../profiles/published.ts';
import { takenFrom, withTaken } from '../../profiles/take-published.ts';
import type { System } from '../../system/system.ts';
import { agreed } from './agree.ts';
import { documentUrl, fetchPublished, refusing } from './fetch-published.ts';
import { namesFor, refuseTaken, type AddOptions } from './names-here.ts';
import { drawDocument } from './show-published.ts';
import { profileSync } from './sync.ts';
import { say } from '../../say.ts';

/**
 * Takes the profiles that an administrator publishes at an address, once they were shown and agreed to; from then on they
 * change only where that is agreed to, too. Throws `usage` for a name that is taken, and as the document's readers do.
 */
export async function profileAdd(typed: string, options: AddOptions, system: System): Promise<number> {
  const url = documentUrl(typed);
  const saved = system.profiles.read();
  if (Object.hasOwn(saved.published ?? {}, url) && takenFrom(url, saved).size > 0) {
    return profileSync(url, { ...options, check: false }, system);
  }
  const { sha256, document } = await fetchPublished(url, system);
  const names = await namesFor(Object.keys(document.profiles), document, options.as, saved, system);
  const output = options.json ? system.stderr : system.stdout;
  output.write(drawDocument({ url, sha256 }, rowsOf(document, refusing(url)), document, names, output));
  const isAgreed = await agreed('Take these profiles, as they stand?', sha256, options, system);
  const at = new Date(system.now()).toISOString();
  const taken = [...names.values()].filter((name) => name !== undefined);
  if (isAgreed) {
    await system.profiles.change((config) => {
      refuseTaken(taken, config);
      return withTaken({ url, sha256, at, document, names }, undefined, config);
    });
  }
  if (options.json) {
    const report = {
      schemaVersion: 1,
      url,
      sha256,
      status: isAgreed ? 'added' : 'left',
      profiles: isAgreed ? taken : [],
    };
    system.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return 0;
  }
  if (!isAgreed) say('Nothing is taken.', system);
  else {
    const [first = ''] = taken;
    say(`Taken: ${taken.join(', ')}. Store the key: jetway login --profile ${first}`, system);
  }
  return 0;
}
