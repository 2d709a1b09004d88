import type { AgentConfigure } from '../agent-configure.ts';

/** See docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'what asks the models is mostly a daemon of its own, which has no key of your shell’s, and a command for one has to belong to you alone: not so the Node of a system',
  hint: 'jetway openclaw chat, or jetway openclaw agent exec "…"',
};
