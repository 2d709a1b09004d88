import { passThrough, type Agent, type Launch, type LaunchPlan, type Target, type Unset } from './agent.ts';
import { checkOptions, commandOf, resumed, setsWebSearch, withPolicyKept } from './codex/arguments.ts';
import { catalogueOf, sharingWay } from './codex/catalogue.ts';
import { connect, providerId } from './codex/environment.ts';
import { managedPaths } from './codex/places.ts';
import { override } from './codex/override.ts';
import { checkOwnTable, configurations, hasCommand } from './codex/own-table.ts';
import { federation } from './codex/federation.ts';
import { readRecords } from './codex/records.ts';
import { storesModel } from './codex/stored.ts';

/**
 * Codex. Everything is given by `-c key=value`, which ranks above every file but an administrator's
 * (https://developers.openai.com/codex/config-reference, 0.169.0). From 0.134.0 on profiles are files of their own.
 */
export const codex: Agent = {
  id: 'codex',
  name: 'Codex',
  maker: 'openai',
  command: 'codex',
  commandsWithoutModel: ['mcp', 'completion'],
  package: '@openai/codex',
  versions: { minimum: '0.134.0', recommended: '0.169.0', tested: '0.171.0' },
  speaks: ['openai-responses'],
  unset: unset(),
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'CODEX_CA_CERTIFICATE'],
  managedPaths,
  doctor: async () => (await import('./codex/doctor.ts')).doctor,
  transcripts: async () => (await import('./codex/transcripts.ts')).transcripts,
  configure: async () => (await import('./codex/configure.ts')).configure,
  mcp: { attach: async () => (await import('./codex/mcp.ts')).attach },
  resumes: (args) => resumed(args) !== undefined,
  earlier: async () => (await import('./codex/earlier.ts')).earlier,
  planMode: async () => (await import('./codex/plan-mode.ts')).isPlanning,
  // For 403 it asks six times (0.171.0).
  refusalStatus: 400,
  storesModel,
  reads: configurations,
  nativeModels: { args: ['debug', 'models', '--bundled'], fits: (printed) => readRecords(printed).length > 0 },
  plan(target, launch) {
    const command = commandOf(launch.args);
    if (command !== undefined) return passThrough(`codex ${command}`, target, launch);
    checkOptions(launch.args);
    return session(target, launch);
  },
};

function session(target: Target, launch: Launch): LaunchPlan {
  const { cwd, platform } = launch.host;
  const { provider, set: keys } = connect(target, hasCommand(launch) ? cwd : undefined, platform);
  checkOwnTable(launch, provider);
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
      // Else `/review` asks for the model of the user's file, which the gateway may not have; memories for two of OpenAI's own
      // (0.169.0).
      ...override('review_model', target.main.model),
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
    {
      names: federation,
      why: 'has Codex log in by a workload identity of OpenAI, with every provider, and end where that is not whole',
    },
    {
      names: [
        'CODEX_EXEC_SERVER_URL',
        'CODEX_EXEC_SERVER_NOISE_REGISTRY_URL',
        'CODEX_EXEC_SERVER_NOISE_ENVIRONMENT_ID',
        'CODEX_EXEC_SERVER_NOISE_AUTH_TOKEN',
      ],
      why: 'runs the tools of the session on another server',
    },
    { names: ['CODEX_INTERNAL_ORIGINATOR_OVERRIDE'], why: 'changes what the session calls itself in its requests' },
  ];
}
