import { variable, type Host } from '../../host.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, OtherRequest } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { budgetFor, requestOf } from '../../protocols/turn.ts';
import { autoMode } from './auto-mode.ts';
import { beta, featuresOf } from './features.ts';
import { claudeModelOf } from './limits-table.ts';
import { canReach, reachable } from './aliases.ts';

/** As Claude Code 2.1.332 makes them, launched by Jetway; the variables that leave something out were tried on it. */
export function requests(target: Target, host: Host): readonly AgentRequest[] {
  const { main, small } = target;
  const apart = small.model !== main.model && canReach(small, reachable(target));
  const first = { ...requestTo(main, 'main', host), others: others(main.model, left(host)) };
  return [first, ...(apart ? [requestTo(small, 'small', host)] : [])];
}

function requestTo(endpoint: ModelEndpoint, role: AgentRequest['role'], host: Host): AgentRequest {
  const { model } = endpoint;
  const omitted = left(host);
  const thinking = thinkingOf(model);
  const text = 'Use the Bash tool once to list the files: ls';
  const question = messages.question(model, text, budgetFor(true) + (thinking.budget_tokens ?? 0));
  return requestOf(endpoint, role, {
    ...question,
    path,
    headers: { accept: 'application/json', ...question.headers },
    features: featuresOf(endpoint, thinking).filter(({ id }) => !omitted.has(id)),
  });
}

const path = '/v1/messages?beta=true';

/** The ids of what the user's environment leaves out. */
function left({ env, platform }: Host): ReadonlySet<string> {
  return new Set(
    switches.flatMap(([name, sets, ids]) => {
      const value = variable(env, name, platform)?.trim().toLowerCase();
      return value !== undefined && value !== '' && sets(value) ? ids : [];
    }),
  );
}

const off = (value: string): boolean => ['0', 'false', 'no', 'off'].includes(value);
const on = (value: string): boolean => !off(value);

/** The user's variables, the values that leave something out, and what they leave out. */
const switches: readonly (readonly [name: string, sets: (value: string) => boolean, ids: readonly string[]])[] = [
  [
    'CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS',
    on,
    ['tool-betas', 'session-betas', 'context-management', 'cache-scope', 'auto-mode'],
  ],
  ['CLAUDE_CODE_DISABLE_THINKING', on, ['thinking', 'context-management']],
  ['DISABLE_PROMPT_CACHING', on, ['cache-control', 'cache-scope']],
  ['DISABLE_INTERLEAVED_THINKING', on, ['interleaved-thinking']],
  ['CLAUDE_CODE_EFFORT_LEVEL', (value) => ['unset', 'auto'].includes(value), ['effort']],
  ['CLAUDE_CODE_AUTO_MODE_SERVER', off, ['auto-mode']],
];

/** Up to 4.5 with a budget, of which the API takes no smaller one; everything else, and what it doesn't know, adapts. */
function thinkingOf(model: string): { readonly type: 'adaptive' | 'enabled'; readonly budget_tokens?: number } {
  const known = claudeModelOf(model);
  return known !== undefined && Number(known.version) < 4.6
    ? { type: 'enabled', budget_tokens: messages.leastThinking }
    : { type: 'adaptive' };
}

function others(model: string, omitted: ReadonlySet<string>): readonly OtherRequest[] {
  const betas = ['claude-code-20250219', 'interleaved-thinking-2025-05-14'];
  const withBetas = (...more: readonly string[]): OtherRequest['headers'] => ({
    'content-type': 'application/json',
    'anthropic-version': messages.version,
    ...beta(...betas, ...more),
  });
  const all: readonly OtherRequest[] = [
    {
      id: 'count-tokens',
      name: 'count_tokens',
      path: '/v1/messages/count_tokens?beta=true',
      headers: withBetas('token-counting-2024-11-01'),
      body: { model, messages: [{ role: 'user', content: 'foo' }], tools: [] },
      loss: '/context only estimates',
      budget: 0,
    },
    {
      id: 'web-search',
      name: 'the tool web_search_20250305',
      path,
      headers: withBetas(),
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
    autoMode(model, path),
  ];
  return all.filter(({ id }) => !omitted.has(id));
}
