import { bearerOf, type SecretText } from '../../keys/secret.ts';
import type { Target } from '../agent.ts';
import { keyPatience } from '../../keys/key-patience.ts';
import type { Json } from '../../json-path.ts';

/**
 * One for all gateways: Codex writes it into each session, and `resume` works only while it means something. Some ids
 * are reserved, and a table of the same id in the user's file would be merged into ours.
 */
export const providerId = 'jetway';

/**
 * The provider's table, and the variables it names. `commandIn`: the table of the user's over which this one is laid has a
 * command for the key, and Codex takes no variable beside it (0.171.0): one prints the key, out of its variable where there is
 * no other, and runs in this folder, for the user's own may be gone, and then requests go out without a key.
 */
export function connect(
  target: Target,
  commandIn?: string,
  platform?: NodeJS.Platform,
): {
  readonly provider: Readonly<Record<string, Json>>;
  readonly set: Readonly<Record<string, SecretText>>;
} {
  const { authorization, ...others } = target.main.credentials;
  const token = bearerOf(authorization);
  const inVariables = Object.entries(token === undefined ? target.main.credentials : others);
  const provider = {
    name: target.gateway.name,
    base_url: target.main.baseUrl,
    wire_api: 'responses',
    // True would send the user's own login to the gateway.
    requires_openai_auth: false,
    supports_websockets: false,
    ...(Object.keys(target.headers).length === 0 ? {} : { http_headers: target.headers }),
  };
  const [command, ...args] = target.printKey ?? [];
  const place = commandIn === undefined ? {} : { cwd: commandIn };
  if (token !== undefined && inVariables.length === 0 && command !== undefined) {
    // Asked once, right behind the start, when the launch hands it over, and again at a 401 alone: 0 is no time but never
    // (0.171). A store that locks itself would else hold up every request, five seconds each.
    return {
      provider: { ...provider, auth: { command, args, timeout_ms: keyPatience, refresh_interval_ms: 0, ...place } },
      set: {},
    };
  }
  const byVariable =
    // There is no such program on Windows.
    commandIn === undefined || platform === 'win32'
      ? { env_key: keyVariable, env_key_instructions: 'Run: jetway login' }
      : {
          auth: { command: 'printenv', args: [keyVariable], timeout_ms: keyPatience, refresh_interval_ms: 0, ...place },
        };
  const variables = inVariables.map(([header, value]) => ({ header, value, name: variableOf(header) }));
  return {
    provider: {
      ...provider,
      ...(token === undefined ? {} : byVariable),
      ...(variables.length === 0
        ? {}
        : { env_http_headers: Object.fromEntries(variables.map(({ header, name }) => [header, name])) }),
    },
    set: {
      ...(token === undefined ? {} : { [keyVariable]: token }),
      ...Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    },
  };
}

const keyVariable = 'JETWAY_AGENT_KEY';

function variableOf(header: string): string {
  return `JETWAY_AGENT_HEADER_${header.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}
