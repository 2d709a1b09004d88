import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: "it drops a command for the key from the user's settings, and writes the key itself in place of a variable's name",
  hint: 'jetway env droid --shell bash, or start it through Jetway: jetway droid',
};
