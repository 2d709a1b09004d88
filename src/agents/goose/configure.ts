import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'it takes a key from a variable or from its own entry of the keyring alone, and writes its settings anew, under other keys, so that nothing could be taken back',
  hint: 'jetway env goose --shell bash, or start it through Jetway: jetway goose',
};
