import type { ProtocolId } from '../../protocols.ts';
import { protocols } from '../../protocols.ts';
import type { AgentRequest, Feature, JsonObject, ModelEndpoint, Target } from '../agent.ts';

/** As OpenCode 1.18.33 makes them with its SDKs, launched by Jetway: the session with tools, and its title without. */
export function requests({ main, small }: Target): readonly AgentRequest[] {
  const apart = small.model !== main.model || small.baseUrl !== main.baseUrl;
  return [requestTo(main, 'main'), ...(apart ? [requestTo(small, 'small')] : [])];
}

function requestTo(endpoint: ModelEndpoint, role: AgentRequest['role']): AgentRequest {
  const { protocol, about, model } = endpoint;
  const budget = about.reasoning === false ? 128 : 512;
  const text =
    role === 'main' ? 'Use the bash tool once to list the files: ls' : 'Generate a title for: "list the files"';
  const { headers = {}, body, features, tools } = dialects[protocol](endpoint, text, budget);
  return {
    role,
    endpoint,
    path: protocols[protocol].requestPath(protocol === 'gemini' ? model.replace(/^models\//, '') : model),
    headers: { 'content-type': 'application/json', ...headers },
    body,
    features: [...features, ...(role === 'main' ? tools : [])],
    budget,
  };
}

interface Dialect {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly features: readonly Feature[];
  /** What goes along with tools alone. */
  readonly tools: readonly Feature[];
}

const schema = { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] };
const bash = { name: 'bash', description: 'Runs a command.' };
const brief = 'Be brief.';
const stream: Feature = { id: 'streaming', name: 'streaming', body: { stream: true }, words: /\bstream(?!_options)/i };
const tool = { id: 'tools', name: 'tools', words: /\btools?\b|tool_choice|function|input_schema|\bstrict\b/i } as const;

/** OpenAI's own that reason: they are asked for an effort and a verbosity. */
function isGpt5(model: string): boolean {
  return /(?:^|\/)gpt-[5-9]/.test(model);
}

const dialects: Readonly<Record<ProtocolId, (to: ModelEndpoint, text: string, budget: number) => Dialect>> = {
  'openai-responses': ({ model, about }, text, budget) => {
    const reasons = isGpt5(model) || about.reasoning === true;
    return {
      body: { model, input: [{ role: 'user', content: [{ type: 'input_text', text }] }] },
      features: [
        stream,
        {
          id: 'output-limit',
          name: 'max_output_tokens',
          body: { max_output_tokens: budget },
          words: /max_output_tokens/i,
        },
        {
          id: 'developer-messages',
          name: `messages of the role ${reasons ? 'developer' : 'system'}`,
          body: { input: [{ role: reasons ? 'developer' : 'system', content: brief }] },
          words: /\bdeveloper\b|\broles?\b/i,
        },
        { id: 'store', name: 'store: false', body: { store: false }, words: /\bstore\b/i },
        ...(reasons
          ? [
              {
                id: 'encrypted-reasoning',
                name: 'include: reasoning.encrypted_content',
                body: { include: ['reasoning.encrypted_content'] },
                words: /\binclude\b|encrypted_content|encrypted reasoning/i,
              },
              {
                id: 'reasoning',
                name: 'reasoning',
                body: { reasoning: { effort: 'medium', summary: 'auto' } },
                words: /\breasoning\b(?!\.encrypted)|\beffort\b/i,
              },
            ]
          : []),
      ],
      tools: [
        {
          ...tool,
          body: { tools: [{ type: 'function', ...bash, parameters: schema, strict: false }], tool_choice: 'auto' },
        },
        { id: 'cache-key', name: 'prompt_cache_key', body: { prompt_cache_key: 'ses_0' }, words: /prompt_cache_key/i },
        ...(isGpt5(model)
          ? [
              {
                id: 'verbosity',
                name: 'text.verbosity',
                body: { text: { verbosity: 'low' } },
                words: /verbosity|\btext\b/i,
              },
            ]
          : []),
      ],
    };
  },
  'anthropic-messages': ({ model }, text, budget) => ({
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
      },
    ],
    tools: [
      { ...tool, body: { tools: [{ ...bash, input_schema: schema }], tool_choice: { type: 'auto' } } },
      {
        id: 'structured-outputs',
        name: 'the beta structured-outputs',
        headers: { 'anthropic-beta': 'structured-outputs-2025-11-13' },
        words: /structured-outputs|anthropic-beta/i,
      },
      {
        id: 'eager-input-streaming',
        name: 'eager_input_streaming of tools',
        body: { tools: [{ ...bash, name: 'read', input_schema: schema, eager_input_streaming: true }] },
        words: /eager_input_streaming/i,
        with: 'tools',
      },
    ],
  }),
  'openai-chat': ({ model }, text, budget) => ({
    body: { model, messages: [{ role: 'user', content: text }] },
    features: [
      stream,
      {
        id: 'stream-options',
        name: 'stream_options',
        body: { stream_options: { include_usage: true } },
        words: /stream_options|include_usage/i,
        with: 'streaming',
      },
      { id: 'output-limit', name: 'max_tokens', body: { max_tokens: budget }, words: /max_(?:completion_)?tokens/i },
      ...(isGpt5(model)
        ? [
            {
              id: 'reasoning',
              name: 'reasoning_effort',
              body: { reasoning_effort: 'medium' },
              words: /reasoning_effort|\beffort\b/i,
            },
          ]
        : []),
    ],
    tools: [
      {
        ...tool,
        body: { tools: [{ type: 'function', function: { ...bash, parameters: schema } }], tool_choice: 'auto' },
      },
    ],
  }),
  gemini: ({ about }, text, budget) => ({
    body: { contents: [{ role: 'user', parts: [{ text }] }], generationConfig: { maxOutputTokens: budget } },
    features: [
      {
        id: 'system-instruction',
        name: 'systemInstruction',
        body: { systemInstruction: { parts: [{ text: brief }] } },
        words: /system_?instruction/i,
      },
      {
        id: 'sampling',
        name: 'topK and topP',
        body: { generationConfig: { topK: 64, topP: 0.95 } },
        words: /top_?[kp]\b/i,
      },
      ...(about.reasoning === false
        ? []
        : [
            {
              id: 'thinking',
              name: 'thinkingConfig',
              body: { generationConfig: { thinkingConfig: { includeThoughts: true } } },
              words: /thinking_?config|include_?thoughts|\bthinking\b/i,
            },
          ]),
    ],
    tools: [
      {
        ...tool,
        body: {
          tools: [{ functionDeclarations: [{ ...bash, parameters: schema }] }],
          toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
        },
      },
    ],
  }),
};
