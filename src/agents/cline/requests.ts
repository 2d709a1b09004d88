import type { ProtocolId } from '../../protocols/protocols.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { budgetFor, commandTool, requestOf, streaming, tools, type Turn } from '../../protocols/turn.ts';

/** As Cline 3.0.65 makes them, launched by Jetway. It asks one model for everything. */
export function requests({ main }: Target): readonly AgentRequest[] {
  return main.protocol === 'gemini' ? [] : [requestOf(main, 'main', turns[main.protocol](main))];
}

const budget = budgetFor(true);
const text = 'Use the run_commands tool once to list the files: ls';
const command = commandTool('run_commands');

const turns: Readonly<Record<Exclude<ProtocolId, 'gemini'>, (to: ModelEndpoint) => Turn>> = {
  'openai-responses': ({ model }) => ({
    ...responses.question(model, text, budget),
    features: [
      streaming,
      { ...responses.outputLimit(budget), ours: true },
      responses.instructing('developer'),
      truncation,
      tools({ tools: [responses.tool(command)], tool_choice: 'auto' }),
      search({ tools: [{ type: 'web_search' }], include: ['web_search_call.action.sources'] }),
      pictures,
    ],
  }),
  'openai-chat': ({ model }) => ({
    ...chat.question(model, text, budget),
    features: [
      ...chat.streaming,
      { ...chat.outputLimit('max_tokens', budget), ours: true },
      tools({ tools: [chat.tool(command)], tool_choice: 'auto' }),
    ],
  }),
  'anthropic-messages': ({ model }) => ({
    ...messages.question(model, text, budget),
    features: [
      streaming,
      messages.cacheControl,
      tools({ tools: [messages.tool(command)], tool_choice: { type: 'auto' } }),
      search({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
    ],
  }),
};

const truncation: Feature = {
  id: 'truncation',
  name: 'truncation: auto',
  body: { truncation: 'auto' },
  words: /truncation/i,
};

const pictures: Feature = {
  id: 'image-generation',
  name: 'the tool image_generation',
  body: { tools: [{ type: 'image_generation', output_format: 'png' }] },
  words: /image_generation|output_format/i,
  with: 'tools',
};

/** A search that the vendor's own servers make. */
function search(body: JsonObject): Feature {
  return {
    id: 'web-search',
    name: 'web search',
    body,
    words: /web[_ -]?search/i,
    avoid: '"tools": {"web_search": {"enabled": false}} in ~/.cline/data/settings/global-settings.json',
    with: 'tools',
  };
}
