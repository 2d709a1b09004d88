import type { AgentConfigure } from '../agent-configure.ts';

/** See docs/configure.md. */
export const configure: AgentConfigure = {
  why: "its settings would name Jetway's command for the key, and Grok 1.0.41 asked for a title without it",
  hint: 'eval "$(jetway env grok --shell bash)" in the profile of your shell, or jetway grok',
};
