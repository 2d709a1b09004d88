import type { AgentConfigure } from '../agent-configure.ts';

/** See docs/configure.md. */
export const configure: AgentConfigure = {
  why: 'a repository’s crush.json ranks above your own: whoever knows the name of a provider in it can have its key sent elsewhere',
  hint: 'jetway crush, which gives the provider a name that nobody knows',
};
