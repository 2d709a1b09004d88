import { messages } from '../../protocols/anthropic-messages/features.ts';
import { gemini } from '../../protocols/gemini/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import { budgetFor, commandTool, requestOf, streaming, tools, when, type Turn } from '../../protocols/turn.ts';
import { vendorOf } from '../../models/vendors.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest } from '../agent-doctor.ts';

/** As OpenClaw 2026.9.6 makes them, launched by Jetway. Titles by the small model are its Gateway's, which no launch reaches. */
export function requests({ main }: Target): readonly AgentRequest[] {
  return [requestOf(main, 'main', turns[main.protocol](main, main.about.reasoning === true))];
}

const text = 'Use the tool exec once to list the files: ls';
const shell = commandTool('exec');

const turns: Readonly<Record<ProtocolId, (to: ModelEndpoint, thinks: boolean) => Turn>> = {
  'anthropic-messages': ({ model }, thinks) => ({
    ...messages.question(model, text, budgetFor(thinks) + (thinks ? messages.leastThinking : 0)),
    features: [
      streaming,
      messages.cacheControl,
      ...when(thinks, messages.thinking({ type: 'enabled', budget_tokens: messages.leastThinking })),
      tools({ tools: [messages.tool(shell)] }),
    ],
  }),
  'openai-responses': ({ model }, thinks) => ({
    ...responses.question(model, text, budgetFor(thinks)),
    features: [
      streaming,
      responses.outputLimit(budgetFor(thinks)),
      responses.instructing(thinks ? 'developer' : 'system'),
      responses.store,
      ...when(thinks, responses.encryptedReasoning, responses.reasoning({ effort: 'medium', summary: 'auto' })),
      tools({ tools: [responses.tool(shell)] }),
    ],
  }),
  'openai-chat': ({ model }, thinks) => ({
    ...chat.questionInParts(model, text, budgetFor(thinks)),
    features: [
      ...chat.streaming,
      chat.outputLimit(vendorOf(model)?.id === 'openai' ? 'max_completion_tokens' : 'max_tokens', budgetFor(thinks)),
      tools({ tools: [chat.tool(shell)], tool_choice: 'auto' }),
    ],
  }),
  gemini: (_to, thinks) => ({
    ...gemini.question(text, budgetFor(thinks)),
    features: [gemini.systemInstruction, ...when(thinks, gemini.thinking()), tools({ tools: [gemini.tool(shell)] })],
  }),
};
