import type { JsonObject } from '../../agents/agent.ts';

interface Cacheable {
  readonly system: readonly JsonObject[];
  readonly tools: readonly JsonObject[];
  readonly messages: readonly JsonObject[];
}

const mark = { cache_control: { type: 'ephemeral' } } as const;

/**
 * Four marks are all that the API takes: on the last tool and the last system block, which stay the same for a session, and
 * on the last two user turns, of which the first is what the request before has written to the cache. Without marks it caches
 * nothing; https://docs.claude.com/en/docs/build-with-claude/prompt-caching, 2026-11.
 */
export function cached({ system, tools, messages }: Cacheable): JsonObject {
  const users = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : [])).slice(-2);
  return {
    ...(system.length === 0 ? {} : { system: lastMarked(system) }),
    messages: messages.map((message, index) =>
      users.includes(index) ? { ...message, content: lastMarked(message['content'] as JsonObject[]) } : message,
    ),
    ...(tools.length === 0 ? {} : { tools: lastMarked(tools) }),
  };
}

function lastMarked(blocks: readonly JsonObject[]): readonly JsonObject[] {
  return blocks.map((block, index) => (index === blocks.length - 1 ? { ...block, ...mark } : block));
}
