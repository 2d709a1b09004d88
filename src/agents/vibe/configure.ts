import type { AgentConfigure } from '../agent-configure.ts';

/** See docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'its settings hold providers in a list, of which an entry could not be taken back by itself: a choice in /model writes the file anew',
  hint: 'eval "$(jetway env vibe --shell bash)" in the profile of your shell, or jetway vibe',
};
