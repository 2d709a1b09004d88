import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import {
  failed,
  passed,
  skipped,
  statusOf,
  warned,
  type Finding,
  type Limit,
  type Status,
  type Told,
} from '../status.ts';
import { clean } from '../../text.ts';

/**
 * What Bifrost tells a virtual key of itself, with or without one of its health. https://docs.getbifrost.ai, 2026-11
 */
export function statusQuestions(baseUrl: string, headers: SecretHeaders, withKey: boolean): Status {
  const health = { url: `${baseUrl}/health`, headers: {}, read: healthIn };
  const aboutKey = [
    { url: `${baseUrl}/api/governance/virtual-keys/quota`, headers, read: quotaIn },
    { url: `${baseUrl}/v1/models?page_size=1`, headers, read: modelsIn },
  ];
  return statusOf(withKey ? [health, ...aboutKey] : [health], {
    limit: 'Wait for its reset, or have it raised in Bifrost.',
  });
}

function healthIn(status: number, body: unknown): readonly Finding[] {
  const parts = at(body, 'components');
  const ill = Object.entries(typeof parts === 'object' && parts !== null ? parts : {}).filter(
    ([, word]) => word !== 'ok',
  );
  if (status === 200 && at(body, 'status') === 'ok' && ill.length === 0) return [passed('health', 'Bifrost is well')];
  if (status !== 200 && status !== 503) return [skipped('health', `not told (${status})`)];
  const names = ill.map(([name]) => clean(name, 40)).slice(0, 5);
  return [
    warned(
      'health',
      `Bifrost is not well${names.length === 0 ? '' : `: ${names.join(', ')}`}`,
      'Ask who runs it to look at its log and its database.',
    ),
  ];
}

function quotaIn(status: number, body: unknown): readonly Told[] {
  if (status !== 200 || typeof body !== 'object') return [skipped('key-state', `not told (${status})`)];
  const name = clean(textAt(body, 'virtual_key_name') ?? '', 40);
  const limits = [
    ...listAt(body, 'budgets').flatMap(budgetIn),
    ...listAt(body, 'rate_limits').flatMap((entry) => [...limitIn(entry, 'token'), ...limitIn(entry, 'request')]),
  ];
  return [
    at(body, 'is_active') === false
      ? failed('key-state', 'credential', 'The virtual key is switched off.', 'Have it switched on in Bifrost.')
      : passed('key-state', `virtual key${name === '' ? '' : ` ${name}`} is active`),
    ...(limits.length === 0 ? [unlimited] : limits),
  ];
}

const unlimited: Limit = { kind: 'limit', topic: 'budget', what: 'budget and no rate limit', unit: 'USD' };

function budgetIn(entry: unknown): readonly Limit[] {
  const [used, limit] = [numberAt(entry, 'current_usage'), numberAt(entry, 'max_limit')];
  if (used === undefined || limit === undefined || limit <= 0) return [];
  const owner = clean(textAt(entry, 'source_name') ?? '', 40).replaceAll('_', ' ');
  const reset = resetOf(textAt(entry, 'last_reset'), textAt(entry, 'reset_duration'));
  return [
    {
      kind: 'limit',
      topic: 'budget',
      what: 'budget',
      ...(owner === '' ? {} : { of: owner }),
      limit,
      used,
      unit: 'USD',
      ...reset,
    },
  ];
}

function limitIn(entry: unknown, unit: 'token' | 'request'): readonly Limit[] {
  const [used, limit] = [numberAt(entry, `${unit}_current_usage`), numberAt(entry, `${unit}_max_limit`)];
  if (used === undefined || limit === undefined || limit <= 0) return [];
  const reset = resetOf(textAt(entry, `${unit}_last_reset`), textAt(entry, `${unit}_reset_duration`));
  return [{ kind: 'limit', topic: 'budget', what: 'rate limit', limit, used, unit: `${unit}s`, ...reset }];
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

/** When what is used starts anew: Bifrost sets it back when the key is next used, and shows the old figure until then. */
function resetOf(last: string | undefined, length: string | undefined): Pick<Limit, 'resetsAt'> {
  const [, count, letter = ''] = /^(\d{1,6})([smhdwMY])$/.exec(length ?? '') ?? [];
  const unit = units.get(letter);
  const start = Date.parse(last ?? '');
  return unit === undefined || Number.isNaN(start) ? {} : { resetsAt: start + Number(count) * unit };
}

/** A new virtual key may use no provider at all until one is given to it. */
function modelsIn(status: number, body: unknown): readonly Finding[] {
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
