import { protocols, type ProtocolId } from '../../protocols.ts';
import { vendorOf } from '../../vendors.ts';
import type { AgentRequest, Feature, JsonObject, ModelEndpoint, Target } from '../agent.ts';

/** As Pi 0.87.1 makes them, launched by Jetway. It asks one model for everything. */
export function requests({ main }: Target): readonly AgentRequest[] {
  const { about, model, protocol } = main;
  const thinks = about.reasoning === true;
  const budget = !thinks ? 128 : protocol === 'anthropic-messages' ? leastThinking + 512 : 512;
  const { headers = {}, body, features } = dialects[protocol](main, budget, thinks);
  return [
    {
      role: 'main',
      endpoint: main,
      path: protocols[protocol].requestPath(model),
      headers: { 'content-type': 'application/json', ...headers },
      body,
      features,
      budget,
    },
  ];
}

interface Dialect {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly features: readonly Feature[];
}

/** Tokens; a vendor's own minimum. */
const leastThinking = 1024;
const text = 'Use the bash tool once to list the files: ls';
const brief = 'Be brief.';
const schema = { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] };
const bash = { name: 'bash', description: 'Runs a command.' };
const tool = {
  id: 'tools',
  name: 'tools',
  words: /\btools?\b|functions?\b|function_?declarations?|input_schema/i,
} as const;
const stream: Feature = { id: 'streaming', name: 'streaming', body: { stream: true }, words: /\bstream(?!_options)/i };
const store: Feature = { id: 'store', name: 'store: false', body: { store: false }, words: /\bstore\b/i };

type Ask = (to: ModelEndpoint, budget: number, thinks: boolean) => Dialect;

const dialects: Readonly<Record<ProtocolId, Ask>> = {
  'openai-responses': ({ model }, budget, thinks) => ({
    body: { model, input: [{ role: 'user', content: [{ type: 'input_text', text }] }] },
    features: [
      stream,
      limit('max_output_tokens', budget),
      {
        id: 'developer-messages',
        name: `messages of the role ${thinks ? 'developer' : 'system'}`,
        body: { input: [{ role: thinks ? 'developer' : 'system', content: brief }] },
        words: /\bdeveloper\b|\broles?\b/i,
      },
      store,
      { id: 'cache-key', name: 'prompt_cache_key', body: { prompt_cache_key: 'pi' }, words: /prompt_cache_key/i },
      ...only(thinks, {
        id: 'encrypted-reasoning',
        name: 'include: reasoning.encrypted_content',
        body: { include: ['reasoning.encrypted_content'] },
        words: /\binclude\b|encrypted_content|encrypted reasoning/i,
      }),
      ...only(thinks, {
        id: 'reasoning',
        name: 'reasoning',
        body: { reasoning: { effort: 'medium', summary: 'auto' } },
        words: /\breasoning\b(?!\.encrypted)|\beffort\b/i,
      }),
      { ...tool, body: { tools: [{ type: 'function', ...bash, parameters: schema }] } },
    ],
  }),
  'openai-chat': ({ model }, budget, thinks) => {
    const own = vendorOf(model)?.id === 'openai';
    return {
      body: { model, messages: [{ role: 'user', content: [{ type: 'text', text }] }] },
      features: [
        stream,
        {
          id: 'stream-options',
          name: 'stream_options',
          body: { stream_options: { include_usage: true } },
          words: /stream_options|include_usage/i,
          with: 'streaming',
        },
        limit(own ? 'max_completion_tokens' : 'max_tokens', budget),
        ...only(own, store),
        ...only(thinks, {
          id: 'reasoning',
          name: 'reasoning_effort',
          body: { reasoning_effort: 'medium' },
          words: /reasoning_effort|\beffort\b/i,
        }),
        { ...tool, body: { tools: [{ type: 'function', function: { ...bash, parameters: schema } }] } },
      ],
    };
  },
  'anthropic-messages': ({ model }, budget, thinks) => ({
    headers: { 'anthropic-version': '2023-06-01' },
    body: { model, max_tokens: budget, messages: [{ role: 'user', content: [{ type: 'text', text }] }] },
    features: [
      stream,
      {
        id: 'cache-control',
        name: 'cache_control',
        body: { system: [{ type: 'text', text: brief, cache_control: { type: 'ephemeral' } }] },
        words: /cache[_ -]control|prompt caching/i,
      },
      ...only(thinks, {
        id: 'thinking',
        name: 'thinking',
        headers: { 'anthropic-beta': 'interleaved-thinking-2025-05-14' },
        body: { thinking: { type: 'enabled', budget_tokens: leastThinking, display: 'summarized' } },
        words: /\bthinking\b|budget_tokens|anthropic-beta/i,
      }),
      { ...tool, body: { tools: [{ ...bash, input_schema: schema }] } },
      {
        id: 'eager-input-streaming',
        name: 'eager_input_streaming of tools',
        body: { tools: [{ ...bash, name: 'read', input_schema: schema, eager_input_streaming: true }] },
        words: /eager_input_streaming/i,
        with: 'tools',
      },
    ],
  }),
  gemini: (_to, budget, thinks) => ({
    body: { contents: [{ role: 'user', parts: [{ text }] }], generationConfig: { maxOutputTokens: budget } },
    features: [
      {
        id: 'system-instruction',
        name: 'systemInstruction',
        body: { systemInstruction: { role: 'user', parts: [{ text: brief }] } },
        words: /system_?instruction/i,
      },
      ...only(thinks, {
        id: 'thinking',
        name: 'thinkingConfig',
        body: { generationConfig: { thinkingConfig: { includeThoughts: true } } },
        words: /thinking_?config|include_?thoughts|\bthinking\b/i,
      }),
      { ...tool, body: { tools: [{ functionDeclarations: [{ ...bash, parametersJsonSchema: schema }] }] } },
    ],
  }),
};

function limit(name: string, budget: number): Feature {
  return { id: 'output-limit', name, body: { [name]: budget }, words: /max_(?:output_|completion_)?tokens/i };
}

function only(wanted: boolean, feature: Feature): readonly Feature[] {
  return wanted ? [feature] : [];
}
