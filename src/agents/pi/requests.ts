import type { ProtocolId } from '../../protocols/protocols.ts';
import { vendorOf } from '../../models/vendors.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { gemini } from '../../protocols/gemini/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { budgetFor, commandTool, requestOf, streaming, tools, when, type Turn } from '../../protocols/turn.ts';

/** As Pi 0.87.1 makes them, launched by Jetway. It asks one model for everything. */
export function requests({ main }: Target): readonly AgentRequest[] {
  return [requestOf(main, 'main', turns[main.protocol](main, main.about.reasoning === true))];
}

const text = 'Use the bash tool once to list the files: ls';
const bash = commandTool('bash');

const turns: Readonly<Record<ProtocolId, (to: ModelEndpoint, thinks: boolean) => Turn>> = {
  'openai-responses': ({ model }, thinks) => ({
    ...responses.question(model, text, budgetFor(thinks)),
    features: [
      streaming,
      responses.outputLimit(budgetFor(thinks)),
      responses.instructing(thinks ? 'developer' : 'system'),
      responses.store,
      responses.cacheKey('pi'),
      ...when(thinks, responses.encryptedReasoning, responses.reasoning({ effort: 'medium', summary: 'auto' })),
      tools({ tools: [responses.tool(bash)] }),
    ],
  }),
  'openai-chat': ({ model }, thinks) => {
    const own = vendorOf(model)?.id === 'openai';
    return {
      ...chat.questionInParts(model, text, budgetFor(thinks)),
      features: [
        ...chat.streaming,
        chat.outputLimit(own ? 'max_completion_tokens' : 'max_tokens', budgetFor(thinks)),
        ...when(own, responses.store),
        ...when(thinks, chat.reasoning),
        tools({ tools: [chat.tool(bash)] }),
      ],
    };
  },
  'anthropic-messages': ({ model }, thinks) => ({
    ...messages.question(model, text, budgetFor(thinks) + (thinks ? messages.leastThinking : 0)),
    features: [
      streaming,
      messages.cacheControl,
      ...when(
        thinks,
        messages.interleavedThinking({
          type: 'enabled',
          budget_tokens: messages.leastThinking,
          display: 'summarized',
        }),
      ),
      tools({ tools: [messages.tool(bash)] }),
      messages.eagerInputStreaming(messages.tool({ ...bash, name: 'read' })),
    ],
  }),
  gemini: (_to, thinks) => ({
    ...gemini.question(text, budgetFor(thinks)),
    features: [gemini.systemInstruction, ...when(thinks, gemini.thinking()), tools({ tools: [gemini.tool(bash)] })],
  }),
};
