import { requireKey, sourceOf } from '../../keys/keys.ts';
import { type SharedCheck } from '../check.ts';
import { pass } from '../outcome.ts';

export const key: SharedCheck = {
  id: 'key',
  title: 'Key',
  about: 'all',
  needsGateway: true,
  preflight: true,
  run: async (facts) => {
    const [choice, found] = [await facts.choice(), await facts.key()];
    requireKey(choice, found);
    return pass(found === undefined ? 'none; this gateway can do without' : `from ${sourceOf(found)}`);
  },
};
