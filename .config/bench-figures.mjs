// How the figures of the benchmark are drawn.

export function line(name, figure, value, budget, unit, remark) {
  const verdict = value > budget ? 'over' : '✓';
  const words = `${name.padEnd(22)} ${figure.padEnd(24)} budget ${`${budget} ${unit}`.padEnd(8)} ${verdict.padEnd(5)}`;
  console.log(`  ${words} ${remark}`);
}

export function beside(value, otherText, other) {
  return `other ${otherText.trim()}, ratio ${(value / other).toFixed(2)}`;
}

export function column([low, median, high]) {
  return `${median.toFixed(1).padStart(7)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
}

/** Lower quartile, median and upper quartile. */
export function quartiles(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  return [0.25, 0.5, 0.75].map((part) => {
    const at = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return low + (high - low) * (at - Math.floor(at));
  });
}
