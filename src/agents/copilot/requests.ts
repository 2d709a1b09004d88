import type { ProtocolId } from '../../protocols/protocols.ts';
import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { brief, budgetFor, commandTool, requestOf, streaming, tools, when, type Turn } from '../../protocols/turn.ts';
import { knownAs } from './limits-table.ts';

/** As Copilot CLI 1.0.102 makes them, launched by Jetway. It asks one model for everything. */
export function requests({ main }: Target): readonly AgentRequest[] {
  if (main.protocol === 'gemini') return [];
  const maker = /^(claude|gpt|gemini)-/.exec(knownAs(main))?.[1];
  return [requestOf(main, 'main', turns[main.protocol](main, maker))];
}

const budget = budgetFor(true);
const text = 'Use the bash tool once to list the files: ls';
const bash = commandTool('bash');

/** Of a maker that it knows, it asks every model to think. */
type TurnOf = (to: ModelEndpoint, maker: string | undefined) => Turn;

const turns: Readonly<Record<Exclude<ProtocolId, 'gemini'>, TurnOf>> = {
  'openai-responses': ({ model }, maker) => ({
    body: {
      model,
      instructions: brief,
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }],
    },
    budget,
    features: [
      streaming,
      responses.outputLimit(budget),
      responses.store,
      responses.cacheKey('copilot'),
      responses.encryptedReasoning,
      responses.reasoning({ ...(maker === undefined ? {} : { effort: 'medium' }), summary: 'auto' }),
      tools({ tools: [{ ...responses.tool(bash), strict: false }] }),
      responses.parallelToolCalls,
      ...patches(model, { ...patch, format: { type: 'grammar', ...grammar } }),
    ],
  }),
  'openai-chat': ({ model }, maker) => ({
    ...chat.instructed(model, text, budget),
    features: [
      ...chat.streaming,
      chat.outputLimit('max_tokens', budget),
      maker === undefined ? sampling : temperature(1),
      ...when(maker !== undefined, chat.reasoning),
      tools({ tools: [chat.tool(bash)] }),
      ...when(maker === 'gemini', { ...toolChoice('validated'), name: 'tool_choice: validated' }),
      ...patches(model, { custom: { ...patch, format: { type: 'grammar', grammar } } }),
    ],
  }),
  'anthropic-messages': ({ model }, maker) => ({
    ...messages.question(model, text, budget + (maker === undefined ? 0 : messages.leastThinking)),
    features: [
      streaming,
      messages.cacheControl,
      temperature(maker === undefined ? 0 : 1),
      ...when(maker !== undefined, thinking(model)),
      tools({ tools: [messages.tool(bash)] }),
      ...when(maker === 'gemini', toolChoice({ type: 'auto' })),
    ],
  }),
};

function temperature(degrees: number): Feature {
  return { id: 'temperature', name: 'temperature', body: { temperature: degrees }, words: /temperature/i };
}

const sampling: Feature = {
  id: 'sampling',
  name: 'temperature, top_p and penalties',
  body: { temperature: 0, top_p: 0.95, frequency_penalty: 0, presence_penalty: 0 },
  words: /temperature|top_p|_penalty/i,
};

function toolChoice(choice: string | JsonObject): Feature {
  return {
    id: 'tool-choice',
    name: 'tool_choice',
    body: { tool_choice: choice },
    words: /tool_choice|validated/i,
    with: 'tools',
  };
}

/** A Claude of 4.6 or newer thinks as much as it likes; with a budget Copilot's own least is 2048. */
function thinking(model: string): Feature {
  const adapts = /claude-[a-z]+-(?:4[.-][6-9]|[5-9])/.test(model);
  return {
    id: 'thinking',
    name: adapts ? 'adaptive thinking' : 'thinking',
    body: adapts
      ? { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'medium' } }
      : { thinking: { type: 'enabled', budget_tokens: messages.leastThinking, display: 'summarized' } },
    words: /\bthinking\b|budget_tokens|output_config|\beffort\b/i,
  };
}

const patch = { name: 'apply_patch', description: 'Edits files.' };
const grammar = { syntax: 'lark', definition: 'start: /.+/' };

/** A tool that takes a text of a grammar, for most of OpenAI's models. */
function patches(model: string, definition: JsonObject): readonly Feature[] {
  return when(/(?:^|\/)gpt-(?!5-mini)/.test(model), {
    id: 'custom-tools',
    name: 'tools of the type custom',
    body: { tools: [{ type: 'custom', ...definition }] },
    words: /\bcustom\b|grammar|apply_patch/i,
    with: 'tools',
  });
}
