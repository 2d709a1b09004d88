import { Failure } from '../failure.ts';
import { orders, parseTokens } from '../models/catalogue.ts';
import { quote } from '../text.ts';
import { gatewayFlags, jsonFlags, relayFlag, type Flag } from './flags.ts';
import type { ListOptions } from './options.ts';
import { lists, relayModeOf, resolveOptions, separated, switches, texts, type Flags } from './read-flags.ts';

/** Not to ask the gateway for its list. */
const offlineFlag: Flag = { syntax: '--offline', about: 'the list that was kept; the gateway is not asked' };

export const listFlags: readonly Flag[] = [
  ...gatewayFlags,
  { syntax: '--agent <agent>', about: 'what this agent can use', once: true, completes: 'agents' },
  { syntax: '--search <text>', about: 'all of these words', once: true },
  { syntax: '--tools', about: 'only what is known to call tools', once: true },
  { syntax: '--min-context <tokens>', about: 'only windows known to be as large: 200k, 1m', once: true },
  {
    syntax: '--sort <order>',
    about: `${orders.join(', ')}; else in the gateway's order`,
    once: true,
    completes: 'orders',
  },
  {
    syntax: '--columns <names>',
    about: 'name, window, output, price-in, price-out, cache-read, cache-write, agents, protocols; several with commas',
    repeated: true,
    once: true,
  },
  relayFlag,
  offlineFlag,
  { syntax: '--timeout <seconds>', about: 'wait no longer for the gateway; else 30' },
  {
    syntax: '--compare <profiles...>',
    about: 'two profiles side by side, or one beside that in use',
    once: true,
    completes: 'profiles',
  },
  ...jsonFlags,
];

/** Throws a `usage` Failure for an order or a number of tokens that is none. */
export function listOptions(flags: Flags): Omit<ListOptions, 'json'> {
  const { sort, minContext, timeout, ...narrow } = texts(flags, 'agent', 'search', 'sort', 'minContext', 'timeout');
  const order = orders.find((one) => one === sort);
  if (sort !== undefined && order === undefined) {
    throw new Failure('usage', `Models can't be sorted by ${quote(sort)}.`, `Use --sort ${orders.join(' | ')}`);
  }
  const tokens = minContext === undefined ? undefined : parseTokens(minContext);
  if (minContext !== undefined && tokens === undefined) {
    throw new Failure('usage', `${quote(minContext)} is no number of tokens.`, 'Write --min-context 200k');
  }
  const seconds = timeout === undefined ? undefined : Number(/^\d{1,4}(?:\.\d+)?$/.exec(timeout.trim())?.[0]);
  if (timeout !== undefined && !(seconds !== undefined && seconds > 0)) {
    throw new Failure('usage', `${quote(timeout)} is no time to wait.`, 'Give seconds: --timeout 60');
  }
  return {
    ...resolveOptions(flags),
    ...relayModeOf(flags),
    ...narrow,
    ...(seconds === undefined ? {} : { timeoutMs: seconds * 1000 }),
    ...switches(flags, 'tools'),
    ...(order === undefined ? {} : { sort: order }),
    ...(tokens === undefined ? {} : { minContext: tokens }),
    ...(flags['compare'] === undefined ? {} : { compare: lists(flags['compare']) }),
    ...(flags['columns'] === undefined ? {} : { columns: separated(flags['columns']) }),
  };
}
