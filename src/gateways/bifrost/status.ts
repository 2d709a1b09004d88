import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import {
  dateOf,
  failed,
  passed,
  skipped,
  spending,
  warned,
  type Answer,
  type Finding,
  type StatusSource,
} from '../status.ts';
import { clean } from '../../text.ts';

/**
 * What Bifrost tells a virtual key of itself, with or without one of its health. https://docs.getbifrost.ai, 2026-11
 */
export function standingOf(baseUrl: string, headers: SecretHeaders, withKey: boolean): StatusSource {
  const questions = [
    { url: `${baseUrl}/health`, headers: {} },
    { url: `${baseUrl}/api/governance/virtual-keys/quota`, headers },
    { url: `${baseUrl}/v1/models?page_size=1`, headers },
  ];
  return {
    questions: withKey ? questions : questions.slice(0, 1),
    judge: ([health, quota, models], { now }) => [
      ...(health === undefined ? [] : [healthIn(health)]),
      ...(quota === undefined ? [] : quotaIn(quota, now)),
      ...(models === undefined ? [] : modelsIn(models)),
    ],
  };
}

function healthIn({ status, body }: Answer): Finding {
  const parts = at(body, 'components');
  const ill = Object.entries(typeof parts === 'object' && parts !== null ? parts : {}).filter(
    ([, word]) => word !== 'ok',
  );
  if (status === 200 && at(body, 'status') === 'ok' && ill.length === 0) return passed('health', 'Bifrost is well');
  if (status !== 200 && status !== 503) return skipped('health', `not told (${status})`);
  const names = ill.map(([name]) => clean(name, 40)).slice(0, 5);
  return warned(
    'health',
    `Bifrost is not well${names.length === 0 ? '' : `: ${names.join(', ')}`}`,
    'Ask who runs it to look at its log and its database.',
  );
}

function quotaIn({ status, body }: Answer, now: number): readonly Finding[] {
  if (status !== 200 || typeof body !== 'object') return [skipped('key-state', `not told (${status})`)];
  const name = clean(textAt(body, 'virtual_key_name') ?? '', 40);
  const budgets = listAt(body, 'budgets').flatMap((entry) => budgetIn(entry, now));
  const limits = listAt(body, 'rate_limits').flatMap((entry) => [
    ...limitIn(entry, 'token', now),
    ...limitIn(entry, 'request', now),
  ]);
  return [
    at(body, 'is_active') === false
      ? failed('key-state', 'credential', 'The virtual key is switched off.', 'Have it switched on in Bifrost.')
      : passed('key-state', `virtual key${name === '' ? '' : ` ${name}`} is active`),
    ...(budgets.length + limits.length === 0 ? [passed('budget', 'no budget and no rate limit is set')] : []),
    ...budgets,
    ...limits,
  ];
}

function budgetIn(entry: unknown, now: number): readonly Finding[] {
  const [used, limit] = [numberAt(entry, 'current_usage'), numberAt(entry, 'max_limit')];
  if (used === undefined || limit === undefined || limit <= 0) return [];
  const owner = clean(textAt(entry, 'source_name') ?? '', 40).replaceAll('_', ' ');
  const reset = resetOf(textAt(entry, 'last_reset'), textAt(entry, 'reset_duration'));
  return [
    spending(
      `budget${owner === '' ? '' : ` of the ${owner}`}`,
      isOver(reset, now) ? 0 : used,
      limit,
      'USD',
      resets(reset, now),
      'Wait for its reset, or have it raised in Bifrost.',
    ),
  ];
}

function limitIn(entry: unknown, unit: 'token' | 'request', now: number): readonly Finding[] {
  const [used, limit] = [numberAt(entry, `${unit}_current_usage`), numberAt(entry, `${unit}_max_limit`)];
  if (used === undefined || limit === undefined || limit <= 0) return [];
  const reset = resetOf(textAt(entry, `${unit}_last_reset`), textAt(entry, `${unit}_reset_duration`));
  const hint = 'Wait for its reset, or have it raised in Bifrost.';
  return [spending('rate limit', isOver(reset, now) ? 0 : used, limit, `${unit}s`, resets(reset, now), hint)];
}

/** In milliseconds, as Bifrost writes them: `1h`, `30d`, `1M`. */
const units: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
  ['M', 2_592_000_000],
  ['Y', 31_536_000_000],
]);

/** When what is used starts anew; undefined where that is not told. Milliseconds since 1970. */
function resetOf(last: string | undefined, length: string | undefined): number | undefined {
  const [, count, letter = ''] = /^(\d{1,6})([smhdwMY])$/.exec(length ?? '') ?? [];
  const unit = units.get(letter);
  const start = Date.parse(last ?? '');
  return unit === undefined || Number.isNaN(start) ? undefined : start + Number(count) * unit;
}

/** Bifrost sets a usage back when the key is next used: until then an old figure is shown. */
function isOver(reset: number | undefined, now: number): boolean {
  return reset !== undefined && reset <= now;
}

function resets(reset: number | undefined, now: number): string | undefined {
  if (reset === undefined || reset <= now) return undefined;
  const minutes = Math.ceil((reset - now) / 60_000);
  return minutes < 120 ? `until its reset in ${minutes} min` : `until its reset on ${dateOf(reset)}`;
}

/** A new virtual key may use no provider at all until one is given to it. */
function modelsIn({ status, body }: Answer): readonly Finding[] {
  const models = at(body, 'data');
  if (status !== 200 || !Array.isArray(models)) return [skipped('permissions', `not told (${status})`)];
  return models.length > 0
    ? [passed('permissions', 'models are offered to this key')]
    : [
        failed(
          'permissions',
          'model',
          'Not one model is offered to this key.',
          'Give the virtual key a provider in Bifrost: a new one may use none.',
        ),
      ];
}
