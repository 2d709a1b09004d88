import type { ProtocolId } from '../../protocols/protocols.ts';
import { protocols } from '../../protocols/protocols.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { gemini } from '../../protocols/gemini/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import {
  brief,
  budgetFor,
  commandTool,
  requestsToBoth,
  streaming,
  tools,
  when,
  type Turn,
} from '../../protocols/turn.ts';

/** As OpenCode 1.18.33 makes them with its SDKs, launched by Jetway: the session with tools, and its title without. */
export function requests(target: Target): readonly AgentRequest[] {
  return requestsToBoth(target, (endpoint, role) =>
    turns[endpoint.protocol](
      endpoint,
      role === 'main' ? 'Use the bash tool once to list the files: ls' : 'Generate a title for: "list the files"',
      budgetFor(endpoint.about.reasoning !== false),
      // What goes along with tools alone.
      (...features) => when(role === 'main', ...features),
    ),
  );
}

type Choose = (...features: readonly Feature[]) => readonly Feature[];

const bash = commandTool('bash');

/** OpenAI's own that reason: they are asked for an effort and a verbosity. */
function isGpt5(model: string): boolean {
  return /(?:^|\/)gpt-[5-9]/.test(model);
}

type TurnOf = (to: ModelEndpoint, text: string, budget: number, inSession: Choose) => Turn;

const turns: Readonly<Record<ProtocolId, TurnOf>> = {
  'openai-responses': ({ model, about }, text, budget, inSession) => {
    const reasons = isGpt5(model) || about.reasoning === true;
    return {
      ...responses.question(model, text, budget),
      features: [
        streaming,
        responses.outputLimit(budget),
        responses.instructing(reasons ? 'developer' : 'system'),
        responses.store,
        ...when(reasons, responses.encryptedReasoning, responses.reasoning({ effort: 'medium', summary: 'auto' })),
        ...inSession(
          tools({ tools: [{ ...responses.tool(bash), strict: false }], tool_choice: 'auto' }),
          responses.cacheKey('ses_0'),
          ...when(isGpt5(model), responses.verbosity),
        ),
      ],
    };
  },
  'anthropic-messages': ({ model }, text, budget, inSession) => ({
    ...messages.question(model, text, budget),
    features: [
      streaming,
      messages.systemBlocks,
      messages.cacheControl,
      ...inSession(
        tools({ tools: [messages.tool(bash)], tool_choice: { type: 'auto' } }),
        {
          id: 'structured-outputs',
          name: 'the beta structured-outputs',
          headers: { 'anthropic-beta': 'structured-outputs-2025-11-13' },
          words: /structured-outputs|anthropic-beta/i,
        },
        messages.eagerInputStreaming(messages.tool({ ...bash, name: 'read' })),
      ),
    ],
  }),
  'openai-chat': ({ model }, text, budget, inSession) => ({
    ...chat.question(model, text, budget),
    features: [
      ...chat.streaming,
      chat.outputLimit('max_tokens', budget),
      ...when(isGpt5(model), chat.reasoning),
      ...inSession(tools({ tools: [chat.tool(bash)], tool_choice: 'auto' })),
    ],
  }),
  gemini: ({ about, model }, text, budget, inSession) => ({
    ...gemini.question(text, budget),
    path: protocols.gemini.requestPath(model.replace(/^models\//, '')),
    features: [
      { ...gemini.systemInstruction, body: { systemInstruction: { parts: [{ text: brief }] } } },
      {
        id: 'sampling',
        name: 'topK and topP',
        body: { generationConfig: { topK: 64, topP: 0.95 } },
        words: /top_?[kp]\b/i,
      },
      ...when(about.reasoning !== false, gemini.thinking()),
      ...inSession(
        tools({
          tools: [
            { functionDeclarations: [{ name: bash.name, description: bash.description, parameters: bash.schema }] },
          ],
          toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
        }),
      ),
    ],
  }),
};
