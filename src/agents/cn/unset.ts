import { variable, type Host } from '../../host.ts';
import type { Unset } from '../agent.ts';

/** Of 1.5.47, from its source. */
export const unset: readonly Unset[] = [
  {
    names: ['ANTHROPIC_API_KEY'],
    why: 'has Continue write that key into its settings, with models at Anthropic',
  },
  {
    names: ['CONTINUE_USE_AI_SDK', 'FEATURE_FLAG_DISABLE_CUSTOM_FETCH'],
    why: 'has another client ask, which leaves out headers',
  },
  { names: ['CONTINUE_USE_BEDROCK'], why: 'leads to a service of Amazon' },
  { names: ['OPENAI_ORG_ID', 'OPENAI_PROJECT_ID'], why: "goes along as a header that is meant for OpenAI's own API" },
  { names: ['VERBOSE_FETCH'], why: 'prints the headers of each request, the key too' },
  {
    names: ['CONTINUE_CLI_TEST', 'CONTINUE_CLI_TEST_SESSION_ID'],
    why: "is for Continue's own tests, and moves its sessions",
  },
];

/** By which a request goes another way, or is trusted to another server. */
const ways: readonly string[] = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
];

/**
 * Set, not absent: what is absent comes from a `.env` of the folder that it is started in, which may be anybody's repository
 * (1.5.47, driven). What the user has stays.
 */
export function keptFromDotEnv({ env, platform }: Host): Readonly<Record<string, string>> {
  const absent = ways.filter((name) => variable(env, name, platform) === undefined);
  return Object.fromEntries([...unset.flatMap(({ names }) => names), ...absent].map((name) => [name, '']));
}
