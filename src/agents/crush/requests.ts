import { messages } from '../../protocols/anthropic-messages/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { budgetFor, commandTool, requestsToBoth, streaming, tools, when, type Turn } from '../../protocols/turn.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';

/** As Crush 0.90.0 makes them, launched by Jetway: the session with tools, and its title by the small model without. */
export function requests(target: Target): readonly AgentRequest[] {
  return requestsToBoth(target, (endpoint, role) =>
    role === 'main'
      ? turnOf(endpoint, 'Use the tool bash once to list the files: ls', true)
      : turnOf(endpoint, 'Generate a concise title for: list the files', false),
  );
}

const shell = commandTool('bash');

function turnOf({ model, protocol }: ModelEndpoint, text: string, inSession: boolean): Turn {
  const budget = budgetFor(true);
  const session = (...features: readonly Feature[]): readonly Feature[] => when(inSession, ...features);
  // By their names it knows OpenAI's own that reason.
  const reasons = /(?:^|\/)(?:gpt-5|o\d)/.test(model);
  if (protocol === 'anthropic-messages') {
    return {
      ...messages.question(model, text, budget),
      features: [
        streaming,
        messages.systemBlocks,
        ...session(
          { ...messages.cacheControl, avoid: 'CRUSH_DISABLE_ANTHROPIC_CACHE=1' },
          tools({
            tools: [messages.tool(shell)],
            tool_choice: { type: 'auto', disable_parallel_tool_use: false },
          }),
        ),
      ],
    };
  }
  if (protocol === 'openai-responses') {
    return {
      ...responses.question(model, text, budget),
      features: [
        streaming,
        responses.outputLimit(budget),
        responses.instructing(reasons ? 'developer' : 'system'),
        responses.store,
        ...session(
          responses.encryptedReasoning,
          ...when(reasons, responses.reasoning({ summary: 'auto' })),
          tools({ tools: [{ ...responses.tool(shell), strict: false }], tool_choice: 'auto' }),
        ),
      ],
    };
  }
  return {
    ...chat.instructed(model, text, budget),
    features: [
      ...chat.streaming,
      chat.outputLimit(reasons ? 'max_completion_tokens' : 'max_tokens', budget),
      ...session(tools({ tools: [chat.tool(shell)], tool_choice: 'auto' })),
    ],
  };
}
