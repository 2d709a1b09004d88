import type { Unset } from '../agent.ts';

/** Of 1.0.41, whose own words for them stand in its guide and its program. */
export const unset: readonly Unset[] = [
  {
    names: ['XAI_API_KEY', 'GROK_CODE_XAI_API_KEY'],
    why: 'a key for xAI, which would go to the gateway with a model that has none of its own',
  },
  {
    names: [
      'GROK_MODELS_BASE_URL',
      'GROK_MODELS_LIST_URL',
      'GROK_XAI_API_BASE_URL',
      'XAI_API_BASE_URL',
      'GROK_CLI_CHAT_PROXY_BASE_URL',
    ],
    why: 'the address of another service',
  },
  {
    names: ['GROK_DEFAULT_MODEL', 'GROK_WEB_SEARCH_MODEL', 'GROK_PROMPT_SUGGESTIONS_MODEL'],
    why: 'names another model, above every file',
  },
  { names: ['GROK_CONFIG', 'GROK_CONFIG_PATH'], why: 'is laid over the settings, the choice of models too' },
  {
    names: [
      'GROK_AUTH',
      'GROK_AUTH_PROVIDER_COMMAND',
      'GROK_AUTH_PROVIDER_LABEL',
      'GROK_AUTH_TOKEN_TTL',
      'GROK_DEPLOYMENT_KEY',
      'GROK_DISABLE_API_KEY_AUTH',
      'GROK_FORCE_LOGIN_TEAM_ID',
      'GROK_OIDC_ISSUER',
      'GROK_OIDC_CLIENT_ID',
      'GROK_OAUTH2_ISSUER',
      'GROK_OAUTH2_CLIENT_ID',
    ],
    why: 'leads to a login of its own, which the gateway does not need',
  },
  { names: ['GROK_AGENT', 'GROK_SESSION_ID'], why: 'belongs to the Grok session that this one was started in' },
];
