/**
 * The first name that stands twice in one object of a JSON text: each reader takes another of the two. `text` must be JSON.
 * Undefined where none does.
 */
export function repeatedMember(text: string): string | undefined {
  // Without recursion: how deep a text from outside nests is not for us to say.
  const open: (Set<string> | undefined)[] = [];
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (string !== undefined && colon !== undefined) {
      const name = JSON.parse(string) as string;
      const names = open.at(-1);
      if (names?.has(name) === true) return name;
      names?.add(name);
    }
  }
  return undefined;
}
