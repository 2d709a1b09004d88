import { formatPrice, formatTokens, type Prices } from '../../models/catalogue.ts';
import type { Output } from '../../system/system.ts';
import { paint } from '../../view.ts';
import { wrap } from '../../wrap.ts';
import type { Comparison, Difference } from './compare.ts';
import { modelColumns, type Column } from './columns.ts';
import { tableOf, wordsOf } from './table.ts';
import { counted } from '../../text.ts';

/** What the one has, what the other has, and what differs between them; sections without any model are left out. */
export function drawComparison({ profiles, different, same }: Comparison, output: Output): string {
  const colours = paint(output);
  const [left, right] = profiles;
  const section = (title: string, [head = '', ...lines]: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [colours.bold(title), colours.dim(head), ...lines, ''];
  const only = profiles.flatMap((side) =>
    section(`Only in ${side.profile} (${side.only.length})`, tableOf(side.only, modelColumns, output.columns)),
  );
  const rows = different.map((one) => ({ ...one, id: [...new Set(one.ids)].join(' = ') }));
  const title = `In both, with other figures (${rows.length}): ${left.profile} → ${right.profile}`;
  const note = [
    `${counted(same, 'model is', 'models are')} the same in both`,
    ...profiles.map((side) => `${side.profile}: ${[counted(side.total, 'model'), ...wordsOf(side)].join(', ')}`),
    'USD per million tokens',
  ].join(' · ');
  return [
    ...only,
    ...section(title, tableOf(rows, differenceColumns, output.columns)),
    ...wrap(note, output.columns).map((line) => colours.dim(line)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

type Row = Difference & { readonly id: string };

const priceColumn = (head: string, field: keyof Prices): Column<Row> => ({
  head,
  right: true,
  cell: ({ prices }) => (prices?.[field] ?? []).map((usd) => formatPrice(usd)).join(' → '),
});

const differenceColumns: readonly Column<Row>[] = [
  {
    head: 'WINDOW',
    right: true,
    cell: ({ contextWindow = [] }) => contextWindow.map((count) => formatTokens(count)).join(' → '),
  },
  priceColumn('$ IN', 'input'),
  priceColumn('$ OUT', 'output'),
  priceColumn('$ CACHE READ', 'cacheRead'),
  priceColumn('$ CACHE WRITE', 'cacheWrite'),
];
