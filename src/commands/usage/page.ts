import { clean } from '../../text.ts';
import { money, tokens } from '../../usage/figures.ts';
import { daysBetween } from '../../usage/period.ts';
import type { Group, Sums } from '../../usage/tally.ts';

/** How many groups have a colour of their own; the others share one. */
const coloured = 7;
const palette = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#3ca951', '#ff8ab7', '#a463f2', '#9c9c9c'];

interface Content {
  readonly title: string;
  readonly by: string;
  readonly groups: readonly Group[];
  readonly totals: Sums;
  readonly notes: readonly string[];
}

/**
 * One page that needs nothing else: nothing from the network, light and dark by what the reader prefers. Days stacked by
 * group, by cost where prices are known and else by tokens, and the table, which sorts by the column that is clicked.
 * `sha256`: of a text, in hex; the page runs this one script.
 */
export function page(content: Content, sha256: (text: string) => string): string {
  const { title, by, groups, totals, notes } = content;
  const hash = Buffer.from(sha256(script), 'hex').toString('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; --ink: #1b1e23; --paper: #fff; --faint: #d8dbe0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #15181c; --faint: #3a3f46; } }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.3rem; } svg { width: 100%; height: auto; } text { fill: var(--ink); font: 11px system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .5rem; border-bottom: 1px solid var(--faint); }
th button { all: unset; cursor: pointer; font-weight: 600; } th button:focus-visible { outline: 2px solid; }
th[aria-sort=ascending] button::after { content: " ▲"; } th[aria-sort=descending] button::after { content: " ▼"; }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; } tfoot { font-weight: 600; }
.wide { overflow-x: auto; } svg, table { min-width: 40rem; }
.key { display: inline-block; width: .7em; height: .7em; margin-right: .4em; border-radius: 2px; }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<div class="wide">
${chart(groups)}
<table>
<thead><tr>${[by, 'requests', 'in', 'cached', 'out', 'cost', 'source'].map((name) => `<th scope="col"><button>${escaped(name)}</button></th>`).join('')}</tr></thead>
<tbody>
${groups.map((group, index) => rowOf(group, by === 'day' ? undefined : index)).join('\n')}
</tbody>
<tfoot><tr>${cells('total', totals, '')
    .map(([, text]) => `<td>${escaped(text)}</td>`)
    .join('')}</tr></tfoot>
</table>
</div>
${notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
<script>${script}</script>
</body>
</html>
`;
}

/** A click sorts by the column, numbers by their size, and another one the other way round. What is not known stands last. */
const script = `
const body = document.querySelector('tbody');
document.querySelectorAll('th').forEach((head, column) => head.addEventListener('click', () => {
  const down = head.ariaSort ? head.ariaSort === 'ascending' : column > 0;
  document.querySelectorAll('th').forEach((one) => { one.ariaSort = null; });
  head.ariaSort = down ? 'descending' : 'ascending';
  const value = (row) => row.cells[column].dataset.value;
  const order = (one, other) => column > 0 && column < 6 ? one - other : one < other ? -1 : one > other ? 1 : 0;
  [...body.rows].sort((one, other) => {
    const [left, right] = [value(one), value(other)];
    if (left === '' || right === '') return (left === '') - (right === '');
    return order(left, right) * (down ? -1 : 1);
  }).forEach((row) => body.append(row));
}));
`;

function rowOf({ name, source, sums }: Group, index: number | undefined): string {
  const filled = cells(clean(name, 200), sums, clean(source, 60));
  const drawn = filled.map(([value, text], column) => {
    const mark = column === 0 && index !== undefined ? swatch(index) : '';
    return `<td data-value="${escaped(`${value ?? ''}`)}">${mark}${escaped(text)}</td>`;
  });
  return `<tr>${drawn.join('')}</tr>`;
}

/** What each cell is sorted by, and how it reads. */
function cells(name: string, sums: Sums, source: string): readonly (readonly [string | number | undefined, string])[] {
  const { requests, input, cached, output, usd } = sums;
  return [
    [name, name],
    [requests, `${requests}`],
    [input, tokens(input)],
    [cached, tokens(cached)],
    [output, tokens(output)],
    [usd, money(sums)],
    [source, source],
  ];
}

function swatch(index: number): string {
  return `<span class="key" style="background:${colourOf(index)}"></span>`;
}

function colourOf(index: number): string {
  return palette[Math.min(index, coloured)] ?? '#9c9c9c';
}

/** Bars of days, the first group lowest. Empty where no source tells of days. */
function chart(groups: readonly Group[]): string {
  const told = [...new Set(groups.flatMap((group) => [...group.days.keys()]))].toSorted();
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined) return '';
  const days = daysBetween(first, last);
  const byCost = groups.some(({ sums }) => (sums.usd ?? 0) > 0);
  const isDays = groups.every((group) => group.days.size === 1 && group.days.has(group.name));
  const weight = (sums: Sums | undefined): number =>
    byCost ? (sums?.usd ?? 0) : (sums?.input ?? 0) + (sums?.output ?? 0);
  const sizes = days.map((day) => groups.map(({ days: of }) => weight(of.get(day))));
  const most = Math.max(...sizes.map((column) => column.reduce((sum, size) => sum + size, 0)), 0);
  if (most <= 0) return '';
  const [width, height, foot] = [900, 220, 24];
  const step = width / days.length;
  const bars = sizes.flatMap((column, place) => {
    let top = height;
    return column.flatMap((size, index) => {
      if (size <= 0) return [];
      const tall = (size / most) * (height - 16);
      top -= tall;
      const label = `${days[place] ?? ''} ${groups[index]?.name ?? ''}: ${byCost ? money({ usd: size, unpriced: 0 }) : tokens(size)}`;
      const x = (place * step + step * 0.1).toFixed(2);
      const box = `x="${x}" y="${top.toFixed(2)}" width="${(step * 0.8).toFixed(2)}" height="${tall.toFixed(2)}"`;
      return [
        `<rect ${box} fill="${colourOf(isDays ? 0 : index)}"><title>${escaped(clean(label, 200))}</title></rect>`,
      ];
    });
  });
  const every = Math.ceil(days.length / 12);
  const labels = days.flatMap((day, place) =>
    place % every === 0
      ? [
          `<text x="${(place * step + step / 2).toFixed(2)}" y="${height + 16}" text-anchor="middle">${day.slice(5)}</text>`,
        ]
      : [],
  );
  const scale = byCost ? money({ usd: most, unpriced: 0 }) : `${tokens(most)} tokens`;
  return `<svg viewBox="0 0 ${width} ${height + foot}" role="img" aria-label="By day">
<text x="0" y="11">${escaped(scale)}</text>
${[...bars, ...labels].join('\n')}
</svg>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
