import type { Unset } from '../agent.ts';

export const unset: readonly Unset[] = [
  {
    names: ['KIMI_MODEL_NAME', 'KIMI_MODEL_API_KEY', 'KIMI_MODEL_BASE_URL', 'KIMI_MODEL_PROVIDER_TYPE'],
    why: 'makes another model, at another address, the one that is used',
  },
  { names: ['KIMI_SECONDARY_MODEL'], why: 'has subagents work with another model' },
  { names: ['KIMI_CODE_CUSTOM_HEADERS'], why: 'its headers are meant for another server' },
  { names: ['KIMI_CODE_LEGACY_FLAG'], why: 'has the former program run, which takes no key from a variable' },
  { names: ['OPENAI_ORG_ID', 'OPENAI_PROJECT_ID'], why: "goes along as a header that is meant for OpenAI's own API" },
  { names: ['ANTHROPIC_CUSTOM_HEADERS'], why: 'takes away the headers that it names, the key too' },
  { names: ['GOOGLE_GENAI_USE_VERTEXAI'], why: 'leads to a service of Google' },
];
