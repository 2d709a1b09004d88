import type { Unset } from '../agent.ts';

/** Logins at GitHub stay: they serve its MCP server and gists, and no model is asked by them. */
export const unset: readonly Unset[] = [
  {
    names: [
      'COPILOT_PROVIDER_BASE_URL',
      'COPILOT_PROVIDER_TYPE',
      'COPILOT_PROVIDER_WIRE_API',
      'COPILOT_PROVIDER_TRANSPORT',
      'COPILOT_PROVIDER_AZURE_API_VERSION',
      'COPILOT_PROVIDER_GHES_HOST',
      'COPILOT_PROVIDERS_CONFIG',
    ],
    why: 'belongs to another provider',
  },
  {
    names: [
      'COPILOT_PROVIDER_API_KEY',
      'COPILOT_PROVIDER_API_KEY_COMMAND',
      'COPILOT_PROVIDER_BEARER_TOKEN',
      'COPILOT_PROVIDER_GHES_TOKEN',
      'COPILOT_PROVIDER_HEADERS',
    ],
    why: 'a credential or a header that is meant for another server',
  },
  {
    names: [
      'COPILOT_MODEL',
      'COPILOT_PROVIDER_MODEL_ID',
      'COPILOT_PROVIDER_WIRE_MODEL',
      'COPILOT_PROVIDER_MODEL_LIMITS_ID',
      'COPILOT_PROVIDER_MAX_PROMPT_TOKENS',
      'COPILOT_PROVIDER_MAX_OUTPUT_TOKENS',
      'COPILOT_CLI_EVAL_MAX_PROMPT_TOKENS',
    ],
    why: 'names another model, or the limits of one',
  },
  {
    names: [
      'COPILOT_CLI',
      'COPILOT_AGENT_SESSION_ID',
      'COPILOT_CLI_BINARY_VERSION',
      'COPILOT_CLI_RESOLVED_DIST_DIR',
      'COPILOT_CLI_DIST_DIR',
    ],
    why: 'left by the Copilot CLI in whose shell this was typed, or leads to another copy of it',
  },
  {
    names: [
      'COPILOT_RESTART_BOOTSTRAP',
      'COPILOT_SHUTDOWN_FLUSH',
      'COPILOT_VOICE_SERVER_MODE',
      'COPILOT_SEA_EXTRACT_ONLY',
    ],
    why: 'of Copilot CLI to itself: it would do other work than a session, and end',
  },
  {
    // In print mode, too, up to five times (1.0.102); `--autopilot` says the same where it is wanted.
    names: ['COPILOT_PLAN_THEN_AUTOPILOT'],
    why: 'has Copilot CLI ask the model again by itself, until that calls the work done',
  },
];
