import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { failed, passed, skipped, warned, type RawAnswer, type Finding, type Provider, type Told } from '../status.ts';
import { clean } from '../../text.ts';
import { refused } from './api.ts';

/** What Unified Billing covers. https://developers.cloudflare.com/ai-gateway/features/unified-billing/, 2026-11 */
const covered = new Set(['openai', 'anthropic', 'google-ai-studio', 'google-vertex-ai', 'grok', 'groq']);

/** One provider, under the names that different pages have for it. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['xai', 'grok'],
  ['x-ai', 'grok'],
  ['google', 'google-ai-studio'],
]);

const page = 'https://dash.cloudflare.com';

/** What mends a credit that is used up. */
export const buyCredit = `Buy credits under AI > AI Gateway at ${page}, or store provider keys in the gateway.`;

/**
 * Who pays: a key in the request before one that is stored in the gateway, and that before the account's credit, unless
 * the gateway forbids it. https://developers.cloudflare.com/ai-gateway/features/unified-billing/, 2026-11
 */
export function billingOf(
  answers: Readonly<Record<'settings' | 'stored' | 'credit', RawAnswer | undefined>>,
  providers: readonly Provider[],
): readonly Told[] {
  const { settings, stored, credit } = answers;
  const keys = keysIn(stored);
  const own = providers.filter(({ ownKey }) => ownKey).map(({ id }) => passed('billing', `${id}: a key of your own`));
  const others = providers.filter(({ ownKey }) => !ownKey).map(({ id }) => id);
  if (keys === undefined) {
    const why =
      stored === undefined ? 'no answer' : refused(stored) ? 'that takes "AI Gateway: Read"' : `${stored.status}`;
    return [...own, skipped('billing', `which provider keys the gateway holds is not told: ${why}`)];
  }
  const byokOnly = at(settings?.body, 'result', 'byok_only') === true;
  const ways = others.map((id) => [id, wayOf(id, keys, byokOnly)] as const);
  return [
    ...own,
    ...ways.map(([, { finding }]) => finding),
    ...(ways.some(([, { unified }]) => unified) ? creditIn(credit) : []),
  ];
}

function wayOf(id: string, keys: Stored, byokOnly: boolean): { readonly finding: Finding; readonly unified: boolean } {
  if (keys.providers.has(id))
    return { finding: passed('billing', `${id}: a key stored in the gateway`), unified: false };
  if (!keys.whole) return { finding: skipped('billing', `${id}: not among the keys that were told`), unified: false };
  if (id === 'workers-ai') return { finding: passed('billing', `${id}: billed by Cloudflare`), unified: false };
  const mend = `Store a key for ${id} in the gateway, under Provider Keys at ${page}, or send one: jetway login --provider ${id} --provider-key-stdin`;
  if (byokOnly) {
    const what = `No key for ${id} is stored in the gateway, and it does not allow Unified Billing.`;
    return { finding: failed('billing', 'configuration', what, mend), unified: false };
  }
  if (covered.has(id)) return { finding: passed('billing', `${id}: Unified Billing`), unified: true };
  return {
    finding: warned(
      'billing',
      `no key for ${id} is stored in the gateway, and Unified Billing does not cover it`,
      mend,
    ),
    unified: false,
  };
}

interface Stored {
  readonly providers: ReadonlySet<string>;
  /** Whether all of them were told. */
  readonly whole: boolean;
}

function keysIn(answer: RawAnswer | undefined): Stored | undefined {
  const rows = at(answer?.body, 'result');
  if (answer?.status !== 200 || !Array.isArray(rows)) return undefined;
  const names = listAt(answer.body, 'result').map((row) => clean(textAt(row, 'provider_slug') ?? '', 60));
  const total = numberAt(answer.body, 'result_info', 'total_count') ?? names.length;
  return { providers: new Set(names.map((name) => otherNames.get(name) ?? name)), whole: total <= names.length };
}

function creditIn(answer: RawAnswer | undefined): readonly Told[] {
  const left = numberAt(answer?.body, 'result', 'balance');
  if (answer === undefined) return [];
  if (answer.status !== 200 || left === undefined) {
    return [skipped('billing', `the credit is not told${refused(answer) ? ' to this token' : ` (${answer.status})`}`)];
  }
  const topUp = at(answer.body, 'result', 'topup_config');
  const broken = ['error', 'disabledReason'].map((field) => clean(textAt(topUp, field) ?? '', 100)).find(Boolean);
  const refills = broken === undefined && (numberAt(topUp, 'amount') ?? 0) > 0;
  return [
    { kind: 'credit', topic: 'billing', of: 'Unified Billing', left, unit: 'USD', refills },
    ...(broken === undefined
      ? []
      : [warned('billing', `credit is no longer topped up by itself: ${broken}`, buyCredit)]),
  ];
}
