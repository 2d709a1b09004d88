import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'it takes a key from its own entry of the keyring or from a variable, never from a command',
  hint: 'jetway env goose --shell bash, or start it through Jetway: jetway goose',
};
