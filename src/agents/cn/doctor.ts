import type { AgentDoctor } from '../agent-doctor.ts';
import { origins, unseen } from './origins.ts';
import { requests } from './requests.ts';

export const doctor: AgentDoctor = { origins, unseen, requests };
