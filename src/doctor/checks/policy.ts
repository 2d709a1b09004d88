import { rulesIn, ruleLines } from '../../policy/show.ts';
import type { SharedCheck } from '../check.ts';
import { pass, skip } from '../outcome.ts';

export const policy: SharedCheck = {
  id: 'policy',
  title: 'Policy',
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const found = (await facts.policies()).map(rulesIn);
    if (found.length === 0) return skip('no administrator of this machine has set one');
    return pass(
      found.map((one) => `${one.path}: ${ruleLines(one).join('; ')}`).join(' · '),
      found.map(({ path, rules }) => ({
        policy: path,
        ...Object.fromEntries(Object.entries(rules).map(([name, values]) => [name, values.join(', ')])),
      })),
    );
  },
};
