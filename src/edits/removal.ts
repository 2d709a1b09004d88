import { parseJson, unsetJson } from './json.ts';
import { parseToml, setToml } from './toml.ts';
import { at } from '../json-path.ts';
import type { FileEdit } from './file-edit.ts';

/** Takes a key out; who offers it says why. */
export type Removal = Omit<FileEdit, 'why'>;

/** Takes a key out of JSON without comments, as long as it holds this text. */
export function removeFromJson(path: string, key: readonly string[], seen: string): Removal {
  return {
    path,
    shows: key.slice(-1),
    edit: (before) => {
      if (before === undefined || at(parseJson(before), ...key) !== seen) return before;
      return unsetJson(before, key) ?? before;
    },
  };
}

/** Takes a top-level key out of TOML, as long as it holds this text, and with it those that say more about it. */
export function removeFromToml(path: string, key: string, seen: string, along: readonly string[] = []): Removal {
  return {
    path,
    shows: [key, ...along],
    edit: (before) => {
      if (before === undefined || at(parseToml(before), key) !== seen) return before;
      const next = [key, ...along].reduce<string | undefined>(
        (text, name) => (text === undefined ? undefined : setToml(text, name, null)),
        before,
      );
      return next ?? before;
    },
  };
}
