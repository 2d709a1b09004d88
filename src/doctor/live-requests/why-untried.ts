import { objectionTo } from '../../policy/enforce.ts';
import type { AgentFacts } from '../facts.ts';

/** Why an agent's models are not asked anything; undefined where they may be. */
export async function whyUntried({ agent, models, policies }: AgentFacts): Promise<string | undefined> {
  if (models.model === undefined) return 'no model is chosen for it: --model <id>';
  return objectionTo(await policies(), agent.id);
}
