import { variable, type Host } from '../../host.ts';
import type { AgentRequest, Feature, JsonObject, ModelEndpoint, OtherRequest, Target } from '../agent.ts';
import { claudeModelOf } from './known.ts';
import { canReach, reachable } from './roles.ts';

/** As Claude Code 2.1.330 makes them, launched by Jetway; the variables that leave something out were tried on it. */
export function requests(target: Target, host: Host): readonly AgentRequest[] {
  const { main, small } = target;
  const apart = small.model !== main.model && canReach(small, reachable(target));
  return [requestTo(main, 'main', host), ...(apart ? [requestTo(small, 'small', host)] : [])];
}

function requestTo(endpoint: ModelEndpoint, role: AgentRequest['role'], host: Host): AgentRequest {
  const { model } = endpoint;
  const isOn = (name: string): boolean => !['', '0', 'false'].includes(variable(host.env, name, host.platform) ?? '');
  const left = new Set([
    ...(isOn('CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS')
      ? ['tool-betas', 'session-betas', 'context-management', 'cache-scope']
      : []),
    ...(isOn('CLAUDE_CODE_DISABLE_THINKING') ? ['thinking', 'context-management'] : []),
    ...(isOn('DISABLE_PROMPT_CACHING') ? ['cache-control', 'cache-scope'] : []),
    ...(isOn('DISABLE_INTERLEAVED_THINKING') ? ['interleaved-thinking'] : []),
  ]);
  const thinking = thinkingOf(model);
  const budget = answerBudget + (thinking.budget_tokens ?? 0);
  return {
    role,
    endpoint,
    path: '/v1/messages?beta=true',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'anthropic-version': '2023-06-01' },
    body: {
      model,
      max_tokens: budget,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Use the Bash tool once to list the files: ls' }] }],
    },
    features: featuresOf(endpoint, thinking).filter(({ id }) => !left.has(id)),
    budget,
    ...(role === 'main' ? { others: others(model) } : {}),
  };
}

/** Tokens: a short thought and the call. */
const answerBudget = 512;

interface Thinking {
  readonly type: 'adaptive' | 'enabled';
  readonly budget_tokens?: number;
}

/** Up to 4.5 with a budget, of which the API takes no smaller one; everything else, and what it doesn't know, adapts. */
function thinkingOf(model: string): Thinking {
  const known = claudeModelOf(model);
  return known !== undefined && Number(known.version) < 4.6
    ? { type: 'enabled', budget_tokens: 1024 }
    : { type: 'adaptive' };
}

const experimental = 'CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1';

function featuresOf({ model, credentials }: ModelEndpoint, thinking: Thinking): readonly Feature[] {
  // Without a credential of its own Claude Code runs in the mode for a server that signs: see `connect.ts`.
  const signing = credentials['authorization'] === undefined && credentials['x-api-key'] === undefined;
  const cached = { cache_control: { type: 'ephemeral' } };
  const adaptive = thinking.type === 'adaptive';
  const known = claudeModelOf(model);
  const newest = known !== undefined && Number(known.version) >= 5;
  const session = [
    ...(signing ? ['advisor-tool-2026-03-01'] : []),
    ...(newest ? ['per-turn-control-2026-07-01'] : []),
    ...(newest || known === undefined ? ['mid-conversation-tool-changes-2026-07-01'] : []),
  ];
  return [
    { id: 'streaming', name: 'streaming', body: { stream: true }, words: /\bstream/i },
    {
      id: 'system-blocks',
      name: 'system text in blocks',
      body: { system: [{ type: 'text', text: 'Be brief.' }] },
      words: /\bsystem\b/i,
    },
    { id: 'tools', name: 'tools', body: { tools: [bash] }, words: /\btools?\b(?!_)|input_schema|function/i },
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
      id: 'cache-control',
      name: 'cache_control',
      body: { system: [{ type: 'text', text: 'Use tools.', ...cached }] },
      words: /cache[_ -]control(?!\.ephemeral\.scope)|prompt caching/i,
      avoid: 'DISABLE_PROMPT_CACHING=1',
    },
    ...(signing
      ? [
          {
            id: 'cache-scope',
            name: 'cache_control.scope',
            headers: beta('prompt-caching-scope-2026-01-05'),
            body: {
              system: [{ type: 'text', text: 'Stop then.', cache_control: { type: 'ephemeral', scope: 'global' } }],
            },
            words: /\bscope\b|prompt-caching-scope/i,
            avoid: experimental,
          },
        ]
      : []),
    {
      id: 'thinking',
      name: 'thinking',
      body: { thinking: { ...thinking } },
      words: /\bthinking\b(?!-token)|budget_tokens|adaptive/i,
      avoid: 'CLAUDE_CODE_DISABLE_THINKING=1',
    },
    {
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
      heals: 'named',
    },
    {
      id: 'tool-betas',
      name: 'betas of tools and token counts',
      headers: beta('thinking-token-count-2026-05-13', 'advanced-tool-use-2025-11-20'),
      body: {
        tools: [{ ...bash, name: 'DeferredToolPlaceholder', description: 'Never call this.', defer_loading: true }],
      },
      words: /thinking-token-count|advanced-tool-use|defer_loading/i,
      avoid: experimental,
      heals: 'always',
    },
    ...(session.length === 0
      ? []
      : [
          {
            id: 'session-betas',
            name: 'betas of the session',
            headers: beta(...session),
            words: /advisor-tool|per-turn-control|mid-conversation/i,
            avoid: experimental,
          },
        ]),
    ...(adaptive
      ? [
          {
            id: 'effort',
            name: 'output_config.effort',
            headers: beta('effort-2025-11-24'),
            body: { output_config: { effort: 'low' } },
            words: /output_config|\beffort\b/i,
          },
        ]
      : []),
  ];
}

const bash: JsonObject = {
  name: 'Bash',
  description: 'Runs a command.',
  input_schema: {
    type: 'object',
    properties: { command: { type: 'string' }, timeout: { type: 'number' } },
    required: ['command'],
    additionalProperties: false,
  },
};

function beta(...names: readonly string[]): Readonly<Record<string, string>> {
  return { 'anthropic-beta': names.join(',') };
}

function others(model: string): readonly OtherRequest[] {
  const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
  const betas = ['claude-code-20250219', 'interleaved-thinking-2025-05-14'];
  return [
    {
      id: 'count-tokens',
      name: 'count_tokens',
      path: '/v1/messages/count_tokens?beta=true',
      headers: { ...headers, ...beta(...betas, 'token-counting-2024-11-01') },
      body: { model, messages: [{ role: 'user', content: 'foo' }], tools: [] },
      loss: '/context only estimates',
      budget: 0,
    },
    {
      id: 'web-search',
      name: 'the tool web_search_20250305',
      path: '/v1/messages?beta=true',
      headers: { ...headers, ...beta(...betas) },
      body: {
        model,
        max_tokens: 16,
        messages: [{ role: 'user', content: 'Say OK. Do not search.' }],
        tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 1 }],
        stream: true,
      },
      loss: 'its WebSearch fails',
      avoid: '"permissions": {"deny": ["WebSearch"]} in ~/.claude/settings.json',
      budget: 16,
    },
  ];
}
