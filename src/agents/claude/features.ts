import { keyHeader } from '../../keys/key-headers.ts';
import type { JsonObject, ModelEndpoint } from '../agent.ts';
import type { Feature } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { streaming, tools, when } from '../../protocols/turn.ts';
import { claudeModelOf } from './limits-table.ts';

/** What Claude Code 2.1.332 sends along with a question of the session. */
export function featuresOf({ model, credentials }: ModelEndpoint, thinking: JsonObject): readonly Feature[] {
  // Without a credential of its own Claude Code runs in the mode for a server that signs: see `connect.ts`.
  const signing = credentials[keyHeader.bearer] === undefined && credentials[keyHeader.anthropic] === undefined;
  const known = claudeModelOf(model);
  const newest = known !== undefined && Number(known.version) >= 5;
  const session = [
    ...(signing ? ['advisor-tool-2026-03-01'] : []),
    ...(newest ? ['per-turn-control-2026-07-01'] : []),
    ...(newest || known === undefined ? ['mid-conversation-tool-changes-2026-07-01'] : []),
  ];
  return [
    streaming,
    messages.systemBlocks,
    tools({ tools: [bash] }),
    ...always,
    ...when(signing, cacheScope),
    {
      ...messages.thinking(thinking),
      words: /\bthinking\b(?!-token)|budget_tokens|adaptive/i,
      avoid: 'CLAUDE_CODE_DISABLE_THINKING=1',
    },
    contextManagement,
    toolBetas,
    ...when(session.length > 0, {
      id: 'session-betas',
      name: 'betas of the session',
      headers: beta(...session),
      words: /advisor-tool|per-turn-control|mid-conversation/i,
      avoid: experimental,
    }),
    ...when(thinking['type'] === 'adaptive', effort, effortBeta),
  ];
}

export function beta(...names: readonly string[]): Readonly<Record<string, string>> {
  return { 'anthropic-beta': names.join(',') };
}

const experimental = 'CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1';

export const bash: JsonObject = {
  name: 'Bash',
  description: 'Runs a command.',
  input_schema: {
    type: 'object',
    properties: { command: { type: 'string' }, timeout: { type: 'number' } },
    required: ['command'],
    additionalProperties: false,
  },
};

const always: readonly Feature[] = [
  {
    id: 'metadata',
    name: 'metadata.user_id',
    body: { metadata: { user_id: '{"session_id":""}' } },
    words: /\bmetadata\b|user_id/i,
  },
  {
    id: 'betas',
    name: 'the header anthropic-beta',
    headers: beta('claude-code-20250219'),
    words: /claude-code-20250219|anthropic-beta\b/i,
  },
  {
    id: 'interleaved-thinking',
    name: 'the beta interleaved-thinking',
    headers: beta('interleaved-thinking-2025-05-14'),
    words: /interleaved-thinking/i,
    avoid: 'DISABLE_INTERLEAVED_THINKING=1',
  },
  {
    ...messages.cacheControl,
    body: { system: [{ type: 'text', text: 'Use tools.', cache_control: { type: 'ephemeral' } }] },
    // Its scope is another feature.
    words: /cache[_ -]control(?!\.ephemeral\.scope)|prompt caching/i,
    avoid: 'DISABLE_PROMPT_CACHING=1',
  },
];

const cacheScope: Feature = {
  id: 'cache-scope',
  name: 'cache_control.scope',
  headers: beta('prompt-caching-scope-2026-01-05'),
  body: {
    system: [{ type: 'text', text: 'Stop then.', cache_control: { type: 'ephemeral', scope: 'global' } }],
  },
  words: /\bscope\b|prompt-caching-scope/i,
  avoid: experimental,
};

const contextManagement: Feature = {
  id: 'context-management',
  name: 'context_management',
  headers: beta('context-management-2025-06-27'),
  body: {
    thinking: { display: 'omitted' },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
  },
  words: /context[_-]management|clear_thinking|thinking\.\w+\.display|\bdisplay\b/i,
  avoid: experimental,
  with: 'thinking',
  // In other words it gives up (2.1.332).
  heals: /^400: .*(context_management: Extra inputs are not permitted|Unexpected value\(s\) `context-management-)/,
};

const toolBetas: Feature = {
  id: 'tool-betas',
  name: 'betas of tools and token counts',
  headers: beta('thinking-token-count-2026-05-13', 'advanced-tool-use-2025-11-20'),
  body: {
    tools: [{ ...bash, name: 'DeferredToolPlaceholder', description: 'Never call this.', defer_loading: true }],
  },
  words: /thinking-token-count|advanced-tool-use|defer_loading/i,
  avoid: experimental,
  // At every 400 it tries without some of them (2.1.332).
  heals: /^400: /,
};

const effort: Feature = {
  id: 'effort',
  name: 'output_config.effort',
  body: { output_config: { effort: 'low' } },
  words: /output_config|\beffort\b(?!-2025)/i,
  avoid: 'CLAUDE_CODE_EFFORT_LEVEL=unset',
  // In other words (`output_config: …`) it gives up (2.1.332).
  heals: /^400: .*(does not support the effort parameter|output_config\.effort: Extra inputs are not permitted)/,
};

/** Sent whatever the user's level of effort is. */
const effortBeta: Feature = {
  id: 'effort-beta',
  name: 'the beta effort',
  headers: beta('effort-2025-11-24'),
  words: /effort-2025-11-24/i,
};
