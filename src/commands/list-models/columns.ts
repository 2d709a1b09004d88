import { agents } from '../../agents/index.ts';
import { Failure } from '../../failure.ts';
import { formatPrice, formatTokens, type Model, type Prices } from '../../models/catalogue.ts';
import { quote } from '../../text.ts';
import type { ListedModel } from './report.ts';

export interface Column<T> {
  readonly head: string;
  readonly right?: boolean;
  /** Empty: not known. */
  cell(row: T): string;
}

const price = (head: string, field: keyof Prices): Column<Model> => ({
  head,
  right: true,
  cell: ({ prices }) => (prices?.[field] === undefined ? '' : formatPrice(prices[field])),
});

const tokens = (head: string, field: 'contextWindow' | 'maxOutputTokens'): Column<Model> => ({
  head,
  right: true,
  cell: ({ [field]: count }) => (count === undefined ? '' : formatTokens(count)),
});

const name: Column<Model> = { head: 'NAME', cell: (model) => model.name ?? '' };
const window = tokens('WINDOW', 'contextWindow');
const [input, output] = [price('$ IN', 'input'), price('$ OUT', 'output')];

/** What a table has beside the id unless told otherwise. */
export const modelColumns: readonly Column<Model>[] = [name, window, input, output];

/**
 * Which of these agents can use a model: `all`, `all but claude`, else those that can. A star: through a relay that
 * translates; `--json` has every agent.
 */
export function agentsColumn(installed: readonly string[]): Column<ListedModel> {
  const asked = installed.length === 0 ? agents.map(({ id }) => id) : installed;
  return {
    head: 'AGENTS',
    cell: ({ agents: able, translated }) => {
      const can = asked.filter((id) => able.includes(id));
      const without = asked.filter((id) => !able.includes(id));
      const star = can.some((id) => translated.includes(id)) ? '*' : '';
      if (can.length === 0) return 'none';
      if (without.length === 0) return `all${star}`;
      if (without.length < can.length) return `all${star} but ${without.join(' ')}`;
      return can.map((id) => (translated.includes(id) ? `${id}*` : id)).join(' ');
    },
  };
}

/** By the words of `--columns`. */
const byWord = (installed: readonly string[]): Readonly<Record<string, Column<ListedModel>>> => ({
  name,
  window,
  output: tokens('OUTPUT', 'maxOutputTokens'),
  'price-in': input,
  'price-out': output,
  'cache-read': price('$ CACHE READ', 'cacheRead'),
  'cache-write': price('$ CACHE WRITE', 'cacheWrite'),
  agents: agentsColumn(installed),
  protocols: { head: 'PROTOCOLS', cell: ({ protocols }) => protocols.join(' ') },
});

/** The columns that are named. Throws `usage` for a word that names none. */
export function columnsNamed(words: readonly string[], installed: readonly string[]): readonly Column<ListedModel>[] {
  const known = byWord(installed);
  return words.map((word) => {
    const column = Object.hasOwn(known, word) ? known[word] : undefined;
    if (column !== undefined) return column;
    throw new Failure('usage', `There is no column ${quote(word)}.`, `Use --columns ${Object.keys(known).join(',')}`);
  });
}
