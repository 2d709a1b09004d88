/** An entry above the first table. */
interface Entry {
  /** The parts of a dotted key. */
  readonly key: readonly string[];
  /** Where its line begins, and where the next one does. */
  readonly start: number;
  readonly next: number;
  /** Where its value begins and ends. */
  readonly value: number;
  readonly end: number;
}

/**
 * The entries above the first table of a TOML text (https://toml.io/en/v1.1.0), in order. Undefined where that part is not
 * understood. What stands below is not looked at.
 */
export function entriesOf(text: string): readonly Entry[] | undefined {
  const found: Entry[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const start = at;
    const nothing = matchAt(/[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y, text, at);
    if (nothing !== undefined) {
      at += nothing.length;
      continue;
    }
    if (matchAt(/[ \t]*\[/y, text, at) !== undefined) return found;
    const key = keyAt(text, at);
    if (key === undefined) return undefined;
    const end = endOfValue(text, key.value);
    const rest = end === undefined ? undefined : matchAt(/[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y, text, end);
    if (end === undefined || rest === undefined) return undefined;
    at = end + rest.length;
    found.push({ key: key.parts, start, next: at, value: key.value, end });
  }
  return found;
}

/**
 * The value of each top-level key as it is written, null for one that is not there. Undefined where the text is not
 * understood, or such a key stands there twice or in parts.
 */
export function findToml(text: string, keys: readonly string[]): Readonly<Record<string, string | null>> | undefined {
  const entries = entriesOf(text);
  if (entries === undefined) return undefined;
  const found = keys.map((key) => entries.filter((entry) => entry.key[0] === key));
  if (found.some((same) => same.length > 1 || same.some((entry) => entry.key.length > 1))) return undefined;
  const written = found.map(([entry]) => (entry === undefined ? null : text.slice(entry.value, entry.end)));
  return Object.fromEntries(keys.map((key, index) => [key, written[index] ?? null]));
}

function keyAt(text: string, start: number): { readonly parts: readonly string[]; readonly value: number } | undefined {
  const parts: string[] = [];
  let at = start;
  for (;;) {
    const piece = matchAt(/[ \t]*(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*[.=]/y, text, at);
    if (piece === undefined) return undefined;
    const name = nameOf(piece.slice(0, -1).trim());
    if (name === undefined) return undefined;
    parts.push(name);
    at += piece.length;
    if (piece.endsWith('=')) return { parts, value: at + (matchAt(/[ \t]*/y, text, at)?.length ?? 0) };
  }
}

/** Undefined for an escape that JSON does not have. */
function nameOf(written: string): string | undefined {
  if (written.startsWith("'")) return written.slice(1, -1);
  if (!written.startsWith('"')) return written;
  try {
    return JSON.parse(written) as string;
  } catch {
    return undefined;
  }
}

function endOfValue(text: string, start: number): number | undefined {
  if (!/["'[{]/.test(text.charAt(start))) {
    const plain = matchAt(/[^\s#,\]}=][^#\r\n]*/y, text, start)?.trimEnd();
    return plain === undefined ? undefined : start + plain.length;
  }
  let [at, depth] = [start, 0];
  do {
    const token = matchAt(
      /"""(?:\\[^]|(?!""")[^\\])*"{3,5}|'''(?:(?!''')[^])*'{3,5}|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|#[^\n]*|[[\]{}]|[^"'#[\]{}]+/y,
      text,
      at,
    );
    if (token === undefined) return undefined;
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    at += token.length;
  } while (depth > 0);
  return at;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
