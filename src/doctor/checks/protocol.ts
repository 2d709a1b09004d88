import { type AgentCheck } from '../check.ts';
import { pass, skip } from '../outcome.ts';

export const protocol: AgentCheck = {
  id: 'protocol',
  title: 'Protocol',
  about: 'agent',
  needsGateway: true,
  preflight: false,
  run: async (facts) => {
    if (facts.models.model === undefined) return skip('no model is chosen for it');
    const { main } = await facts.target();
    return pass(`${main.protocol} at ${main.baseUrl}`);
  },
};
