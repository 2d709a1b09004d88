import { type AgentCheck } from '../check.ts';
import { pass } from '../outcome.ts';

export const environment: AgentCheck = {
  id: 'environment',
  title: 'Environment',
  about: 'agent',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const names = facts.wouldWin();
    return pass(
      names.length === 0
        ? 'no variable would win over the gateway'
        : `left out when Jetway starts it: ${names.join(', ')}`,
    );
  },
};
