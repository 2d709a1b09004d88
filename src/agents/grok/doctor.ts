import type { AgentDoctor } from '../agent-doctor.ts';
import { obstacles } from './managed.ts';
import { origins } from './origins.ts';
import { requests } from './requests.ts';

export const doctor: AgentDoctor = { origins, requests, obstacles };
