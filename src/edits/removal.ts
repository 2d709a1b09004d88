import { editIn } from './edit.ts';
import type { FileEdit } from './file-edit.ts';
import { json } from './jsonc.ts';
import { Refused, type Format, type Model, type Path } from './model.ts';
import { toml } from './toml.ts';

/** An edit that takes a key out. Who offers it adds why. */
export type Removal = Omit<FileEdit, 'why'>;

/** Takes a key out of JSON without comments, as long as it holds this text. */
export function removeFromJson(path: string, key: readonly string[], seen: string): Removal {
  return {
    path,
    shows: key.slice(-1),
    edit: (before) => without(json, before, [key], seen),
  };
}

/** Takes a top-level key out of TOML, as long as it holds this text, and with it those that say more about it. */
export function removeFromToml(path: string, key: string, seen: string, along: readonly string[] = []): Removal {
  return {
    path,
    shows: [key, ...along],
    edit: (before) =>
      without(
        toml,
        before,
        [key, ...along].map((name) => [name]),
        seen,
      ),
  };
}

/** The text without the keys; unchanged where the first of them holds another text, or no edit can be proved right. */
function without(format: Format, before: string | undefined, paths: readonly Path[], seen: string): string | undefined {
  if (before === undefined || textAt(format, before, paths[0] ?? []) !== seen) return before;
  const edited = editIn(
    format,
    before,
    paths.map((path) => ({ path, unset: true })),
  );
  return 'text' in edited ? edited.text : before;
}

function textAt(format: Format, text: string, path: Path): unknown {
  try {
    const found = path.reduce<Model | undefined>(
      (model, key) => (model instanceof Map ? (model as ReadonlyMap<unknown, Model>).get(key) : undefined),
      format.read(text.replace(/^\uFEFF/, '')),
    );
    return found !== undefined && 'scalar' in found ? found.scalar : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
