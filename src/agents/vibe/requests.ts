import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { budgetFor, commandTool, requestOf, streaming, tools, when, type Turn } from '../../protocols/turn.ts';

/** As Vibe 3.0.3 makes them, launched by Jetway. Titles by the small model are asked for in sessions of a terminal alone. */
export function requests({ main }: Target): readonly AgentRequest[] {
  return [requestOf(main, 'main', turnOf(main))];
}

const text = 'Use the tool bash once to list the files: ls';
const shell = commandTool('bash');

function turnOf({ about, model, protocol }: ModelEndpoint): Turn {
  if (protocol === 'anthropic-messages') {
    return {
      ...messages.question(model, text, budgetFor(true)),
      features: [
        streaming,
        betas,
        messages.systemBlocks,
        messages.cacheControl,
        tools({ tools: [messages.tool(shell)] }),
      ],
    };
  }
  // Of what it knows as OpenAI's newer ones it asks for no thinking, where nothing was chosen.
  const thinks = /gpt-5\.[1-9]/.test(model);
  if (protocol === 'openai-responses') {
    return {
      ...responses.question(model, text, budgetFor(true)),
      features: [
        streaming,
        { ...responses.outputLimit(budgetFor(true)), ours: true },
        responses.store,
        responses.encryptedReasoning,
        ...when(thinks, responses.reasoning({ effort: 'none' })),
        ...when(!/^(?:gpt-5|o\d)/.test(model), temperature(0.2)),
        tools({ tools: [responses.tool(shell)] }),
      ],
    };
  }
  return {
    ...chat.instructed(model, text, budgetFor(true)),
    features: [
      ...chat.streaming,
      { ...chat.outputLimit('max_tokens', budgetFor(true)), ours: true },
      temperature(about.reasoning === true ? 1 : 0.2),
      ...when(thinks, { ...chat.reasoning, body: { reasoning_effort: 'none' } }),
      tools({ tools: [chat.tool(shell)] }),
    ],
  };
}

const betas: Feature = {
  id: 'betas',
  name: 'its betas',
  headers: {
    'anthropic-beta':
      'interleaved-thinking-2025-05-14,fine-grained-tool-streaming-2025-05-14,prompt-caching-2024-07-31,context-1m-2025-08-07',
  },
  words: /anthropic-beta|\bbetas?\b|context-1m|long context/i,
};

const temperature = (value: number): Feature => ({
  id: 'temperature',
  name: 'temperature',
  body: { temperature: value },
  words: /temperature/i,
});
