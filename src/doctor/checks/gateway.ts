import { type SharedCheck } from '../check.ts';
import { fail, pass } from '../outcome.ts';

export const gateway: SharedCheck = {
  id: 'gateway',
  title: 'Gateway',
  about: 'all',
  needsGateway: true,
  preflight: true,
  run: async (facts) => {
    const { connection } = await facts.choice();
    const { answer, milliseconds } = await facts.verdict();
    if (typeof answer !== 'string' && answer.code !== 'credential') {
      return fail(answer.code, answer.message, answer.hint);
    }
    return pass(`${connection.url} answers in ${Math.round(milliseconds)} ms`);
  },
};
