import type { Located } from './located.ts';

export type Path = readonly (string | number)[];

/** The lines of paths in a text. */
export class Lines {
  readonly #found = new Map<string, number>();
  readonly #ends: readonly number[];

  constructor(text: string) {
    this.#ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  }

  set(path: Path, line: number): void {
    this.#found.set(keyOf(path), line);
  }

  at(path: Path, offset: number): void {
    let [low, high] = [0, this.#ends.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    this.set(path, low + 1);
  }

  first(path: Path, offset: number): void {
    if (!this.#found.has(keyOf(path))) this.at(path, offset);
  }

  /** A dotted key: each part of it has the line where it stands first. */
  note(table: Path, names: readonly string[], offset: number): void {
    for (let length = 1; length <= names.length; length += 1) this.first([...table, ...names.slice(0, length)], offset);
  }

  readonly of: Located['line'] = (...path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = this.#found.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

function keyOf(path: Path): string {
  return JSON.stringify(path.map(String));
}

/** `__proto__` is a name like any other. */
export function tableOf(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}
