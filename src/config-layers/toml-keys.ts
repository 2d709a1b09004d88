/** A key that a TOML text sets, or a table that it opens: all names from the top, as they read without quotes and escapes. */
export interface TomlKey {
  readonly path: readonly string[];
  /** From 1. */
  readonly line: number;
  /** It opens a table: its line is a head. */
  readonly opens?: true;
}

/**
 * The keys of a TOML text in their order, however they are written: in tables, dotted, in inline tables, over several lines too (TOML 1.1; Codex 0.171.0 takes it).
 * What stands in an array has the array's path. No check of the grammar: for a launch, which has no time for a library; of
 * a text that is no TOML it gives what it can.
 */
export function tomlKeys(text: string): readonly TomlKey[] {
  const found: TomlKey[] = [];
  /** The inline tables and arrays that are open, the innermost last, with the path of what is in them. */
  const open: { readonly path: readonly string[]; readonly isArray: boolean }[] = [];
  let table: readonly string[] = [];
  let value: readonly string[] = [];
  let names: string[] | undefined = [];
  let inHeader = false;
  let line = 1;
  const enter = (isArray: boolean): void => {
    const around = open.at(-1);
    open.push({ path: around?.isArray === true ? around.path : value, isArray });
    names = isArray ? undefined : [];
  };
  for (const [token] of text.matchAll(tokens)) {
    if (token === '\n') {
      line += 1;
      if (open.length === 0) [names, inHeader] = [[], false];
    } else if (token === '=' && names !== undefined) {
      value = [...(open.at(-1)?.path ?? table), ...names];
      found.push({ path: value, line });
      names = undefined;
    } else if (token === '[' && names !== undefined) {
      inHeader = true;
    } else if (token === ']' && inHeader && names !== undefined) {
      table = names;
      found.push({ path: table, line, opens: true });
      names = undefined;
    } else if (token === '[' || token === '{') {
      if (!inHeader) enter(token === '[');
    } else if (token === ']' || token === '}') {
      open.pop();
      names = undefined;
    } else if (token === ',') {
      names = open.at(-1)?.isArray === false ? [] : undefined;
    } else {
      if (token !== '.' && !token.startsWith('#')) names?.push(nameOf(token));
      line += token.split('\n').length - 1;
    }
  }
  return found;
}

/** Comments, strings over several lines, strings, punctuation, and what stands bare. */
const tokens =
  /#.*|"""(?:[^\\]|\\[\s\S])*?"""+|'''[\s\S]*?'''+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[=.,[\]{}\n]|[^\s#"'=.,[\]{}]+/g;

/** Other escapes than those of a code point stay: no name that is looked for has a character that needs one. */
function nameOf(token: string): string {
  if (!token.startsWith('"')) return token.replace(/^'(.*)'$/, '$1');
  return token
    .slice(1, -1)
    .replaceAll(
      /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|.)/g,
      (escape, ...hex: (string | undefined)[]) => {
        const point = Number.parseInt(hex.slice(0, 3).find((digits) => digits !== undefined) ?? '', 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : escape;
      },
    );
}
