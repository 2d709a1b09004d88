import type { AgentDoctor } from '../agent-doctor.ts';
import { obstacles } from './managed.ts';
import { origins, unseen } from './origins.ts';
import { requests } from './requests.ts';

export const doctor: AgentDoctor = {
  origins,
  unseen,
  requests,
  obstacles,
  capabilities: {
    avoid: {
      'web-search': 'it is off unless you launch with --search',
      // With more than any window it asks for no summary by itself (0.171.0, driven).
      compaction: 'jetway codex -c model_auto_compact_token_limit=900000000',
    },
    unused: { 'long-output': 'it sets no limit of its own' },
  },
};
