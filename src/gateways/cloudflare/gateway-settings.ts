import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import { clean } from '../../text.ts';
import { failed, passed, skipped, warned, type RawAnswer, type Finding, type Limit, type Told } from '../status.ts';
import { refused } from './api.ts';

const gatewaysPage = 'AI > AI Gateway at https://dash.cloudflare.com';

/** What a gateway's settings mean for a session. */
export function settingsIn(answer: RawAnswer | undefined, gatewayId: string): readonly Told[] {
  if (answer === undefined) return [];
  const result = at(answer.body, 'result');
  if (refused(answer)) return [skipped('settings', 'not told: the token lacks the permission "AI Gateway: Read"')];
  // `default` comes into being with the first request.
  if (answer.status === 404 && gatewayId !== 'default') {
    const mend = `Make it, or look its name up, under ${gatewaysPage}; then pass --gateway-id`;
    return [failed('settings', 'configuration', `The account has no gateway "${gatewayId}".`, mend)];
  }
  if (answer.status !== 200 || typeof result !== 'object') return [skipped('settings', `not told (${answer.status})`)];
  return [authenticationIn(result), ...notesIn(result), ...limitsIn(result), ...practiceIn(result)];
}

function authenticationIn(result: unknown): Finding {
  return at(result, 'authentication') === false
    ? warned(
        'settings',
        'authentication is off: whoever knows its URL can use this gateway',
        `Switch "Authenticated Gateway" on in its settings, under ${gatewaysPage}`,
      )
    : passed('settings', 'wants a token');
}

/** What should be otherwise in a gateway of a team. https://developers.cloudflare.com/ai-gateway/, 2026-11 */
export function practiceIn(result: unknown): readonly Finding[] {
  const name = clean(textAt(result, 'id') ?? '', 64);
  const mend = (setting: string): string => `jetway gateway update ${name} --set ${setting}`;
  const bad = (detail: string, hint: string): Finding => warned('practice', detail, hint);
  const rules = spendRules(result);
  return [
    ...(at(result, 'authentication') === false
      ? [bad('whoever knows its URL can use this gateway', mend('authentication=on'))]
      : [passed('practice', 'the gateway wants a token')]),
    ...(rateOf(result) === undefined
      ? [bad('no rate limit', mend('rate-limiting-limit=600 --set rate-limiting-interval=60'))]
      : []),
    ...(at(result, 'collect_logs') === false ? [bad('it keeps no logs', mend('collect-logs=on'))] : []),
    ...(rules.length === 0 ? [bad('no spend limit', `Add a rule under ${gatewaysPage}`)] : []),
  ];
}

function spendRules(result: unknown): readonly unknown[] {
  const enabled = at(result, 'spend_limits', 'enabled') === true;
  return listAt(result, 'spend_limits', 'rules').filter((rule) => enabled && at(rule, 'enabled') !== false);
}

/** Both a number and a time: one without the other limits nothing. */
function rateOf(result: unknown): { readonly limit: number; readonly window: number } | undefined {
  const [limit = 0, window = 0] = [numberAt(result, 'rate_limiting_limit'), numberAt(result, 'rate_limiting_interval')];
  return limit > 0 && window > 0 ? { limit, window } : undefined;
}

function notesIn(result: unknown): readonly Finding[] {
  const seconds = numberAt(result, 'cache_ttl') ?? 0;
  const notes = [
    ...(at(result, 'collect_logs') === false ? ['keeps no logs, so no usage can be read back'] : []),
    ...(seconds > 0 ? [`answers equal requests from its cache for ${seconds} s`] : []),
    ...(at(result, 'byok_only') === true ? ['takes stored and sent provider keys only, no Unified Billing'] : []),
  ];
  return notes.map((note) => passed('settings', note));
}

function limitsIn(result: unknown): readonly Limit[] {
  const common = { kind: 'limit', topic: 'budget' } as const;
  const told = spendRules(result)
    .slice(0, 20)
    .flatMap((rule): readonly Limit[] => {
      const [limit, window] = [numberAt(rule, 'limit'), numberAt(rule, 'window')];
      if (limit === undefined || window === undefined) return [];
      return [{ ...common, what: 'spending rule', limit, unit: 'USD', window }];
    });
  const rate = rateOf(result);
  return [
    ...told,
    ...(rate === undefined ? [] : [{ ...common, what: 'rate limit', unit: 'requests', ...rate } as const]),
    ...(told.length === 0 && rate === undefined ? [{ ...common, what: 'limit', unit: 'USD' } as const] : []),
  ];
}
