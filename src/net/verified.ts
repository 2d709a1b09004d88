import { Failure } from '../failure.ts';
import { variable, type Host } from '../host.ts';
import { isLoopback } from './url.ts';

const off = 'NODE_TLS_REJECT_UNAUTHORIZED';
/** Said by the user alone: a repository's file of variables is never read for it. */
const insists = 'JETWAY_ALLOW_UNVERIFIED_TLS';

/**
 * Node, and with it Jetway and most agents, takes any server for the right one under that variable, so a key would go to
 * whoever answers. Throws a `configuration` Failure, unless the user insists.
 */
export function refuseUnverified(url: string, { env, platform }: Host): void {
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'https:' || isLoopback(hostname)) return;
  if (variable(env, off, platform) !== '0' || variable(env, insists, platform) === '1') return;
  throw new Failure(
    'configuration',
    `${off}=0 is set: no server's certificate would be looked at, and the key would go to whoever answers for ${hostname}.`,
    `Unset it, and name the certificates of your organisation in NODE_EXTRA_CA_CERTS; or insist: ${insists}=1`,
  );
}
