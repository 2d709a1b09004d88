import { messages } from '../../protocols/anthropic-messages/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { brief, budgetFor, commandTool, requestOf, streaming, tools, when, type Turn } from '../../protocols/turn.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest } from '../agent-doctor.ts';

/** As Continue CLI 1.5.47 makes them, launched by Jetway. It asks one model for everything, and for no thoughts. */
export function requests({ main }: Target): readonly AgentRequest[] {
  const turn = turns[main.protocol];
  return turn === undefined ? [] : [requestOf(main, 'main', turn(main))];
}

const text = 'Use the tool Bash once to list the files: ls';
const shell = commandTool('Bash');
const budget = budgetFor(true);

const turns: Readonly<Partial<Record<ProtocolId, (to: ModelEndpoint) => Turn>>> = {
  'anthropic-messages': ({ model }) => ({
    ...messages.question(model, text, budget),
    headers: { 'anthropic-version': messages.version, 'anthropic-beta': 'prompt-caching-2024-07-31' },
    features: [streaming, messages.systemBlocks, messages.cacheControl, tools({ tools: [messages.tool(shell)] })],
  }),
  'openai-responses': ({ model, about }) => ({
    body: {
      model,
      input: [
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: brief }] },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      ],
    },
    budget,
    features: [
      streaming,
      ...when(about.maxOutputTokens !== undefined, responses.outputLimit(budget)),
      tools({ tools: [{ ...responses.tool(shell), strict: null }] }),
      { ...responses.parallelToolCalls, body: { parallel_tool_calls: false } },
    ],
  }),
  'openai-chat': ({ model, about }) => ({
    ...chat.instructed(model, text, budget),
    features: [
      ...chat.streaming,
      ...when(about.maxOutputTokens !== undefined, chat.outputLimit('max_tokens', budget)),
      tools({ tools: [chat.tool(shell)] }),
    ],
  }),
};
