import { messageOf } from '../diagnosis.ts';
import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import {
  dateOf,
  expiry,
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

/** What the proxy tells of itself, and a key of itself. Never /health, which calls every model. LiteLLM 1.101.6 */
export function standingOf(baseUrl: string, headers: SecretHeaders, withKey: boolean): StatusSource {
  const questions = [
    { url: `${baseUrl}/health/readiness`, headers: {} },
    { url: `${baseUrl}/key/info`, headers },
  ];
  return {
    questions: withKey ? questions : questions.slice(0, 1),
    judge: ([readiness, info], { now }) => [
      ...(readiness === undefined ? [] : [healthIn(readiness)]),
      ...(info === undefined ? [] : keyIn(info, now)),
    ],
  };
}

function healthIn({ status, body }: Answer): Finding {
  const word = clean(textAt(body, 'status') ?? '', 40);
  const database = clean(textAt(body, 'db') ?? '', 40);
  const version = clean(textAt(body, 'litellm_version') ?? '', 40);
  const name = `LiteLLM${version === '' ? '' : ` ${version}`}`;
  if (status === 200 && /^(?:connected|healthy|ok)$/i.test(word)) {
    return passed('health', `${name} is ready${database === '' ? '' : `, database ${database}`}`);
  }
  if (status !== 503) return skipped('health', `not told (${status})`);
  const said = messageOf(body) ?? '';
  return warned(
    'health',
    `${name} is not ready${said === '' ? '' : `: ${said}`}`,
    'Ask who runs the proxy to look at its log and its database.',
  );
}

const askOperator = 'Ask who runs the proxy, or store another: jetway login';

function keyIn({ status, body }: Answer, now: number): readonly Finding[] {
  if (status === 500 && /^database not connected/i.test(messageOf(body) ?? '')) {
    return [skipped('key-state', 'not told: this proxy has no database')];
  }
  if (status === 403) {
    return [skipped('key-state', 'not told: the key may not call /key/info, a matter of its allowed_routes')];
  }
  if (status !== 200 || typeof at(body, 'info') !== 'object') return [skipped('key-state', `not told (${status})`)];
  const info = at(body, 'info');
  const alias = clean(textAt(info, 'key_alias') ?? '', 40);
  const end = textAt(info, 'expires');
  return [
    at(info, 'blocked') === true
      ? failed('key-state', 'credential', 'The key is blocked in LiteLLM.', askOperator)
      : passed('key-state', `key${alias === '' ? '' : ` ${alias}`} is known`),
    ...(end === undefined ? [] : expiry(end, now, 'Have another made, then: jetway login')),
    modelsIn(info),
    ...budgetIn(info),
  ];
}

/** An empty list means all. */
function modelsIn(info: unknown): Finding {
  const models = listAt(info, 'models').filter((name) => typeof name === 'string');
  if (models.length === 0) return passed('permissions', 'the key may use every model');
  const names = models.slice(0, 3).map((name) => clean(name, 60));
  return passed(
    'permissions',
    `the key may use ${names.join(', ')}${models.length > 3 ? ` and ${models.length - 3} more` : ''}`,
  );
}

function budgetIn(info: unknown): readonly Finding[] {
  const [used, limit] = [numberAt(info, 'spend'), numberAt(info, 'max_budget')];
  const reset = dateOf(textAt(info, 'budget_reset_at'));
  const limits = [
    ['tokens', numberAt(info, 'tpm_limit')],
    ['requests', numberAt(info, 'rpm_limit')],
  ].flatMap(([unit, value]) => (value === undefined ? [] : [passed('budget', `${value} ${unit} a minute`)]));
  const budget =
    used === undefined || limit === undefined
      ? passed('budget', 'the key has no budget of its own')
      : spending(
          'budget of the key',
          used,
          limit,
          'USD',
          reset === undefined ? undefined : `until its reset on ${reset}`,
          'Wait for its reset, or have it raised by who runs the proxy.',
        );
  return [budget, ...limits];
}
