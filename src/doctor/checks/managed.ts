import { refuseManaged } from '../../launch/managed.ts';
import { type AgentCheck } from '../check.ts';
import { pass, skip } from '../outcome.ts';

export const managed: AgentCheck = {
  id: 'managed',
  title: 'Managed settings',
  about: 'agent',
  needsGateway: true,
  preflight: false,
  run: async (facts) => {
    if (facts.models.model === undefined) return skip('no model is chosen for it');
    const findings = await facts.managed();
    refuseManaged(facts.agent, findings, facts.overridesManaged);
    return pass(
      findings.length === 0
        ? 'none that concern the gateway'
        : `set aside: ${findings.map((finding) => `${finding.path} ${finding.key}`).join(', ')}`,
    );
  },
};
