import type { Located } from '../../config-layers/located.ts';

type Tree = { [name: string]: Tree | string };

/**
 * What Goose writes into its settings: mappings in block style with plain or quoted scalars on one line. Lists, texts of
 * several lines and mappings in braces are passed over, so nothing is known of what stands in them.
 */
export function markYaml(text: string): Located {
  const value: Tree = {};
  const lines = new Map<string, number>();
  const open: { readonly indent: number; readonly tree: Tree; readonly path: readonly string[] }[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const [, blank = '', name = '', rest = ''] = /^( *)([\w.-]+|"[^"]*"|'[^']*') *:(?: +(.*))?$/.exec(line) ?? [];
    if (name === '') return;
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= blank.length) open.pop();
    const parent = open.at(-1);
    // Deeper than its mapping begins, and that is none of ours: a text of several lines.
    if (parent === undefined && blank !== '') return;
    const [tree, path] = [parent?.tree ?? value, [...(parent?.path ?? []), unquoted(name)]];
    const said = /^(?:"[^"]*"|'[^']*')/.exec(rest)?.[0] ?? rest.replace(/(?:^|\s)#.*$/, '').trim();
    const within: Tree = {};
    tree[unquoted(name)] = said === '' ? within : unquoted(said);
    lines.set(path.join('\n'), index + 1);
    if (said === '') open.push({ indent: blank.length, tree: within, path });
  });
  return { value, line: (...path) => lines.get(path.join('\n')) };
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}
