/** What a group of requests used. Tokens and money that nobody told are not in the sums, and counted as such. */
export interface Sums {
  requests: number;
  /** Tokens of prompts; undefined where no request told them. */
  input: number | undefined;
  /** The part of `input` that was read from a cache. */
  cached: number | undefined;
  output: number | undefined;
  /** US dollars; undefined where no price is known. */
  usd: number | undefined;
  /** How many requests have no known price. Where there are any, `usd` is a lower bound. */
  unpriced: number;
}

/** What is added to a group. */
interface Portion {
  readonly requests: number;
  readonly input?: number | undefined;
  readonly cached?: number | undefined;
  readonly output?: number | undefined;
  readonly usd?: number | undefined;
}

export interface Group {
  readonly name: string;
  /** Who tells of the group: a gateway's name, or `ledger`. No group mixes two sources. */
  readonly source: string;
  readonly sums: Sums;
  /** The sums of each day, by `2026-11-29`. */
  readonly days: Map<string, Sums>;
}

/** Groups by name and source. It grows with groups and days, not with requests. */
export interface Tally {
  add(name: string, source: string, day: string | undefined, portion: Portion): void;
  readonly groups: readonly Group[];
}

export function tally(): Tally {
  const groups: Group[] = [];
  const sources = new Map<string, Map<string, Group>>();
  return {
    add: (name, source, day, portion) => {
      let named = sources.get(source);
      if (named === undefined) sources.set(source, (named = new Map()));
      let group = named.get(name);
      if (group === undefined) {
        group = { name, source, sums: noSums(), days: new Map() };
        groups.push(group);
        named.set(name, group);
      }
      addTo(group.sums, portion);
      if (day === undefined) return;
      let sums = group.days.get(day);
      if (sums === undefined) group.days.set(day, (sums = noSums()));
      addTo(sums, portion);
    },
    groups,
  };
}

function noSums(): Sums {
  return { requests: 0, input: undefined, cached: undefined, output: undefined, usd: undefined, unpriced: 0 };
}

function addTo(sums: Sums, { requests, input, cached, output, usd }: Portion): void {
  sums.requests += requests;
  sums.input = plus(sums.input, input);
  sums.cached = plus(sums.cached, cached);
  sums.output = plus(sums.output, output);
  sums.usd = plus(sums.usd, usd);
  if (usd === undefined) sums.unpriced += requests;
}

/** The sums of groups that have no request in common. */
export function total(groups: readonly Group[]): Sums {
  const all = noSums();
  for (const { sums } of groups) {
    const unpriced = all.unpriced + sums.unpriced;
    addTo(all, sums);
    all.unpriced = unpriced;
  }
  return all;
}

function plus(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : one + (other ?? 0);
}
