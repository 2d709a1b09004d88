import type { SharedCheck } from '../check.ts';
import { skip } from '../outcome.ts';
import { together } from '../status-checks.ts';

/** Tells of what works and should still be otherwise where a team shares the gateway. */
export const practice: SharedCheck = {
  id: 'practice',
  title: 'Best practice',
  about: 'all',
  needsGateway: true,
  preflight: false,
  advice: true,
  run: async (facts) => {
    const [status, managed] = await Promise.all([facts.status(), facts.practice()]);
    const all = [...(status ?? []).filter(({ topic }) => topic === 'practice'), ...managed];
    const own = all.filter(({ detail }, index) => all.findIndex((one) => one.detail === detail) === index);
    if (own.length === 0) return skip('not told; more is with a management key: jetway login --management');
    const hints = own.flatMap((one) => (one.status === 'warn' ? [one.hint.replace(/\.$/, '')] : []));
    const outcome = together(own);
    return outcome.status === 'warn' ? { ...outcome, hint: [...new Set(hints)].join('; ') } : outcome;
  },
};
