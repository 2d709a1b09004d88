import { folders } from '../../host.ts';
import { parseJson } from '../../json-path.ts';
import type { FileEdit } from '../../edits/file-edit.ts';
import type { Facts } from '../facts.ts';
import { type SharedCheck } from '../check.ts';
import { fail, pass, warn, repairable } from '../outcome.ts';

/** Looks at Jetway's own files: those that others must not read, and those that can be made anew where they are broken. */
export const files: SharedCheck = {
  id: 'files',
  title: "Jetway's files",
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const { config, cache } = folders(facts.host);
    const keys = open(`${config}/credentials.json`, facts);
    const settings = open(`${config}/config.json`, facts);
    const broken = [`${cache}/programs.json`, `${cache}/models.json`].flatMap((path) => corrupt(path, facts));
    const found = [...keys, ...settings, ...broken];
    const [first] = found;
    const [fault, ...others] = facts.faults();
    if (first === undefined && fault !== undefined) {
      const more = others.length === 0 ? '' : `, and ${others.length} more`;
      return warn(`${fault.path}: ${fault.why}${more}`, 'Correct it there; what is wrong is left out', [
        fault,
        ...others,
      ]);
    }
    if (first === undefined) return pass('private and readable, those that are there');
    const detail = `${first.path} ${first.why}`;
    const hint = 'Have it repaired: jetway doctor --fix';
    const evidence = [...found.map(({ path, why }) => ({ path, why })), ...facts.faults()];
    return repairable(
      keys.length > 0 ? fail('credential', detail, hint, evidence) : warn(detail, hint, evidence),
      found,
    );
  },
};

/** Mode bits protect nothing on Windows. */
function open(path: string, facts: Facts): readonly FileEdit[] {
  const mode = facts.host.platform === 'win32' ? undefined : facts.mode(path);
  if (mode === undefined || (mode & 0o077) === 0) return [];
  return [{ path, why: 'may be read or changed by others', mode: 0o600, edit: (before) => before }];
}

function corrupt(path: string, facts: Facts): readonly FileEdit[] {
  const text = facts.text(path);
  if (text === undefined || parseJson(text) !== undefined) return [];
  const edit: FileEdit['edit'] = (before) =>
    before !== undefined && parseJson(before) === undefined ? undefined : before;
  return [{ path, why: 'is no JSON any more; Jetway makes it anew', edit }];
}
