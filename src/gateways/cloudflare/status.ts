import { bearer } from '../../keys/key-headers.ts';
import { at, textAt } from '../../json-path.ts';
import type { Secret } from '../../keys/secret.ts';
import {
  asItCame,
  failed,
  passed,
  skipped,
  timeOf,
  warned,
  type RawAnswer,
  type Provider,
  type Status,
  type Told,
} from '../status.ts';
import { apiPlaceOf, refused } from './api.ts';
import { billingOf, buyCredit } from './billing.ts';
import { tokensPage } from './diagnoses.ts';
import { settingsIn } from './gateway-settings.ts';

/**
 * What Cloudflare's API tells of a token, its gateway, the keys stored there and the credit. A token that may run
 * requests and nothing else is told none of it but its own state, and that is how it should be.
 * https://developers.cloudflare.com/api/, 2026-11
 */
export function statusQuestions(url: string, key: Secret, withKey: boolean, providers: readonly Provider[]): Status {
  const place = apiPlaceOf(url);
  if (place === undefined || !withKey) return { questions: [], hints: {}, together: () => [] };
  const { api, account, gateway, gatewayId } = place;
  const headers = bearer(key);
  const paths = [
    // A user's token is verified at the one, an account's own at the other; each rejects the other kind.
    `${api}/user/tokens/verify`,
    `${account}/tokens/verify`,
    gateway,
    `${gateway}/provider_configs?per_page=50`,
    `${account}/ai-gateway/billing/credit-balance`,
  ];
  return {
    questions: paths.map((path) => asItCame(path, headers)),
    hints: { key: another, credit: buyCredit },
    together: (parts) => {
      const [user, owned, settings, stored, credit] = parts as readonly (RawAnswer | undefined)[];
      return [
        ...tokenIn([user, owned]),
        ...permissionsIn(settings, credit),
        ...settingsIn(settings, gatewayId),
        ...billingOf({ settings, stored, credit }, providers),
      ];
    },
  };
}

const another = `Make another with "AI Gateway: Run" at ${tokensPage}, then: jetway login`;

function tokenIn(answers: readonly (RawAnswer | undefined)[]): readonly Told[] {
  const known = answers.find((answer) => textAt(answer?.body, 'result', 'status') !== undefined);
  if (known === undefined) {
    return answers.every((answer) => answer === undefined)
      ? [skipped('key-state', "Cloudflare's API does not answer")]
      : [skipped('key-state', 'Cloudflare does not tell of this token; it may run requests all the same')];
  }
  const result = at(known.body, 'result');
  const status = textAt(result, 'status');
  if (status === 'disabled' || status === 'expired') {
    return [failed('key-state', 'credential', `The token is ${status}.`, another)];
  }
  const [startsAt, expiresAt] = [timeOf(textAt(result, 'not_before')), timeOf(textAt(result, 'expires_on'))];
  return [
    status === 'active' ? passed('key-state', 'the token is active') : skipped('key-state', 'Cloudflare does not tell'),
    {
      kind: 'key-life',
      topic: 'key-state',
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
    ...(status === 'active' && expiresAt === undefined
      ? [warned('practice', 'the token has no end', `Give it one at ${tokensPage}`)]
      : []),
  ];
}

/** None of them is needed for a launch, so a refusal is told as what it is. */
function permissionsIn(settings: RawAnswer | undefined, credit: RawAnswer | undefined): readonly Told[] {
  const asked = [
    [settings, 'the gateway (AI Gateway: Read)'],
    [credit, 'the credit of the account'],
  ] as const;
  const read = asked.filter(([answer]) => answer?.status === 200).map(([, what]) => what);
  const mend = `Make one with "AI Gateway: Run" alone at ${tokensPage} for sessions, and keep this one to manage with: jetway login --management`;
  const told = asked.flatMap(([answer, what]) => {
    if (answer === undefined) return [];
    if (answer.status === 200) return [passed('permissions', `may read ${what}`)];
    return refused(answer)
      ? [skipped('permissions', `may not read ${what}; a launch needs "AI Gateway: Run" alone`)]
      : [];
  });
  if (read.length === 0) return told;
  return [...told, warned('practice', `the session's token may read ${read.join(' and ')}: a launch needs less`, mend)];
}
