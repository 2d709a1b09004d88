import { protocols } from '../../protocols.ts';
import { vendorOf } from '../../vendors.ts';
import type { AgentRequest, Feature, JsonObject, ModelEndpoint, Target } from '../agent.ts';
import { typeOf } from './providers.ts';

/** As Qwen Code 0.24.4 makes them, launched by Jetway. The small model gets tools too: it keeps its memory with them. */
export function requests({ main, small }: Target): readonly AgentRequest[] {
  const apart = small.model !== main.model || small.baseUrl !== main.baseUrl;
  return [requestTo(main, 'main'), ...(apart ? [requestTo(small, 'small')] : [])];
}

function requestTo(endpoint: ModelEndpoint, role: AgentRequest['role']): AgentRequest {
  const { about, model, protocol } = endpoint;
  const thinks = protocol === 'anthropic-messages' && about.reasoning !== false;
  const budget = thinks ? leastThinking + 512 : about.reasoning === false ? 128 : 512;
  const { headers = {}, body, features } = dialects[typeOf(endpoint)](endpoint, budget);
  return {
    role,
    endpoint,
    path: protocols[protocol].requestPath(model),
    headers: { 'content-type': 'application/json', ...headers },
    body,
    features,
    budget,
  };
}

interface Dialect {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly features: readonly Feature[];
}

/** Tokens; a vendor's own minimum. */
const leastThinking = 1024;
const text = 'Use the tool run_shell_command once to list the files: ls';
const brief = 'Be brief.';
const schema = { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] };
const shell = { name: 'run_shell_command', description: 'Runs a command.' };
const tool = {
  id: 'tools',
  name: 'tools',
  words: /\btools?\b|function_?declarations?|input_schema|functions?\b/i,
} as const;
const stream: Feature = { id: 'streaming', name: 'streaming', body: { stream: true }, words: /\bstream(?!_options)/i };

const dialects: Readonly<Record<ReturnType<typeof typeOf>, (to: ModelEndpoint, budget: number) => Dialect>> = {
  openai: ({ model }, budget) => {
    const limit = vendorOf(model)?.id === 'openai' ? 'max_completion_tokens' : 'max_tokens';
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
        { id: 'output-limit', name: limit, body: { [limit]: budget }, words: /max_(?:completion_)?tokens/i },
        { ...tool, body: { tools: [{ type: 'function', function: { ...shell, parameters: schema } }] } },
      ],
    };
  },
  anthropic: ({ about, model }, budget) => ({
    headers: { 'anthropic-version': '2023-06-01' },
    body: { model, max_tokens: budget, messages: [{ role: 'user', content: [{ type: 'text', text }] }] },
    features: [
      stream,
      {
        id: 'system-blocks',
        name: 'system text in blocks',
        body: { system: [{ type: 'text', text: brief }] },
        words: /\bsystem\b/i,
      },
      {
        id: 'cache-control',
        name: 'cache_control',
        body: { system: [{ type: 'text', text: brief, cache_control: { type: 'ephemeral' } }] },
        words: /cache[_ -]control|prompt caching/i,
        avoid: 'model.generationConfig.enableCacheControl: false in its settings',
      },
      ...(about.reasoning === false
        ? []
        : [
            {
              id: 'thinking',
              name: 'thinking',
              headers: { 'anthropic-beta': 'interleaved-thinking-2025-05-14' },
              body: {
                thinking: isAdaptive(model)
                  ? { type: 'adaptive', display: 'summarized' }
                  : { type: 'enabled', budget_tokens: leastThinking },
              },
              words: /\bthinking\b|budget_tokens|anthropic-beta/i,
            },
          ]),
      { ...tool, body: { tools: [{ ...shell, input_schema: schema }] } },
    ],
  }),
  gemini: ({ about }, budget) => ({
    body: { contents: [{ role: 'user', parts: [{ text }] }], generationConfig: { maxOutputTokens: budget } },
    features: [
      {
        id: 'system-instruction',
        name: 'systemInstruction',
        body: { systemInstruction: { role: 'user', parts: [{ text: brief }] } },
        words: /system_?instruction/i,
      },
      {
        id: 'sampling',
        name: 'temperature, topP and topK',
        body: { generationConfig: { temperature: 1, topP: 0.95, topK: 64 } },
        words: /top_?[kp]\b|temperature/i,
      },
      ...(about.reasoning === false
        ? []
        : [
            {
              id: 'thinking',
              name: 'thinkingConfig',
              body: {
                generationConfig: {
                  thinkingConfig: { includeThoughts: true, thinkingLevel: 'THINKING_LEVEL_UNSPECIFIED' },
                },
              },
              words: /thinking_?(?:config|level)|include_?thoughts|\bthinking\b/i,
            },
          ]),
      { ...tool, body: { tools: [{ functionDeclarations: [{ ...shell, parametersJsonSchema: schema }] }] } },
    ],
  }),
};

/** Of the vendor's newer models, which think as much as they see fit. */
function isAdaptive(model: string): boolean {
  return /claude-(?:opus|sonnet|haiku|fable|mythos)-(?:4-[6-9]|[5-9])(?:-|$)/.test(
    model.slice(model.lastIndexOf('/') + 1),
  );
}
