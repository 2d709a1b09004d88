import { requireKey, sourceOf } from '../../keys/keys.ts';
import { type SharedCheck } from '../check.ts';
import { signedInWords } from '../../profiles/signed-in.ts';
import { leaveFailure } from '../../lazy.ts';
import { pass, skip } from '../outcome.ts';

export const key: SharedCheck = {
  id: 'key',
  title: 'Key',
  about: 'all',
  needsGateway: true,
  preflight: true,
  run: async (facts) => {
    const [choice, found] = [await facts.choice(), await facts.key()];
    requireKey(choice, found);
    if (found?.source.kind === 'sign-in') {
      const { signedIn } = found.source;
      const { expiresAt = signedIn.expiresAt } = found;
      const held = { ...signedIn, ...(expiresAt === undefined ? {} : { expiresAt }) };
      return pass(`signed in: ${signedInWords(held, facts.now())}`);
    }
    if (found !== undefined) return pass(`from ${sourceOf(found)}`);
    const { answer } = (await facts.verdict().catch(leaveFailure)) ?? {};
    const isNeeded = typeof answer === 'object' && answer.code === 'credential';
    return isNeeded ? skip('none, and the gateway needs one') : pass('none; this gateway can do without');
  },
};
