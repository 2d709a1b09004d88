import type { FoundKey } from '../keys/sources.ts';
import { answering } from '../keys/keyring-probe.ts';
import { leaveFailure } from '../lazy.ts';
import type { KeyRow, Management, Reply } from '../gateways/management.ts';
import type { Question } from '../gateways/question.ts';
import { skipped, warned, type Finding } from '../gateways/status.ts';
import { ask } from '../net/gateway-client.ts';
import type { Options } from '../options/options.ts';
import { resolveManagement } from '../options/resolve-management.ts';
import type { Keys } from '../keys/secret.ts';
import type { System } from '../system/system.ts';
import { clean } from '../text.ts';

/**
 * What should be otherwise in a team's gateway, as far as its management API tells: where there is a management key, or none
 * is wanted. Nothing is asked of anybody, and what is not told is no fault. `session`: the key that sessions run on.
 */
export async function fetchPractice(
  session: FoundKey | undefined,
  options: Options,
  system: System,
): Promise<readonly Finding[]> {
  const { keyStdin: _stdin, keyCommand: _command, ...others } = options;
  const silent = { ...system, canAsk: false };
  const found = await answering(system, async () => resolveManagement(others, silent)).catch(leaveFailure);
  if (found === undefined) return [];
  const { keys, management, value } = found;
  const isOpen = management.open !== undefined && (await told(management.open, keys, system)) === true;
  const open = isOpen
    ? [
        warned(
          'practice',
          'whoever reaches it may manage it and read all of its keys: it has no password',
          'Give it an administrator on its dashboard.',
        ),
      ]
    : [];
  const same = value !== undefined && value === session?.value;
  // What such a key may read, the gateway's status tells.
  if (!isOpen && (keys.size === 0 || (same && management.session !== undefined))) return [];
  const own = same ? [warned('practice', 'sessions run on the key that manages everything', separate)] : [];
  const [settings, list] = await Promise.all([settingsOf(management, keys, system), keysOf(management, keys, system)]);
  return [...open, ...own, ...settings, ...list];
}

const separate = 'Make one for sessions alone: jetway keys create <name> --save-as <profile>';

async function settingsOf(management: Management, keys: Keys, system: System): Promise<readonly Finding[]> {
  const gateways = management.gateways?.(keys);
  if (gateways?.usual === undefined) return [];
  const answer = await valueOf(gateways.get(gateways.usual), keys, system);
  return typeof answer === 'string'
    ? [skipped('practice', `its settings are not told: ${answer}`)]
    : gateways.practice(answer.value);
}

async function keysOf(management: Management, keys: Keys, system: System): Promise<readonly Finding[]> {
  const question = management.keys?.(keys).list();
  if (question === undefined) return [];
  const answer = await valueOf(question, keys, system);
  if (typeof answer === 'string') return [skipped('practice', `its keys are not told: ${answer}`)];
  const used = answer.value.items.filter(({ active }) => active);
  const name = (rows: readonly KeyRow[]): string => {
    const names = rows.slice(0, 3).map((row) => clean(row.name, 32));
    return `${names.join(', ')}${rows.length > 3 ? ` and ${rows.length - 3} more` : ''}`;
  };
  const endless = used.filter(({ expiresAt }) => expiresAt === undefined);
  const unlimited = used.filter(({ budgets }) => budgets.length === 0);
  return [
    ...(endless.length === 0
      ? []
      : [warned('practice', `keys without an end: ${name(endless)}`, 'jetway keys update <name> --expires 90d')]),
    ...(unlimited.length === 0
      ? []
      : [
          warned(
            'practice',
            `keys without a budget: ${name(unlimited)}`,
            'jetway keys update <name> --budget 75usd/month',
          ),
        ]),
  ];
}

/** The value, or why there is none. */
async function valueOf<T>(
  question: Question<Reply<T>>,
  keys: Keys,
  system: System,
): Promise<{ readonly value: T } | string> {
  const answer = await told(question, keys, system);
  if (answer === undefined) return 'no answer';
  return 'value' in answer ? answer : answer.refused.message;
}

async function told<T>(question: Question<T>, keys: Keys, system: System): Promise<T | undefined> {
  return (await ask(question, keys, system.http).catch(leaveFailure))?.answer;
}
