/** A part of a text, and what stands there instead. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Makes all splices at once. Their offsets are those of the text as it was, and they must not overlap. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const [all, end] = splices
    .toSorted((a, b) => a.from - b.from)
    .reduce<readonly [string, number]>(
      ([done, at], { from, to, text: put }) => [done + text.slice(at, from) + put, to],
      ['', 0],
    );
  return all + text.slice(end);
}

export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the next line begins; the text's end on the last one. */
export function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** The blanks that the line begins with in which something stands. */
export function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? '';
}

/** Whether nothing but blanks stands on the lines around a part of the text. */
export function standsAlone(text: string, from: number, to: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, from), from)) && /^[ \t\r]*(?:\n|$)/.test(text.slice(to));
}
