import { serverSetting, serverWords } from '../../options/which-server.ts';
import type { SharedCheck } from '../check.ts';
import { pass, skip } from '../outcome.ts';

/** Which server answers there. It is asked anew, whatever the profile has kept. */
export const server: SharedCheck = {
  id: 'server',
  title: 'Server',
  about: 'all',
  needsGateway: true,
  preflight: false,
  run: async (facts) => {
    const { gateway } = await facts.choice();
    if (serverSetting(gateway) === undefined) return skip('only of a server of any kind');
    const found = await facts.server();
    return pass(found === undefined ? 'none that Jetway knows by its answers' : serverWords(found));
  },
};
