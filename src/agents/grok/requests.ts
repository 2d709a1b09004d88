import { messages } from '../../protocols/anthropic-messages/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { budgetFor, commandTool, requestsToBoth, streaming, tools, when, type Turn } from '../../protocols/turn.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';

/** As Grok Build 1.0.41 makes them, launched by Jetway: the session with its tools, and the title by the small model with one that it must call. */
export function requests(target: Target): readonly AgentRequest[] {
  return requestsToBoth(target, (endpoint, role) => turnOf(endpoint, role === 'main'));
}

const shell = commandTool('run_terminal_command');
const title = {
  ...commandTool('session_title'),
  description: 'Generate the session_title which we use for the user_message',
};

function turnOf({ about, model, protocol }: ModelEndpoint, inSession: boolean): Turn {
  const budget = budgetFor(true);
  const text = inSession
    ? 'Use the tool run_terminal_command once to list the files: ls'
    : 'Generate the session title for: list the files';
  const tool = inSession ? shell : title;
  if (protocol === 'anthropic-messages') {
    return {
      ...messages.question(model, text, budget),
      features: [
        streaming,
        messages.systemBlocks,
        ...when(inSession, messages.cacheControl),
        ...when(!inSession, temperature),
        tools({ tools: [messages.tool(tool)], ...forced(inSession, { type: 'tool', name: tool.name }) }),
      ],
    };
  }
  if (protocol === 'openai-responses') {
    return {
      ...responses.question(model, text, budget),
      features: [
        streaming,
        // A title has one; a session where the catalogue knows it.
        {
          ...responses.outputLimit(budget),
          ...(inSession && about.maxOutputTokens === undefined ? { ours: true as const } : {}),
        },
        responses.store,
        responses.encryptedReasoning,
        ...when(about.reasoning !== false, responses.reasoning({ summary: 'concise' })),
        ...when(!inSession, temperature),
        tools({ tools: [responses.tool(tool)], ...forced(inSession, { type: 'function', name: tool.name }) }),
      ],
    };
  }
  return {
    ...chat.instructed(model, text, budget),
    features: [
      ...chat.streaming,
      {
        ...chat.outputLimit('max_tokens', budget),
        ...(inSession && about.maxOutputTokens === undefined ? { ours: true as const } : {}),
      },
      ...when(!inSession, temperature),
      tools({ tools: [chat.tool(tool)], ...forced(inSession, { type: 'function', function: { name: tool.name } }) }),
    ],
  };
}

function forced(inSession: boolean, choice: JsonObject): { readonly tool_choice?: JsonObject } {
  return inSession ? {} : { tool_choice: choice };
}

const temperature: Feature = {
  id: 'temperature',
  name: 'temperature',
  body: { temperature: 1 },
  words: /temperature/i,
};
