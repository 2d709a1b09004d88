import type { AgentDoctor } from '../agent-doctor.ts';
import { obstacles } from './managed.ts';
import { origins, unseen } from './origins.ts';
import { requests } from './requests.ts';

export const doctor: AgentDoctor = {
  origins,
  unseen,
  requests,
  obstacles,
  // 2.1.332, driven; a variable that leaves something out of each request stands with that.
  capabilities: {
    avoid: {
      'long-output': 'CLAUDE_CODE_MAX_OUTPUT_TOKENS=<fewer>',
      compaction: 'DISABLE_AUTO_COMPACT=1',
    },
    unused: { 'web-fetch': 'it fetches pages itself' },
    compactsWithTools: true,
  },
};
