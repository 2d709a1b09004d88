import type { AgentDoctor } from '../agent-doctor.ts';
import { layersOf } from './layers.ts';
import { origins } from './origins.ts';
import { requests } from './requests.ts';

export const doctor: AgentDoctor = {
  origins,
  requests,
  unseen: (look) =>
    layersOf(look).includes
      ? 'a login in its database, and what the files set that your settings include'
      : 'a login in its database',
};
