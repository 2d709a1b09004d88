import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: "a folder that is not trusted, or any .env of a project, hides the address, and the gateway's key would go to Google",
  hint: 'jetway env gemini --shell bash, or start it through Jetway: jetway gemini',
};
