import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'a change of mode in a session writes its settings anew under other keys, from which they could not be taken back, and which would name a provider that is gone',
  hint: 'what jetway env goose prints, in the profile of your shell, or jetway goose',
};
