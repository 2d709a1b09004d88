import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'a .env of the folder that it is started in can name another home, whose settings have the key sent elsewhere',
  hint: 'jetway cn, for which that counts for nothing',
};
