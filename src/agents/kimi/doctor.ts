import type { AgentDoctor } from '../agent-doctor.ts';
import { origins } from './origins.ts';
import { requests } from './requests.ts';

export const doctor: AgentDoctor = { origins, unseen: () => 'a login at Kimi', requests };
