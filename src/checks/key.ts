import { requireKey, sourceOf } from '../keys.ts';
import { pass, type SharedCheck } from './check.ts';

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
