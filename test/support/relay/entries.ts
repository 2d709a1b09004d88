import type { LedgerEntry } from '../../../src/relay/ledger.ts';
import type { Home } from '../home.ts';

/** Of the ledgers in a home, in order. Fails where a line is not whole. */
export function entriesIn(home: Pick<Home, 'snapshot'>): readonly LedgerEntry[] {
  const ledgers = [...home.snapshot()].filter(([path]) => path.includes('/ledger/'));
  return ledgers.flatMap(([, bytes]) =>
    bytes
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LedgerEntry),
  );
}
