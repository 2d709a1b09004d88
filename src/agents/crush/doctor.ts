import type { AgentDoctor } from '../agent-doctor.ts';
import { scriptPath } from './places.ts';
import { origins } from './origins.ts';
import { requests } from './requests.ts';

export const doctor: AgentDoctor = {
  origins,
  requests,
  unseen: ({ host, read }) =>
    read(scriptPath(host)) === undefined ? undefined : 'what your crushrc sets when it runs',
};
