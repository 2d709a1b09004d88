import type { ProtocolId } from '../../protocols/protocols.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { brief, budgetFor, commandTool, requestOf, streaming, tools, when, type Turn } from '../../protocols/turn.ts';

/** As Goose 1.52.0 makes them, launched by Jetway. It asks one model for everything. */
export function requests({ main }: Target): readonly AgentRequest[] {
  if (main.protocol !== 'openai-responses' && main.protocol !== 'openai-chat') return [];
  return [requestOf(main, 'main', turns[main.protocol](main))];
}

const text = 'Use the shell tool once to list the files: ls';
const shell = commandTool('shell');
const budget = budgetFor(true);

const turns: Readonly<Record<Extract<ProtocolId, 'openai-responses' | 'openai-chat'>, (to: ModelEndpoint) => Turn>> = {
  'openai-responses': ({ model }) => ({
    body: {
      model,
      input: [
        { type: 'message', role: 'system', content: [{ type: 'input_text', text: brief }] },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      ],
    },
    budget,
    features: [
      streaming,
      responses.outputLimit(budget),
      responses.store,
      tools({ tools: [{ ...responses.tool(shell), strict: false }] }),
    ],
  }),
  'openai-chat': ({ model }) => {
    const [own, claude] = [/(?:^|\/)(?:gpt-[5-9]|o\d)/.test(model), /claude/i.test(model)];
    return {
      ...chat.instructed(model, text, budget, own ? 'developer' : 'system'),
      features: [
        ...chat.streaming,
        chat.outputLimit(own ? 'max_completion_tokens' : 'max_tokens', budget),
        tools({ tools: [chat.tool(shell)] }),
        // It asks for it wherever the name holds the word, or the server's own list says so.
        ...when(claude, { ...messages.cacheControl, body: { messages: [{ role: 'user', content: cached }] } }),
      ],
    };
  },
};

const cached = [{ type: 'text', text: brief, cache_control: { type: 'ephemeral' } }];
