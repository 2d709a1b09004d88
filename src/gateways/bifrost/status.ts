import { messageOf } from '../diagnosis.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import {
  asItCame,
  failed,
  passed,
  skipped,
  statusOf,
  warned,
  type Finding,
  type Limit,
  type RawAnswer,
  type Status,
  type StatusBefore,
  type Told,
  type Use,
} from '../status.ts';
import { clean } from '../../text.ts';
import { switchedOff, waitForReset } from './errors.ts';
import { limitsIn } from './limits.ts';
import { versionIn } from './versions.ts';

const hints = { limit: waitForReset };

/** What Bifrost tells of itself, and a virtual key of itself. 1.4.11 and 2.0.0-prerelease3. */
export function statusQuestions(
  baseUrl: string,
  headers: SecretHeaders,
  withKey: boolean,
  uses: readonly Use[],
): Status {
  const about = [
    { url: `${baseUrl}/health`, headers: {}, read: healthIn },
    { url: `${baseUrl}/api/version`, headers: {}, read: (status: number, body: unknown) => versionIn(status, body) },
  ];
  const aboutKey = [
    { url: quotaUrl(baseUrl), headers, read: (status: number, body: unknown) => quotaIn(status, body, uses) },
    { url: `${baseUrl}/v1/models?page_size=1`, headers, read: modelsIn },
  ];
  return statusOf(withKey ? [...about, ...aboutKey] : about, hints);
}

/** The part of it that matters to a launch. */
export function questionsBefore(baseUrl: string, headers: SecretHeaders, withKey: boolean): StatusBefore {
  const version = asItCame(`${baseUrl}/api/version`, {});
  return {
    questions: withKey ? [version, asItCame(quotaUrl(baseUrl), headers)] : [version],
    hints,
    together: (parts, uses) => {
      const [about, quota] = parts as readonly (RawAnswer | undefined)[];
      return [
        ...(about === undefined ? [] : versionIn(about.status, about.body, uses)),
        ...(quota === undefined ? [] : quotaIn(quota.status, quota.body, uses)),
      ];
    },
  };
}

const quotaUrl = (baseUrl: string): string => `${baseUrl}/api/governance/virtual-keys/quota`;

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

/**
 * It judges no key, which only a request does: before 1.5 the path is the administrator's, or not there; of a key that has
 * expired it says that it is active, and where keys are not wanted it refuses what inference takes.
 */
function quotaIn(status: number, body: unknown, uses: readonly Use[]): readonly Told[] {
  const isQuota = status === 200 && at(body, 'is_active') !== undefined;
  if (!isQuota) return [skipped('key-state', `not told (${status}); Bifrost tells a virtual key of itself since 1.5`)];
  const name = clean(textAt(body, 'virtual_key_name') ?? '', 40);
  const limits = limitsIn(body, uses);
  return [
    at(body, 'is_active') === false
      ? failed('key-state', 'credential', switchedOff.message, switchedOff.hint)
      : passed('key-state', `virtual key${name === '' ? '' : ` ${name}`} is switched on`),
    ...(limits.length === 0 ? [unlimited, noLimit] : limits),
  ];
}

const unlimited: Limit = { kind: 'limit', topic: 'budget', what: 'budget and no rate limit', unit: 'USD' };

const noLimit = warned(
  'practice',
  'the key has no budget and no rate limit',
  'Have it given one: jetway keys update <name> --budget 75usd/month --rate 600requests/minute',
);

/** A new virtual key may use no provider at all until one is given to it. */
function modelsIn(status: number, body: unknown): readonly Finding[] {
  const models = at(body, 'data');
  if (status !== 200 || !Array.isArray(models)) return [skipped('permissions', `not told (${status})`)];
  return models.length > 0
    ? [passed('permissions', 'models are offered to this key'), ...unlistedIn(body)]
    : [
        ...unlistedIn(body),
        failed(
          'permissions',
          'model',
          'Not one model is offered to this key.',
          'Give the virtual key a provider in Bifrost: a new one may use none.',
        ),
      ];
}

/**
 * `key_statuses`: how it went with each of Bifrost's own keys when it last asked a provider for its models, which are missing
 * from the list where all of them failed. Seen in 2.0.0-prerelease3, what a failure looks like by its source.
 */
function unlistedIn(body: unknown): readonly Finding[] {
  const statuses = listAt(body, 'key_statuses').filter((one) => (textAt(one, 'provider') ?? '') !== '');
  const failures = statuses.filter((one) => /fail/i.test(textAt(one, 'status') ?? ''));
  const isListed = (provider: string): boolean =>
    statuses.some((one) => textAt(one, 'provider') === provider && !failures.includes(one));
  const providers = [...new Set(failures.map((one) => textAt(one, 'provider') ?? ''))];
  return providers
    .filter((provider) => !isListed(provider))
    .slice(0, 5)
    .map((provider) => {
      const failure = failures.find((one) => textAt(one, 'provider') === provider);
      const said = messageOf(at(failure, 'error'));
      return warned(
        'permissions',
        `${clean(provider, 40)} did not list its models to Bifrost${said === undefined ? '' : ` (${said})`}`,
        `Its models may be missing from the list: have Bifrost's own key for it looked at.`,
      );
    });
}
