import { messages } from '../../protocols/anthropic-messages/features.ts';
import { gemini } from '../../protocols/gemini/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { brief, budgetFor, commandTool, requestOf, streaming, tools, when, type Turn } from '../../protocols/turn.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import type { Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';

/** As Kimi Code 2.1.0 makes them, launched by Jetway. Titles are asked for at Kimi alone, where one is logged in. */
export function requests({ main }: Target): readonly AgentRequest[] {
  return [requestOf(main, 'main', turns[main.protocol](main.model))];
}

const text = 'Use the tool Bash once to list the files: ls';
const shell = commandTool('Bash');
const budget = budgetFor(true);
const cacheKey = responses.cacheKey('session_jetway');

const turns: Readonly<Record<ProtocolId, (model: string) => Turn>> = {
  'anthropic-messages': (model) => {
    // By its name it knows a Claude, and thinks unless it was told not to.
    const thinks = /claude/i.test(model);
    const question = messages.question(model, text, budget + (thinks ? messages.leastThinking : 0));
    return {
      ...question,
      path: thinks ? '/v1/messages?beta=true' : '/v1/messages',
      features: [
        streaming,
        messages.systemBlocks,
        messages.cacheControl,
        ...when(thinks, thinking(model), keptThoughts),
        tools({ tools: [messages.tool(shell)] }),
      ],
    };
  },
  'openai-responses': (model) => {
    const question = responses.question(model, text, budget);
    return {
      ...question,
      body: { ...question.body, instructions: brief },
      features: [
        streaming,
        responses.outputLimit(budget),
        responses.store,
        cacheKey,
        tools({ tools: [responses.tool(shell)] }),
      ],
    };
  },
  'openai-chat': (model) => ({
    ...chat.instructed(model, text, budget),
    features: [
      ...chat.streaming,
      chat.outputLimit(/^(?:o\d|gpt-5)(?:$|[-.])/i.test(model) ? 'max_completion_tokens' : 'max_tokens', budget),
      cacheKey,
      tools({ tools: [chat.tool(shell)] }),
    ],
  }),
  gemini: () => ({
    ...gemini.question(text, budget),
    features: [gemini.systemInstruction, gemini.thinking(), tools({ tools: [gemini.tool(shell)] })],
  }),
};

/** From 4.6 on the model thinks as much as it sees fit. */
function thinking(model: string): Feature {
  return /claude-(?:opus|sonnet|haiku|fable|mythos)-(?:4-[6-9]|[5-9])(?:-|$)/.test(model)
    ? messages.thinking({ type: 'adaptive', display: 'summarized' })
    : messages.interleavedThinking({ type: 'enabled', budget_tokens: messages.leastThinking });
}

const keptThoughts: Feature = {
  id: 'context-management',
  name: 'context_management',
  headers: { 'anthropic-beta': 'context-management-2025-06-27' },
  body: { context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] } },
  words: /context[_ -]management|clear_thinking|anthropic-beta/i,
  avoid: '[thinking] keep = "none" in config.toml',
  with: 'thinking',
};
