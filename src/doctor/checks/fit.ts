import { formatTokens } from '../../models/catalogue.ts';
import { leaveFailure } from '../../lazy.ts';
import { type AgentCheck } from '../check.ts';
import { fail, pass, skip, warn } from '../outcome.ts';

/** An agent's own instructions and tools take up to half of so many tokens before the first question. */
const smallestWindow = 32_000;

/** Whether an agent can do anything with the model: it must call tools, and its window must hold more than a prompt. */
export const fit: AgentCheck = {
  id: 'fit',
  title: 'Model fit',
  about: 'agent',
  needsGateway: true,
  preflight: true,
  run: async (facts) => {
    if (facts.models.model === undefined) return skip('no model is chosen for it');
    const { about } = (await facts.target()).main;
    const tools = `Choose one that does: jetway list-models --agent ${facts.agent.id}`;
    const hint = `Choose another: jetway list-models --agent ${facts.agent.id} --tools --min-context 32k`;
    const { connection } = await facts.choice();
    if ((await facts.callsTools()) === false) {
      const name = connection.gateway.name;
      return fail(
        'model',
        `${about.id} calls no tools, and ${name} refuses what an agent asks of such a model.`,
        tools,
      );
    }
    if (about.tools === false) return warn(`${about.id} calls no tools: an agent can only talk with it`, hint);
    const { hints } = connection;
    const listed = (await facts.catalogue().catch(leaveFailure))?.models.find(({ id }) => id === about.id);
    if (listed !== undefined && listed.contextWindow === undefined && hints?.window !== undefined) {
      return warn(`how much of a conversation ${about.id} is given is not known, and may be too little`, hints.window);
    }
    if (about.contextWindow === undefined) return skip(`the window of ${about.id} is not known`);
    const window = formatTokens(about.contextWindow);
    if (about.contextWindow < smallestWindow) {
      const small = `${about.id} has a window of ${window} tokens: too small for an agent to work in`;
      return warn(small, hints?.window ?? hint);
    }
    return pass(`${about.id} has a window of ${window} tokens`);
  },
};
