import { type SharedCheck } from '../check.ts';
import { pass, skip, warn } from '../outcome.ts';
import { offClock } from '../../text.ts';

/** From here on certificates, sign-ins and signed requests start to fail. Milliseconds. */
const limit = 60_000;

export const clock: SharedCheck = {
  id: 'clock',
  title: 'Clock',
  about: 'all',
  needsGateway: true,
  preflight: false,
  run: async (facts) => {
    const ahead = await facts.clock();
    if (ahead === undefined) return skip('the gateway does not tell the time');
    if (Math.abs(ahead) < limit) return pass("agrees with the gateway's");
    return warn(
      `this computer's clock is ${offClock(ahead)}`,
      'Have it set over the network (Linux: timedatectl set-ntp true; WSL: wsl --shutdown): a wrong one breaks TLS and keys that expire.',
      [{ seconds: Math.round(ahead / 1000) }],
    );
  },
};
