import { vendorOf } from '../../models/vendors.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { gemini } from '../../protocols/gemini/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { budgetFor, commandTool, requestsToBoth, streaming, tools, when, type Turn } from '../../protocols/turn.ts';
import { typeOf } from './providers.ts';

/** As Qwen Code 0.24.4 makes them, launched by Jetway. The small model gets tools too: it keeps its memory with them. */
export function requests(target: Target): readonly AgentRequest[] {
  return requestsToBoth(target, (to) => turns[typeOf(to)](to, to.about.reasoning !== false));
}

const text = 'Use the tool run_shell_command once to list the files: ls';
const shell = commandTool('run_shell_command');

const turns: Readonly<Record<ReturnType<typeof typeOf>, (to: ModelEndpoint, thinks: boolean) => Turn>> = {
  openai: ({ model }, thinks) => ({
    ...chat.questionInParts(model, text, budgetFor(thinks)),
    features: [
      ...chat.streaming,
      chat.outputLimit(vendorOf(model)?.id === 'openai' ? 'max_completion_tokens' : 'max_tokens', budgetFor(thinks)),
      tools({ tools: [chat.tool(shell)] }),
    ],
  }),
  anthropic: ({ model }, thinks) => ({
    ...messages.question(model, text, budgetFor(thinks) + (thinks ? messages.leastThinking : 0)),
    features: [
      streaming,
      messages.systemBlocks,
      { ...messages.cacheControl, avoid: 'model.generationConfig.enableCacheControl: false in its settings' },
      ...when(
        thinks,
        messages.interleavedThinking(
          isAdaptive(model)
            ? { type: 'adaptive', display: 'summarized' }
            : { type: 'enabled', budget_tokens: messages.leastThinking },
        ),
      ),
      tools({ tools: [messages.tool(shell)] }),
    ],
  }),
  gemini: (_to, thinks) => ({
    ...gemini.question(text, budgetFor(thinks)),
    features: [
      gemini.systemInstruction,
      gemini.sampling,
      ...when(thinks, gemini.thinking({ thinkingLevel: 'THINKING_LEVEL_UNSPECIFIED' })),
      tools({ tools: [gemini.tool(shell)] }),
    ],
  }),
};

/** Of the vendor's newer models, which think as much as they see fit. */
function isAdaptive(model: string): boolean {
  return /claude-(?:opus|sonnet|haiku|fable|mythos)-(?:4-[6-9]|[5-9])(?:-|$)/.test(
    model.slice(model.lastIndexOf('/') + 1),
  );
}
