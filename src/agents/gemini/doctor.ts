import type { AgentDoctor } from '../agent-doctor.ts';
import { obstacles } from './managed.ts';
import { origins } from './origins.ts';
import { requests } from './requests.ts';

export const doctor: AgentDoctor = {
  origins,
  unseen: () => 'a key in the keyring',
  requests,
  obstacles,
  capabilities: {
    avoid: {
      'web-search': '"tools": {"exclude": ["google_web_search"]} in ~/.gemini/settings.json',
      'web-fetch': '"tools": {"exclude": ["web_fetch"]} in ~/.gemini/settings.json',
    },
    unused: { 'long-output': 'it sets no limit of its own' },
  },
};
