import type { Finding, Topic } from '../gateways/status.ts';
import { leaveFailure } from '../lazy.ts';
import type { SharedCheck } from './check.ts';
import type { Facts } from './facts.ts';
import { skip, type Outcome } from './outcome.ts';

/** What a gateway tells of itself and of the key by its own free questions: a check for each topic, in the order in which they are printed. */
export const statusChecks: readonly SharedCheck[] = [
  checkOf('key-state', 'State of the key', { preflight: true }),
  checkOf('permissions', 'Permissions'),
  checkOf('health', 'Health', { preflight: true }),
  checkOf('settings', 'Gateway settings'),
  checkOf('budget', 'Budget and limits', { preflight: true }),
  checkOf('billing', 'Billing'),
];

/**
 * The check that draws together what was found on a topic: the worst counts, and all of it is in the evidence. `preflight`:
 * a launch waits for what the gateway tells of the key beside the probe (`Connection.left`).
 */
export function checkOf(id: Topic, title: string, { preflight = false } = {}): SharedCheck {
  return {
    id,
    title,
    about: 'all',
    needsGateway: true,
    preflight,
    run: async (facts) => {
      const findings = await facts.status();
      const own = findings?.filter(({ topic }) => topic === id) ?? [];
      return own.length === 0 ? skip(await whyNothing(facts)) : together(own);
    },
  };
}

async function whyNothing(facts: Facts): Promise<string> {
  if ((await facts.verdict().catch(leaveFailure)) === undefined) return 'the gateway does not answer';
  return (await facts.key()) === undefined ? 'not told without a key' : 'this gateway tells nothing of it';
}

const order = ['fail', 'warn', 'pass', 'skip'] as const;

/** Makes one outcome of several findings: the worst counts. */
export function together(findings: readonly Finding[]): Outcome {
  const worst = order.find((status) => findings.some((finding) => finding.status === status)) ?? 'skip';
  const bad = worst === 'fail' || worst === 'warn';
  const told = findings.filter(({ status }) => !bad || status === worst);
  const [first] = told.filter(({ status }) => status === worst) as [Finding];
  const detail = told.map((finding) => finding.detail).join('; ');
  const evidence = findings.map((finding) => ({ status: finding.status, seen: finding.detail }));
  const { topic: _topic, ...outcome } = first;
  return { ...outcome, detail, ...(findings.length > 1 ? { evidence } : {}) };
}
