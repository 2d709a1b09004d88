/**
 * `Did you mean codex? ` in front of a hint, with the known word that is nearest to what was typed: at most two letters off,
 * and one of three. Empty where none is near.
 */
export function didYouMean(typed: string, known: readonly string[]): string {
  const word = typed.trim().toLowerCase();
  const limit = Math.min(2, Math.floor(word.length / 3));
  const [best] = known
    .map((name) => ({ name, off: distance(word, name.toLowerCase()) }))
    .filter(({ off }) => off <= limit)
    .toSorted((a, b) => a.off - b.off);
  return best === undefined ? '' : `Did you mean ${best.name}? `;
}

/** Letters to change, add, leave out or swap with their neighbour. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_row, i) =>
    Array.from({ length: b.length + 1 }, (_cell, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const steps = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same];
      const row = rows[i];
      if (row !== undefined) row[j] = Math.min(...steps, ...(swapped ? [at(i - 2, j - 2) + 1] : []));
    }
  }
  return at(a.length, b.length);
}
