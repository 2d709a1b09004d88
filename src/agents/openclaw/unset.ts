import type { Unset } from '../agent.ts';

export const unset: readonly Unset[] = [
  {
    // Its memory turns what is written into vectors there, without being asked (2026.9.6).
    names: ['OPENAI_API_KEY', 'OPENAI_API_KEYS', 'OPENAI_BASE_URL', 'OPENAI_ADMIN_KEY'],
    why: 'has its memory of sessions indexed by OpenAI, past the gateway',
  },
  {
    names: ['OPENCLAW_CONTAINER'],
    why: 'has OpenClaw run in a container, which the key does not reach',
  },
  {
    names: ['OPENCLAW_GATEWAY_URL', 'OPENCLAW_GATEWAY_TOKEN', 'OPENCLAW_GATEWAY_PASSWORD'],
    why: "is for a Gateway of OpenClaw's, which would be asked for keys",
  },
  {
    names: ['OPENCLAW_SHELL', 'OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED', 'OPENCLAW_NODE_UPDATE_RESPAWNED'],
    why: 'left by the OpenClaw in whose shell this was typed',
  },
  {
    names: ['OPENCLAW_RAW_STREAM', 'OPENCLAW_RAW_STREAM_PATH', 'OPENCLAW_SHOW_SECRETS'],
    why: 'has it write down what is to stay with the gateway',
  },
];
