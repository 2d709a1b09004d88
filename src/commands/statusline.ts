import type { Credit, Limit } from '../gateways/status.ts';
import { listAt, numberAt, parseJson, textAt } from '../json-path.ts';
import type { System } from '../system/system.ts';
import { clean } from '../text.ts';
import { usedNow } from '../usage/budget-file.ts';
import { money } from '../usage/figures.ts';
import { figuresFile } from '../usage/session-figures.ts';

export interface StatuslineOptions {
  /** The file of kept figures of what is left. */
  readonly budget?: string;
}

/**
 * A line for Claude Code's status line, from what it sends on standard input (2.1.332) and from kept figures alone: nobody is
 * asked, and nothing is a failure.
 */
export async function statusline({ budget }: StatuslineOptions, system: System): Promise<number> {
  const told = parseJson(await system.stdin.readText('fed'));
  const model = textAt(told, 'model', 'display_name') ?? textAt(told, 'model', 'id');
  const parts = [
    model === undefined ? undefined : clean(model, 60),
    costOf(told, system),
    budget === undefined ? undefined : leftOf(budget, system),
  ].filter((part) => part !== undefined);
  system.stdout.write(`${parts.join(' · ')}\n`);
  return 0;
}

/** By the relay's sums; without a relay by Claude Code's own, which takes its vendor's prices. */
function costOf(told: unknown, { host, files }: System): string | undefined {
  const session = textAt(told, 'session_id') ?? '';
  const kept = /^[\w-]{1,64}$/.test(session) ? parseJson(files.read(figuresFile(session, host)) ?? '') : undefined;
  if (kept !== undefined) return money({ usd: numberAt(kept, 'usd'), unpriced: numberAt(kept, 'unpriced') ?? 0 });
  const usd = numberAt(told, 'cost', 'total_cost_usd');
  return usd === undefined ? undefined : `~${money({ usd, unpriced: 0 })}`;
}

/** Of what is nearest to its end. */
function leftOf(path: string, { files, now }: System): string | undefined {
  const figures = listAt(parseJson(files.read(path) ?? ''), 'figures') as readonly (Limit | Credit)[];
  const parts = figures.flatMap((figure) => {
    if (figure.kind === 'credit')
      return [{ part: figure.left <= 0 ? 0 : 1, text: `$${amount(figure.left)} of credit left` }];
    const used = usedNow(figure, now());
    if (figure.limit === undefined || used === undefined || figure.elsewhere === true) return [];
    const left = Math.max(0, figure.limit - used);
    const unit = figure.unit === 'USD' ? '' : ` ${figure.unit}`;
    const sign = figure.unit === 'USD' ? '$' : '';
    const of = figure.of === undefined ? '' : ` (${clean(figure.of, 20)})`;
    return [
      { part: left / figure.limit, text: `${sign}${amount(left)} of ${sign}${amount(figure.limit)}${unit} left${of}` },
    ];
  });
  return parts.toSorted((one, other) => one.part - other.part)[0]?.text;
}

function amount(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(2);
}
