import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'it takes a key from a variable that a shell has to fill, or a copy of it in its own entry of the keyring, and moves its settings to other keys, from which they could not be taken back',
  hint: 'eval "$(jetway env goose --shell bash)" in the profile of your shell, or jetway goose',
};
