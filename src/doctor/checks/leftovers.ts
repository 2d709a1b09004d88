import { type SharedCheck } from '../check.ts';
import { pass, warn, repairable } from '../outcome.ts';

export const leftovers: SharedCheck = {
  id: 'leftovers',
  title: 'Leftovers',
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const left = facts.leftovers();
    const [first] = left;
    if (first === undefined) return pass('none of sessions that broke off');
    const outcome = warn(
      `${left.length === 1 ? 'a session' : `${left.length} sessions`} of ${first.agent} broke off: its model may still stand in ${first.file}`,
      'The next launch puts it back: jetway',
      left.map(({ agent, file, journal }) => ({ agent, file, journal })),
    );
    return repairable(outcome, (await Promise.all(left.map(async ({ repairs }) => repairs()))).flat());
  },
};
