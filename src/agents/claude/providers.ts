import { taken, type SettersOf } from '../../config-layers/layer.ts';

/** A service that Claude Code speaks to in place of Anthropic, where a variable says so. */
export interface Provider {
  readonly name: string;
  readonly title: string;
  readonly baseUrl: string;
  readonly keys: readonly string[];
  /** The credentials for Anthropic's own protocol go out there as well. */
  readonly sendsOurs?: boolean;
}

/** The first that is switched on: it counts alone. */
export function otherProvider(set: SettersOf): Provider | undefined {
  return providers.find(({ name }) => isOn(taken(set(name))?.text ?? ''));
}

const use = (name: string): string => `CLAUDE_CODE_USE_${name}`;

const providers: readonly Provider[] = [
  {
    name: use('BEDROCK'),
    title: 'Amazon Bedrock',
    baseUrl: 'ANTHROPIC_BEDROCK_BASE_URL',
    keys: ['AWS_BEARER_TOKEN_BEDROCK'],
  },
  { name: use('VERTEX'), title: 'Google Vertex AI', baseUrl: 'ANTHROPIC_VERTEX_BASE_URL', keys: [] },
  {
    name: use('FOUNDRY'),
    title: 'Microsoft Foundry',
    baseUrl: 'ANTHROPIC_FOUNDRY_BASE_URL',
    keys: ['ANTHROPIC_FOUNDRY_AUTH_TOKEN', 'ANTHROPIC_FOUNDRY_API_KEY'],
  },
  {
    name: use('ANTHROPIC_AWS'),
    title: 'Claude Platform on AWS',
    baseUrl: 'ANTHROPIC_AWS_BASE_URL',
    keys: ['ANTHROPIC_AWS_API_KEY'],
    sendsOurs: true,
  },
  {
    name: use('ANTHROPIC_GOOGLE_CLOUD'),
    title: 'Claude on Google Cloud',
    baseUrl: 'ANTHROPIC_GOOGLE_CLOUD_BASE_URL',
    keys: [],
  },
  { name: use('MANTLE'), title: 'Amazon Bedrock', baseUrl: 'ANTHROPIC_BEDROCK_MANTLE_BASE_URL', keys: [] },
];

export const isOn = (text: string): boolean => ['1', 'true', 'yes', 'on'].includes(text.trim().toLowerCase());
