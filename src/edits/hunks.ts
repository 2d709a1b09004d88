/** Lines that go and lines that come in their place, each with its end. */
export interface Hunk {
  /** Where the removed ones begin: the character, and the line, counted from 0, in both texts. */
  readonly at: number;
  readonly line: number;
  readonly lineAfter: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Where there are more pairs of lines than this to compare, all that differs is one hunk. */
const most = 1_000_000;

/** What differs between two texts, line by line, in order. */
export function hunksOf(before: string, after: string): readonly Hunk[] {
  const [left, right] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const middle = [left.slice(start, left.length - end), right.slice(start, right.length - end)] as const;
  const hunks: Hunk[] = [];
  let [line, lineAfter] = [start, start];
  let at = left.slice(0, start).join('').length;
  for (const { removed, added, kept } of runsOf(...middle)) {
    if (removed.length + added.length > 0) hunks.push({ at, line, lineAfter, removed, added });
    line += removed.length + kept.length;
    lineAfter += added.length + kept.length;
    at += [...removed, ...kept].join('').length;
  }
  return hunks;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

interface Run {
  readonly removed: string[];
  readonly added: string[];
  /** The lines behind them that stand in both texts. */
  readonly kept: string[];
}

/** Tells two lists of lines apart by their longest common subsequence. */
function runsOf(left: readonly string[], right: readonly string[]): readonly Run[] {
  if (left.length * right.length > most) return [{ removed: [...left], added: [...right], kept: [] }];
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        left[row] === right[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  let run: Run = { removed: [], added: [], kept: [] };
  const runs = [run];
  for (let [row, column] = [0, 0]; row < left.length || column < right.length;) {
    const [one, other] = [left[row], right[column]];
    if (one !== undefined && one === other) {
      run.kept.push(one);
      row += 1;
      column += 1;
      continue;
    }
    if (run.kept.length > 0) {
      run = { removed: [], added: [], kept: [] };
      runs.push(run);
    }
    if (one !== undefined && (other === undefined || lengthAt(row + 1, column) >= lengthAt(row, column + 1))) {
      run.removed.push(one);
      row += 1;
    } else if (other !== undefined) {
      run.added.push(other);
      column += 1;
    }
  }
  return runs;
}
