import type { Model } from '../../models/catalogue.ts';
import type { ModelEndpoint } from '../agent.ts';

/**
 * The id by which Copilot finds what it knows of a model: a gateway's prefix hides it. A Claude model that it knows gets
 * 32000 tokens of output, and one that is said to have fewer then fails each request (1.0.102).
 */
export function knownAs({ protocol, about }: ModelEndpoint): string {
  const bare = about.id.split('/').at(-1) ?? about.id;
  const short = protocol === 'anthropic-messages' && (about.maxOutputTokens ?? claudeOutput) < claudeOutput;
  return short ? `jetway/${bare}` : bare;
}

/** Tokens. */
const claudeOutput = 32_000;

/** Tokens that a prompt may have: the answer takes its share of the window. */
export function promptTokens({ contextWindow, maxOutputTokens = 0 }: Model): number | undefined {
  if (contextWindow === undefined) return undefined;
  return Math.max(contextWindow - maxOutputTokens, Math.floor(contextWindow / 2));
}
