import type { AgentConfigure } from '../agent-configure.ts';

/** Driven in November 2026; see docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'its settings hold a key, or the name of a variable that a shell has to fill with one; and what they say of a gateway, those of a repository replace',
  hint: 'eval "$(jetway env qwen --shell bash)" in the profile of your shell, whose settings rank above those, or jetway qwen',
};
