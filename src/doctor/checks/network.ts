import { leaveFailure } from '../../lazy.ts';
import { Failure } from '../../failure.ts';
import { type SharedCheck } from '../check.ts';
import { pass, skip, warn } from '../outcome.ts';

/** A step that takes longer is felt at every request. Milliseconds. */
const slow = 1000;

export const network: SharedCheck = {
  id: 'network',
  title: 'Network',
  about: 'all',
  needsGateway: true,
  preflight: false,
  run: async (facts) => {
    const { connection } = await facts.choice();
    const host = URL.canParse(connection.url) ? new URL(connection.url).hostname : connection.url;
    try {
      const line = await facts.tlsConnection();
      if (line === undefined) return skip(`${host} is reached without encryption, on this machine`);
      const { proxy, addresses, milliseconds } = line;
      const evidence = [
        {
          host: proxy ?? host,
          addresses: addresses.join(' '),
          lookup: milliseconds.lookup,
          connect: milliseconds.connect,
        },
      ];
      const way = proxy === undefined ? host : `${host} by way of ${proxy}`;
      const took = `name found in ${milliseconds.lookup} ms, connected in ${milliseconds.connect} ms`;
      if (milliseconds.lookup > slow) {
        return warn(
          `${way}: ${took}`,
          'Look for a name server that does not answer: the first in the list is asked first.',
          evidence,
        );
      }
      if (milliseconds.connect > slow) {
        return warn(
          `${way}: ${took}`,
          'Look for a VPN or a proxy on the way, or for IPv6 that leads nowhere.',
          evidence,
        );
      }
      return pass(`${way}: ${took}`, evidence);
    } catch (error) {
      // The same trouble is told once.
      const told = await facts.verdict().then(leaveNothing, leaveMessage);
      if (error instanceof Failure && error.message === told) return skip(`no connection: see Gateway`);
      throw error;
    }
  },
};

const leaveNothing = (): undefined => undefined;

function leaveMessage(error: unknown): string | undefined {
  leaveFailure(error);
  return error instanceof Error ? error.message : undefined;
}
