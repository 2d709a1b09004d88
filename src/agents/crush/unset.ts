import type { Unset } from '../agent.ts';

/** What the SDKs of the vendors, on which Crush is built, take from the environment by themselves (0.90.0, from their sources). */
const sent = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_CUSTOM_HEADERS',
  'ANTHROPIC_PROFILE',
  'ANTHROPIC_FEDERATION_RULE_ID',
  'ANTHROPIC_ORGANIZATION_ID',
  'ANTHROPIC_IDENTITY_TOKEN_FILE',
  'OPENAI_API_KEY',
  'OPENAI_ADMIN_KEY',
  'OPENAI_CUSTOM_HEADERS',
  'OPENAI_ORG_ID',
  'OPENAI_PROJECT_ID',
];
const bases = ['ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL'];

export const unset: readonly Unset[] = [
  { names: sent, why: 'would be sent to the gateway, in place of its key or beside it' },
  { names: bases, why: 'belongs to another server' },
  {
    names: ['CRUSH_CLIENT_SERVER'],
    why: 'has a server of Crush answer that runs already, with the models and keys it was started with',
  },
  {
    // Crush drops the prefix from each such variable while it reads its providers.
    names: [...sent, ...bases].map((name) => `CRUSH_${name}`),
    why: 'is as good as the same without CRUSH_',
  },
];

/** Which a file's `env` must not set either. */
export const foreign: ReadonlySet<string> = new Set([...sent, ...bases]);
