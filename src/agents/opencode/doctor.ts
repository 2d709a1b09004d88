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
  };
}
