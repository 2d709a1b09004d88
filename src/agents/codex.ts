import { bearerOf, type SecretText } from '../secret.ts';
import type { Agent, Launch, LaunchPlan, Target, Unset } from './agent.ts';
import { checkOptions, commandOf, setsWebSearch, withPolicyKept } from './codex/arguments.ts';
import { catalogueOf, sharingWay } from './codex/catalogue.ts';
import { managed } from './codex/managed.ts';
import { readRecords } from './codex/records.ts';
import { storesModel } from './codex/stored.ts';

/**
 * Codex. Everything is given by `-c key=value`, which ranks above every file but an administrator's
 * (https://developers.openai.com/codex/config-reference, 0.169.0). From 0.134.0 on profiles are files of their own.
 */
export const codex: Agent = {
  id: 'codex',
  name: 'Codex',
  command: 'codex',
  package: '@openai/codex',
  versions: { minimum: '0.134.0', recommended: '0.169.0', tested: '0.169.0' },
  speaks: ['openai-responses'],
  unset: unset(),
  heeds: ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'CODEX_CA_CERTIFICATE'],
  managed,
  claims: async (look) => (await import('./codex/claims.ts')).claims(look),
  requests: async (target) => (await import('./codex/requests.ts')).requests(target),
  storesModel,
  printsModels: { args: ['debug', 'models', '--bundled'], fits: (printed) => readRecords(printed).length > 0 },
  plan(target, launch) {
    const command = commandOf(launch.args);
    if (command !== undefined) {
      return {
        args: launch.args,
        set: {},
        notes: [`codex ${command} opens no session: it runs as it is, without ${target.gateway.name}.`],
      };
    }
    checkOptions(launch.args);
    return session(target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  const { provider, set: keys } = connect(target);
  const small = sharingWay(target.main)(target.small) ? target.small : target.main;
  const catalogue = catalogueOf(target, launch);
  // Tools inherit the whole environment, and a snapshot of it lies in a readable file: both get these instead.
  const policy = Object.keys(keys).flatMap((name) => override(`shell_environment_policy.set.${name}`, ''));
  return {
    args: [
      ...override('model_provider', providerId),
      ...override(`model_providers.${providerId}`, provider),
      // Not `-m`: two of those are an error, so the user could name no other model.
      ...override('model', target.main.model),
      // What a user who has memories on would else ask of models of OpenAI's own (0.169.0).
      ...override('memories.extract_model', small.model),
      ...override('memories.consolidation_model', target.main.model),
      ...policy,
      ...(setsWebSearch(launch.args) ? [] : override('web_search', 'disabled')),
      // Otherwise a gateway that is down is tried for ever.
      ...override('features.unbounded_connection_retries', false),
      ...(catalogue === undefined ? [] : override('model_catalog_json', catalogue.file.path)),
      ...withPolicyKept(launch.args, policy),
    ],
    set: keys,
    ...(catalogue === undefined ? {} : { files: [catalogue.file], notes: catalogue.notes }),
  };
}

/**
 * One for all gateways: Codex writes it into each session, and `resume` works only while it means something. Some ids
 * are reserved, and a table of the same id in the user's file would be merged into ours.
 */
const providerId = 'jetway';

type Toml = string | number | boolean | readonly string[] | { readonly [key: string]: Toml };

/** The provider's table, and the variables it names. */
function connect(target: Target): {
  readonly provider: Readonly<Record<string, Toml>>;
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
  if (token !== undefined && inVariables.length === 0 && command !== undefined) {
    return {
      provider: { ...provider, auth: { command, args, timeout_ms: 10_000, refresh_interval_ms: 300_000 } },
      set: {},
    };
  }
  const variables = inVariables.map(([header, value]) => ({ header, value, name: variableOf(header) }));
  return {
    provider: {
      ...provider,
      ...(token === undefined ? {} : { env_key: keyVariable, env_key_instructions: 'Run: jetway login' }),
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

function override(key: string, value: Toml): readonly [string, string] {
  return ['-c', `${key}=${toml(value)}`];
}

/** A JSON string is a TOML basic string, save for DEL, which TOML wants escaped. */
function toml(value: Toml): string {
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(toml).join(',')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${bare.test(key) ? key : toml(key)}=${toml(item)}`);
  return `{${entries.join(',')}}`;
}

const bare = /^[A-Za-z0-9_-]+$/;

function isList(value: Toml): value is readonly string[] {
  return Array.isArray(value);
}

/** Of another session that this one may be started in. OPENAI_API_KEY and the like are never sent with our provider. */
function unset(): readonly Unset[] {
  return [
    {
      names: [
        'CODEX_SANDBOX',
        'CODEX_SANDBOX_NETWORK_DISABLED',
        'CODEX_THREAD_ID',
        'CODEX_SESSION_ID',
        'CODEX_TOOL_CALL_ID',
        'CODEX_CI',
      ],
      why: 'belongs to the Codex session that this one was started in',
    },
    { names: ['CODEX_EXEC_SERVER_URL'], why: 'runs the tools of the session on another server' },
    { names: ['CODEX_INTERNAL_ORIGINATOR_OVERRIDE'], why: 'changes what the session calls itself in its requests' },
  ];
}
