import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: "its settings hold a key, or the name of a variable that has to hold one, which a repository's settings can send elsewhere",
  hint: 'jetway env qwen --shell bash, or start it through Jetway: jetway qwen',
};
