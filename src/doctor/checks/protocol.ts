import { type AgentCheck } from '../check.ts';
import { relayReasons } from '../../launch/relay.ts';
import { spokenFor } from '../../launch/target.ts';
import { pass, skip } from '../outcome.ts';

export const protocol: AgentCheck = {
  id: 'protocol',
  title: 'Protocol',
  about: 'agent',
  needsGateway: true,
  preflight: false,
  run: async (facts) => {
    if (facts.models.model === undefined) return skip('no model is chosen for it');
    const target = await facts.target();
    const { protocol: served, baseUrl } = target.main;
    const spoken = spokenFor(facts.agent, served);
    const way = spoken === served ? `${served} at ${baseUrl}` : `${spoken}, translated to ${served} at ${baseUrl}`;
    const [choice, key] = [await facts.choice(), await facts.key()];
    const [reason] = relayReasons({
      options: {},
      choice,
      agent: facts.agent,
      target,
      key,
      policies: await facts.policies(),
    });
    const mode = await facts.relayMode();
    const set = choice.profile?.saved.relay === mode ? 'as the profile has it' : 'as --relay has it';
    const wanted = mode === 'always' ? set : reason && `for ${reason}`;
    if (wanted === undefined || mode === 'never') return pass(way);
    return pass(
      `${way}, by a relay, ${wanted}. While a session runs any program of yours could ask through it with the token ` +
        `in the agent's environment, within its rules; the key itself stays with Jetway`,
    );
  },
};
