import { messageOf } from '../diagnosis.ts';
import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import type { Question } from '../question.ts';
import {
  asItCame,
  failed,
  passed,
  skipped,
  statusOf,
  timeOf,
  warned,
  type Finding,
  type Limit,
  type RawAnswer,
  type Status,
  type StatusBefore,
  type StatusHints,
  type Told,
} from '../status.ts';
import { clean } from '../../text.ts';

/** What the proxy tells of itself, and a key of itself. Never /health, which calls every model. LiteLLM 1.101.6 */
export function statusQuestions(baseUrl: string, headers: SecretHeaders, withKey: boolean): Status {
  const health = { url: `${baseUrl}/health/readiness`, headers: {}, read: healthIn };
  return withKey ? levelsOf(baseUrl, headers, [health]) : statusOf([health], hints);
}

/** The part of it that matters to a launch. */
export function questionsBefore(baseUrl: string, headers: SecretHeaders, withKey: boolean): StatusBefore {
  return withKey ? levelsOf(baseUrl, headers, []) : statusOf([], hints);
}

/**
 * The key, and by the ids in that answer its team and its user, of which a key may read its own. Not `/user/info`, which
 * sends all of the user's keys along. LiteLLM 1.108.7, by its source.
 */
function levelsOf(baseUrl: string, headers: SecretHeaders, beside: readonly Question<readonly Told[]>[]): Status {
  const about = (
    path: string,
    read: (status: number, body: unknown) => readonly Told[],
  ): Question<readonly Told[]> => ({
    url: `${baseUrl}${path}`,
    headers,
    read,
  });
  const further = ({ body }: RawAnswer): readonly Question<readonly Told[]>[] => {
    const [team, user] = [textAt(body, 'info', 'team_id') ?? '', textAt(body, 'info', 'user_id') ?? ''];
    return [
      ...(team === ''
        ? []
        : [
            about(`/team/info?team_id=${encodeURIComponent(team)}&key_limit=1`, (status, said) =>
              levelIn('team', status, at(said, 'team_info')),
            ),
          ]),
      ...(user === ''
        ? []
        : [
            about(`/v2/user/info?user_id=${encodeURIComponent(user)}`, (status, said) =>
              levelIn('user', status, said, team !== ''),
            ),
          ]),
    ];
  };
  return {
    questions: [...beside, asItCame(`${baseUrl}/key/info`, headers)],
    hints,
    further: (parts) => {
      const key = parts[beside.length] as RawAnswer | undefined;
      return key?.status === 200 ? further(key) : [];
    },
    together: (parts) =>
      parts.flatMap((part, index) => {
        if (part === undefined) return index > beside.length ? [skipped('budget', unanswered)] : [];
        if (index !== beside.length) return part as readonly Told[];
        const key = part as RawAnswer;
        return keyIn(key.status, key.body);
      }),
  };
}

const unanswered = "the key's team or user is not told: no answer";

/** `elsewhere`: a key of a team is held to its team's budget and, as LiteLLM comes, not to its user's. */
function levelIn(of: 'team' | 'user', status: number, info: unknown, elsewhere = false): readonly Told[] {
  if (status !== 200 || typeof info !== 'object' || info === null) {
    const why = status === 401 || status === 403 ? `the key may not read it (${status})` : `${status}`;
    return [skipped('budget', `the key's ${of} is not told: ${why}`)];
  }
  const limits = budgetIn(info, of);
  return [
    ...(at(info, 'blocked') === true
      ? [failed('key-state', 'credential', `The key's ${of} is blocked in LiteLLM.`, askOperator)]
      : []),
    ...(elsewhere ? limits.map((limit) => ({ ...limit, elsewhere: true }) as const) : limits),
  ];
}

const hints: StatusHints = {
  limit: 'Wait for its reset, or have it raised by who runs the proxy.',
  key: 'Have another made, then: jetway login',
};

