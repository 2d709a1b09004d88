import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'its file of providers holds a key and nothing that gives one',
  hint: 'start it through Jetway: jetway cline',
};
