import { keyHeader } from '../../keys/key-headers.ts';

/**
 * The variables that Pi takes a built-in provider's key from, what counts first, and the header where that is another
 * than the provider's. In the order in which Pi looks for one to start with (0.87.1).
 */
export function variablesOf(provider: string): readonly (readonly [name: string, header?: string])[] {
  if (provider === 'anthropic') {
    return [['ANTHROPIC_AUTH_TOKEN', keyHeader.bearer], ['ANTHROPIC_OAUTH_TOKEN'], ['ANTHROPIC_API_KEY']];
  }
  const name = variables[provider];
  return name === undefined ? [] : [[name]];
}

export const isBuiltIn = (provider: string): boolean => Object.hasOwn(variables, provider);

export const builtIn = (): readonly string[] => Object.keys(variables);

const variables: Readonly<Record<string, string>> = {
  'ant-ling': 'ANT_LING_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  openai: 'OPENAI_API_KEY',
  'azure-openai-responses': 'AZURE_OPENAI_API_KEY',
  radius: 'RADIUS_API_KEY',
  nvidia: 'NVIDIA_API_KEY',
  deepseek: 'DEEPSEEK_API_KEY',
  google: 'GEMINI_API_KEY',
  'google-vertex': 'GOOGLE_CLOUD_API_KEY',
  'github-copilot': 'COPILOT_GITHUB_TOKEN',
  openrouter: 'OPENROUTER_API_KEY',
  'vercel-ai-gateway': 'AI_GATEWAY_API_KEY',
  xai: 'XAI_API_KEY',
  groq: 'GROQ_API_KEY',
  cerebras: 'CEREBRAS_API_KEY',
  zai: 'ZAI_API_KEY',
  mistral: 'MISTRAL_API_KEY',
  minimax: 'MINIMAX_API_KEY',
  moonshotai: 'MOONSHOT_API_KEY',
  huggingface: 'HF_TOKEN',
  fireworks: 'FIREWORKS_API_KEY',
  together: 'TOGETHER_API_KEY',
  baseten: 'BASETEN_API_KEY',
  opencode: 'OPENCODE_API_KEY',
  'kimi-coding': 'KIMI_API_KEY',
  meta: 'META_API_KEY',
  'cloudflare-ai-gateway': 'CLOUDFLARE_API_KEY',
  xiaomi: 'XIAOMI_API_KEY',
};
