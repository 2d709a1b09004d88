import type { AgentDoctor } from '../agent-doctor.ts';
import type { Edition } from './edition.ts';
import { obstacles } from './managed.ts';
import { origins } from './origins.ts';
import { requests } from './requests.ts';

export function doctorOf(edition: Edition): AgentDoctor {
  return {
    origins: (look) => origins(look, edition),
    requests,
    obstacles: (text) => obstacles(text, edition),
    capabilities: {
      avoid: { compaction: `${edition.prefix}DISABLE_AUTOCOMPACT=1` },
      // Its tool asks Exa's or Parallel's server (1.18.33).
      unused: { 'web-search': 'its own search asks no model', 'web-fetch': 'it fetches pages itself' },
    },
  };
}
