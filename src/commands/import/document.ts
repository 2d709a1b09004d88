import type { Host } from '../../host.ts';
import type { Launcher, Reading } from '../../import/launcher.ts';
import { keyWords } from './draw.ts';
import type { ImportPlan, Planned } from './plan.ts';

/** What `--json` prints; nothing secret. */
export function documentOf(
  { id }: Launcher,
  { files }: Reading,
  { planned, left }: ImportPlan,
  copied: readonly Planned[],
  applied: boolean,
  host: Host,
): object {
  const profiles = planned.map((one) => {
    const { theirs, name, status, connection, profile, key, uncopied } = one;
    const { keyCommand: _command, keyVariable: _variable, keyFrom: _from, ...rest } = profile;
    return {
      name,
      theirs,
      status,
      url: connection.url,
      ...rest,
      key: { kind: key.kind, from: keyWords(key, uncopied, host), copied: copied.includes(one) },
    };
  });
  return { schemaVersion: 1, launcher: id, files, profiles, left, applied };
}
