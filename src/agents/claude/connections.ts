import { variable, type Host } from '../../host.ts';
import { at } from '../../json-path.ts';

/**
 * Variables of the connection that stand in a user's settings alone: under the host flag Claude Code takes no proxy and no
 * certificates from there (2.1.332, driven), and Jetway's own requests go by the environment.
 */
export function connections(settings: unknown, { env, platform }: Host): readonly { readonly name: string }[] {
  const said = at(settings, 'env');
  if (typeof said !== 'object' || said === null) return [];
  return Object.entries(said)
    .filter(([name, value]) => ofConnection.test(name) && typeof value === 'string' && value !== '')
    .filter(([name]) => !spellings(name).some((one) => (variable(env, one, platform) ?? '') !== ''))
    .map(([name]) => ({ name }));
}

const ofConnection = /^(https?_proxy|all_proxy|node_extra_ca_certs|ssl_cert_file)$/i;
const spellings = (name: string): readonly string[] => [name, name.toUpperCase(), name.toLowerCase()];
