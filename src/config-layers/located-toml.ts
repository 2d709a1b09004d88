import { parse as parseToml } from 'smol-toml';
import { parseTOML } from 'toml-eslint-parser';
import { Lines } from './lines.ts';
import type { Located } from './located.ts';

/** TOML; the entries of an inline table have the line on which it begins. Undefined where it is none. */
export function locateToml(text: string): Located | undefined {
  const plain = text.replace(/^\uFEFF/, '');
  try {
    const value = parseToml(plain, { integersAsBigInt: 'asNeeded' });
    const lines = new Lines(plain);
    const [top] = parseTOML(plain).body;
    for (const node of top.body) {
      if (node.type === 'TOMLKeyValue') {
        lines.note([], namesOf(node.key), node.range[0]);
        continue;
      }
      const names = namesOf(node.key);
      const paths = [names, node.resolvedKey];
      for (const path of paths) lines.first(path, node.range[0]);
      for (const entry of node.body) {
        for (const path of paths) lines.note(path, namesOf(entry.key), entry.range[0]);
      }
    }
    return { value, line: lines.of };
  } catch {
    return undefined;
  }
}

function namesOf({
  keys,
}: {
  readonly keys: readonly (
    | { readonly type: 'TOMLBare'; readonly name: string }
    | { readonly type: 'TOMLQuoted'; readonly value: string }
  )[];
}): readonly string[] {
  return keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}
