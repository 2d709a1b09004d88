import { leaveFailure } from '../../lazy.ts';
import { commandElsewhere, sourceOf } from '../../keys/keys.ts';
import { winning } from '../../keys/sources.ts';
import { type SharedCheck } from '../check.ts';
import { fail, pass, skip } from '../outcome.ts';

export const credential: SharedCheck = {
  id: 'credential',
  title: 'Key accepted',
  about: 'all',
  needsGateway: true,
  preflight: true,
  run: async (facts) => {
    const choice = await facts.choice();
    const verdict = await facts.verdict().catch(leaveFailure);
    if (verdict === undefined) return skip('the gateway does not answer');
    const { answer } = verdict;
    if (answer === 'accepted') return pass('the gateway takes the key');
    if (answer === 'open') return skip('this gateway answers without telling');
    if (answer.code !== 'credential') return skip('not known while the gateway refuses');
    const key = await facts.key();
    const whence =
      key === undefined ? commandElsewhere(choice) : ` The key came from ${sourceOf(key)}${winning(key.source)}.`;
    const hint =
      key?.source.kind === 'sign-in' ? 'A launch renews it; or sign in again: jetway login --sso' : answer.hint;
    return fail('credential', `${answer.message}${whence}`, hint);
  },
};
