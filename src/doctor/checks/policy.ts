import { admitAttributing } from '../../policy/enforce.ts';
import { rulesIn, ruleLines } from '../../policy/show.ts';
import { Failure } from '../../failure.ts';
import type { SharedCheck } from '../check.ts';
import { leaveFailure } from '../../lazy.ts';
import { fail, pass, skip } from '../outcome.ts';

export const policy: SharedCheck = {
  id: 'policy',
  title: 'Policy',
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const policies = await facts.policies();
    const found = policies.map(rulesIn);
    const choice = await facts.choice().catch(leaveFailure);
    const source = choice?.profile?.saved.source;
    const from =
      source === undefined
        ? []
        : [`the profile came from ${source.url}, agreed to on ${source.at.slice(0, 10)}, sha256 ${source.sha256}`];
    if (found.length === 0 && source === undefined) return skip('no administrator of this machine has set one');
    const detail = [...found.map((one) => `${one.path}: ${ruleLines(one).join('; ')}`), ...from].join(' · ');
    const evidence = [
      ...(source === undefined ? [] : [{ ...source }]),
      ...found.map(({ path, rules }) => ({
        policy: path,
        ...Object.fromEntries(Object.entries(rules).map(([name, values]) => [name, values.join(', ')])),
      })),
    ];
    try {
      if (choice !== undefined) admitAttributing(policies, choice.connection);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return fail(error.code, `${error.message} ${detail}`, error.hint, evidence);
    }
    return pass(detail, evidence);
  },
};
