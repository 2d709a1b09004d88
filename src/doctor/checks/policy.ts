import { rulesIn, ruleLines } from '../../policy/show.ts';
import type { SharedCheck } from '../check.ts';
import { leaveFailure } from '../../lazy.ts';
import { pass, skip } from '../outcome.ts';

export const policy: SharedCheck = {
  id: 'policy',
  title: 'Policy',
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const found = (await facts.policies()).map(rulesIn);
    const source = (await facts.choice().catch(leaveFailure))?.profile?.saved.source;
    const from =
      source === undefined
        ? []
        : [`the profile came from ${source.url}, agreed to on ${source.at.slice(0, 10)}, sha256 ${source.sha256}`];
    if (found.length === 0 && source === undefined) return skip('no administrator of this machine has set one');
    return pass([...found.map((one) => `${one.path}: ${ruleLines(one).join('; ')}`), ...from].join(' · '), [
      ...(source === undefined ? [] : [{ ...source }]),
      ...found.map(({ path, rules }) => ({
        policy: path,
        ...Object.fromEntries(Object.entries(rules).map(([name, values]) => [name, values.join(', ')])),
      })),
    ]);
  },
};
