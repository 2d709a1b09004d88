import type { Launch, LaunchPlan, Target } from './agent.ts';

/** For a subcommand that opens no session. `words`: how it reads: `codex mcp`. */
export function asItIs(words: string, { gateway }: Target, { args }: Pick<Launch, 'args'>): LaunchPlan {
  return { args, set: {}, notes: [`${words} opens no session: it runs as it is, without ${gateway.name}.`] };
}