function healthIn(status: number, body: unknown): readonly Finding[] {
  const word = clean(textAt(body, 'status') ?? '', 40);
  const database = clean(textAt(body, 'db') ?? '', 40);
  const version = clean(textAt(body, 'litellm_version') ?? '', 40);
  const name = `LiteLLM${version === '' ? '' : ` ${version}`}`;
  if (status === 200 && /^(?:connected|healthy|ok)$/i.test(word)) {
    const ready = passed('health', `${name} is ready${database === '' ? '' : `, database ${database}`}`);
    return isWithoutDatabase(body) ? [ready, shared] : [ready];
  }
  if (status !== 503) return [skipped('health', `not told (${status})`)];
  const said = messageOf(body) ?? '';
  return [
    warned(
      'health',
      `${name} is not ready${said === '' ? '' : `: ${said}`}`,
      'Ask who runs the proxy to look at its log and its database.',
    ),
  ];
}

/** By what it says of its readiness, 1.108.7. */
export function isWithoutDatabase(readiness: unknown): boolean {
  return textAt(readiness, 'db') === 'Not connected';
}

export const shared = warned(
  'practice',
  'it has no database: everybody shares the master key, and no usage can be read back',
  'Start it with DATABASE_URL: then each person gets a key with a budget and an end.',
);

const askOperator = 'Ask who runs the proxy, or store another: jetway login';

/** No two of its paths agree on status and shape (1.108.7). */
const wantsDatabase =
  /(?:database|db|prisma client)\b.{0,12}not (?:connected|initialized)|not connected to db|no (?:connected )?db\b/i;

function keyIn(status: number, body: unknown): readonly Told[] {
  if (wantsDatabase.test(messageOf(body) ?? textAt(body, 'detail', 'error') ?? '')) {
    return [skipped('key-state', 'not told: this proxy has no database')];
  }
  if (status >= 500) return [skipped('key-state', `not told (${status}), as by a proxy without a database`)];
  if (status === 403) {
    return [skipped('key-state', 'not told: the key may not call /key/info, a matter of its allowed_routes')];
  }
  if (status !== 200 || typeof at(body, 'info') !== 'object') return [skipped('key-state', `not told (${status})`)];
  const info = at(body, 'info');
  const alias = clean(textAt(info, 'key_alias') ?? '', 40);
  const expiresAt = timeOf(textAt(info, 'expires'));
  return [
    at(info, 'blocked') === true
      ? failed('key-state', 'credential', 'The key is blocked in LiteLLM.', askOperator)
      : passed('key-state', `key${alias === '' ? '' : ` ${alias}`} is known`),
    ...(expiresAt === undefined ? [] : [{ kind: 'key-life', topic: 'key-state', expiresAt } as const]),
    ...(expiresAt === undefined
      ? [warned('practice', 'the key has no end', 'Have it given one: jetway keys update <name> --expires 90d')]
      : []),
    ...(numberAt(info, 'max_budget') === undefined
      ? [
          warned(
            'practice',
            'the key has no budget',
            'Have it given one: jetway keys update <name> --budget 75usd/month',
          ),
        ]
      : []),
    modelsIn(info),
    ...budgetIn(info, 'key'),
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

function budgetIn(info: unknown, of: string): readonly Limit[] {
  const [used, limit] = [numberAt(info, 'spend'), numberAt(info, 'max_budget')];
  const resetsAt = timeOf(textAt(info, 'budget_reset_at'));
  const common = { kind: 'limit', topic: 'budget', of } as const;
  const spent = { ...(limit === undefined ? {} : { limit }), ...(used === undefined ? {} : { used }) };
  const budget: Limit = {
    ...common,
    what: 'budget',
    unit: 'USD',
    ...spent,
    ...(resetsAt === undefined ? {} : { resetsAt }),
  };
  const rate = (unit: Limit['unit'], value: number | undefined): readonly Limit[] =>
    value === undefined ? [] : [{ ...common, what: 'rate limit', unit, limit: value, window: 60 }];
  return [budget, ...rate('tokens', numberAt(info, 'tpm_limit')), ...rate('requests', numberAt(info, 'rpm_limit'))];
}
